"""What experts read of a dossier: by the definition without whatever says who it is, or with it."""

from dataclasses import replace

import pytest

from selection.rules.blinding import blinded
from selection.rules.programme import Programme
from selection.taxonomies import load
from tests.answers import complete
from tests.world import programme

NAME, UNIT = "郁青禾", "上海申江精密机床有限公司"


def read(rules: Programme) -> str:
    """Everything an expert reads, in one text."""
    answers = complete(rules) | {"name": NAME, "brief": f"{NAME}在{UNIT}做焊工。", "id_number": "310115198304120018"}
    evidence = [{"id": number, "attachment": each.key} for number, each in enumerate(rules.uploads())]
    content = {"answers": answers, "evidence": evidence}
    return repr(blinded(rules, content, withheld=[NAME, UNIT], taxonomies=load()))


@pytest.mark.parametrize("is_blind", [True, False])
def test_the_definition_says_whether_experts_learn_who_it_is(is_blind: bool) -> None:
    rules = programme()

    told = read(replace(rules, scoring=replace(rules.scoring, blind=is_blind)))

    assert (NAME not in told, UNIT not in told) == (is_blind, is_blind)
    assert "310115198304120018" not in told
    assert "身份证" not in told
    assert "照片" not in told
