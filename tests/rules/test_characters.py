"""Private and look-alike characters are known for what was meant."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as some

from selection.rules.characters import cure, private_use, standard_for
from selection.rules.identity import Unreadable, read_name

HAN = some.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5)


def test_every_private_character_of_gbk_names_has_its_standard_one() -> None:
    found = private_use()

    assert (len(found), found["\ue863"], found["\ue831"]) == (66, "䶮", "\U000215d7")
    assert {unicodedata.category(each) for each in found.values()} == {"Lo"}
    assert len(set(found.values())) == len(found)


@given(before=HAN, after=HAN, wrong=some.sampled_from([*private_use(), *"ロニエカタハト⼯⽊⾦○Ⅱ〡"]))
def test_wherever_it_stands_the_cure_names_both_code_points(before: str, after: str, wrong: str) -> None:
    answer = read_name(before + wrong + after)

    standard = standard_for(wrong)
    assert isinstance(answer, Unreadable)
    assert "第 2 个字" in answer.message
    assert f"U+{ord(wrong):04X}" in answer.message
    assert f"“{standard}”（U+{ord(standard):04X}）" in answer.message
    assert read_name(before + standard + after) == before + standard + after


@given(HAN)
def test_an_ordinary_character_needs_no_cure(character: str) -> None:
    assert cure(character) == ""
