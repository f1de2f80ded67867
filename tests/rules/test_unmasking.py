"""What gives a nominee away is found however it is written, and ordinary words are not."""

import pytest

from selection.rules.unmasking import found

NAMES, UNITS = ["郁青禾"], ["上海申江精密机床有限公司", "申江机床"]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("这项工法由郁青禾提出", "姓名"),
        ("这项工法由郁 青 禾提出", "姓名"),
        ("这项工法由郁·青\u200b禾提出", "姓名"),
        ("大家叫他郁师傅", "称呼"),
        ("他在青禾创新工作室", "名字"),
        ("他在申江机床工作", "单位"),
        ("他在申江精密机床的车间", "单位"),
        ("上海申江精密机床有限公司", "单位"),
    ],
)
def test_names_are_found_however_they_are_written(text: str, what: str) -> None:
    assert what in {each.what for each in found(text, names=NAMES, units=UNITS)}


def test_figures_of_persons_are_found_and_not_repeated() -> None:
    told = found("证件号 310115198304120018，手机 139 0000 0000", names=NAMES, units=UNITS)

    assert told
    assert not any(sign.isdigit() for each in told for sign in each.what + each.excerpt)


@pytest.mark.parametrize("text", ["他带徒 12 人，2019 年节约 320 万元", "在精密机床上加工青铜件", "葱郁的青山与禾苗"])
def test_ordinary_words_are_left_alone(text: str) -> None:
    assert found(text, names=NAMES, units=UNITS) == []
