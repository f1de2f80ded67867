"""What must never slip into a public text, and what may stand there all the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selection.rules.redaction import LABELS, leaks, line, line_leaks


@pytest.mark.parametrize(
    "text",
    [
        "31011519830412123X",
        "３１０１１５１９８３０４１２１２３４",
        "310115 1983 0412 1234",
        "310115-19830412-1234",
        "3\u200b101151983041\u200b21234",
        "310101********123X",
        "310101 **** **** 1234",
        "310115830412123",
        "电话13800138000",
        "138-0013-8000",
        "一三八〇〇一三八〇〇〇",
        "壹叁捌零零壹叁捌零零零",
        "021-55500000",
        "1983-04-12",
        "19830412",
        "1983.04.12",
        "zhang.san@example.org",
    ],
)
def test_figures_of_a_person_are_found_however_they_are_written(text: str) -> None:
    assert leaks(f"上海第三机床厂{text}车间") != []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "上海第4805工厂",
        "三一重工（上海）有限公司",
        "中国电子科技集团第二十一研究所",
        "公示期自2027年3月1日起至3月5日止，共 5 个工作日。",
        "9:00—11:30，13:30—17:00",
        "上海市中山东一路14号，邮政编码 200002",
        "二〇二六年",
        "买买提·艾力",
        "5G 网络优化工程师",
    ],
)
def test_ordinary_names_and_dates_pass(text: str) -> None:
    assert leaks(text) == []


def test_the_office_may_be_reached() -> None:
    body = "电话：021-55500000，电子邮箱：gongshi@example.org"

    assert leaks(body, known=["021-55500000", "gongshi@example.org", ""]) == []
    assert leaks(f"{body}，经办人 13800138000", known=["021-55500000", "gongshi@example.org"]) == [
        "有 11 位连续数字，像证件号、电话或出生日期"
    ]


@given(number=st.from_regex(r"[1-9][0-9]{16}[0-9X]", fullmatch=True), gaps=st.text(" -\u2014.", max_size=2))
def test_no_id_number_passes_and_none_is_repeated_in_the_message(number: str, gaps: str) -> None:
    written = f"{number[:6]}{gaps}{number[6:14]}{gaps}{number[14:]}"

    found = leaks(f"职工{written}")

    assert found != []
    assert not any(number[:6] in message for message in found)


def test_a_line_says_which_field_leaks() -> None:
    shown = line(name="丁望海", unit="欣源电力13800138000", occupation="焊工", title="上海工匠")

    assert list(shown) == list(LABELS)
    assert line_leaks(shown) == ["工作单位里有 11 位连续数字，像证件号、电话或出生日期"]
