"""The words of a decision."""

from datetime import date

import pytest

from models.vocabulary import Phase, SubjectKind
from selection.rules.decisions import Named, body

SHOWN = (date(2026, 11, 2), date(2026, 11, 6))
ALL = tuple(Phase)


@pytest.mark.parametrize(
    ("named", "said"),
    [
        (Named("上海工匠", "郁青禾", 1), "授予郁青禾同志“上海工匠”"),
        (Named("上海工匠", "郁青禾", 3), "授予郁青禾等 3 名同志“上海工匠”"),
        (Named("特等奖", "柔性焊接", 1, SubjectKind.PROJECT, "成果"), "授予“柔性焊接”“特等奖”"),
        (Named("一等奖", "柔性焊接", 5, SubjectKind.PROJECT, "成果"), "授予柔性焊接等 5 项成果“一等奖”"),
        (Named("工作室", "周启明工作室", 2, SubjectKind.STUDIO, "工作室"), "授予周启明工作室等 2 个工作室“工作室”"),
        (Named("奖状", "焊接一班", 4, SubjectKind.COLLECTIVE, "集体"), "授予焊接一班等 4 个集体“奖状”"),
    ],
)
def test_a_decision_counts_what_it_honours_in_its_own_measure(named: Named, said: str) -> None:
    text = "".join(body("上海市总工会", "办法", 2026, [named], SHOWN, phases=ALL))

    assert f"{said}荣誉称号" in text
    assert ("同志" in text) == (named.subject is SubjectKind.PERSON)


def test_a_decision_tells_only_the_steps_its_award_has() -> None:
    phases = [phase for phase in ALL if phase not in (Phase.UNION, Phase.REVIEW, Phase.INTERVIEW)]

    decided = body("长宁区总工会", "办法", 2026, [Named("区级工匠", "郁青禾", 10)], SHOWN, phases=phases)[1]

    assert decided.startswith("经单位推荐、资格审查、评审委员会审定，并于2026年11月2日起")
