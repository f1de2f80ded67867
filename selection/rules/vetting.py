"""When a nomination has passed the city's check (资格审查): all requirements met, no department objecting."""

from collections.abc import Mapping, Sequence

from models.vocabulary import Answer
from selection.rules.programme import Check, Department


def obstacles(
    *,
    checks: Sequence[Check],
    ticked: Mapping[str, bool],
    departments: Sequence[Department],
    answers: Mapping[str, Answer],
) -> list[str]:
    """Every reason why it cannot be passed yet, in words; empty when it can.

    ``ticked``: check key -> met or not; ``answers``: department key -> answer. A department that need not be asked
    binds once it has been asked: one adverse answer vetoes.
    """
    found = [f"要件“{check.name}”还没有核对" for check in checks if check.key not in ticked]
    found += [f"要件“{check.name}”不符合" for check in checks if ticked.get(check.key) is False]
    for department in departments:
        answer = answers.get(department.key)
        if answer is None and department.required:
            found.append(f"还没有征求{department.name}意见")
        elif answer == Answer.PENDING:
            found.append(f"{department.name}还没有答复")
        elif answer == Answer.ADVERSE:
            found.append(f"{department.name}答复有不良情况")
    return found
