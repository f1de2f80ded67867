"""What a department is sent about a person (最小必要), and how its answers are read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from models.vocabulary import Answer
from selection.rules.programme import Department

SERIAL, NAME, UNIT, CODE, NUMBER, ANSWER, NOTE = "序号", "姓名", "单位", "统一社会信用代码", "身份证号", "答复", "说明"
SAID = {Answer.CLEAR.label: Answer.CLEAR, Answer.ADVERSE.label: Answer.ADVERSE}
LONGEST_NOTE = 500


@dataclass(frozen=True)
class Asked:
    """One person as a list may name him."""

    serial: int
    name: str
    unit: str
    credit_code: str
    id_number: str


def columns(department: Department) -> tuple[str, ...]:
    """The headings of the list for this department: the ID number only where it answers by nothing else."""
    number = (NUMBER,) if department.identified else ()
    return (SERIAL, NAME, UNIT, CODE, *number, ANSWER, NOTE)


def row(asked: Asked, department: Department) -> list[str | int]:
    """One line of the list, as wide as its headings, the answer empty."""
    number = [asked.id_number] if department.identified else []
    return [asked.serial, asked.name, asked.unit, asked.credit_code, *number, "", ""]


def read(
    rows: Sequence[Sequence[str]], *, wanted: Mapping[int, str]
) -> tuple[dict[int, tuple[Answer, str]], list[str]]:
    """The answers by serial number, and everything wrong with the sheet. ``wanted``: serial number -> name.

    Every line must be answered, and the name beside a number must be the one that was sent.
    """
    head = next((at for at, cells in enumerate(rows) if SERIAL in cells and ANSWER in cells), None)
    if head is None:
        return {}, ["表头不见了，请在原表上填写答复，不要改动表头"]
    place = {name: rows[head].index(name) for name in (SERIAL, NAME, ANSWER)}
    noted = rows[head].index(NOTE) if NOTE in rows[head] else None
    found: dict[int, tuple[Answer, str]] = {}
    problems = []
    for cells in rows[head + 1 :]:
        serial = cells[place[SERIAL]].strip() if len(cells) > place[SERIAL] else ""
        if not (serial.isascii() and serial.isdecimal() and len(serial) < 7):
            continue
        number, said = int(serial), cells[place[ANSWER]].strip() if len(cells) > place[ANSWER] else ""
        if wanted.get(number) != (cells[place[NAME]].strip() if len(cells) > place[NAME] else ""):
            problems.append(f"序号 {number} 与发出的名单不一致")
        elif said not in SAID:
            problems.append(f"序号 {number} 的答复没有填，或不是“无异议”“有不良情况”")
        elif number in found:
            problems.append(f"序号 {number} 出现两次")
        else:
            note = cells[noted].strip() if noted is not None and len(cells) > noted else ""
            found[number] = (SAID[said], note[:LONGEST_NOTE])
    missing = [str(number) for number in wanted if number not in found]
    if missing and not problems:
        problems.append(f"名单里少了序号 {'、'.join(missing[:10])}")
    return found, problems
