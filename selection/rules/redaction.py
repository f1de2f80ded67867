"""What the public reads of a person (公开内容): four facts and nothing else; and what must never slip into them.

Even a masked ID number gives its owner away (three candidates on average, by the check digit), so no figure of one, of
a telephone or of a birth date may stand on a public page.
"""

import re
from collections.abc import Collection

from selection.rules import figures

_BETWEEN = re.compile(r"(?<=[0-9])[\s\-\u2010-\u2015\u2212.·,，、/_()+]{1,3}(?=[0-9])")

LABELS = {"name": "姓名", "unit": "工作单位", "occupation": "岗位或工种", "title": "称号"}


def line(*, name: str, unit: str, occupation: str, title: str) -> dict[str, str]:
    """One line of a public list: the only form in which a person reaches it."""
    return {"name": name, "unit": unit, "occupation": occupation, "title": title}


def leaks(text: str, *, known: Collection[str] = ()) -> list[str]:
    """What in a short text looks like an ID number, a telephone, a date of birth or a mail address, without figures.

    ``known`` are texts that may stand there all the same: the office's own telephone and address. Strict: any figures
    that make a long number when the signs between them are left out.
    """
    plain = figures.plain(_without(text, known))
    joined = _BETWEEN.sub("", plain)
    runs = [len(run) for run in re.findall(r"[0-9]+", joined) if len(run) > figures.LONGEST_PLAIN]
    spelled = re.sub(r"[0-9]", " ", plain).translate(figures.CHINESE)
    runs += [len(run) for run in re.findall(r"[0-9]+", _BETWEEN.sub("", spelled)) if len(run) >= figures.IN_CHINESE]
    counted = [f"有 {length} 位连续数字，像证件号、电话或出生日期" for length in runs]
    said = figures.found(plain)
    return said[: len(said) - 1] + counted if counted and said and said[-1].endswith("的数字") else said + counted


def document_leaks(text: str, *, known: Collection[str] = ()) -> list[str]:
    """The same for the text of a whole document with its tables: numbers beside each other are not yet one number."""
    return figures.found(figures.plain(_without(text, known)))


def _without(text: str, known: Collection[str]) -> str:
    for each in sorted(known, key=len, reverse=True):
        text = text.replace(each, "\n") if each else text
    return text


def line_leaks(shown: dict[str, str]) -> list[str]:
    """The same for one line of a list, each with the name of its field."""
    return [f"{LABELS[key]}里{leak}" for key, value in shown.items() for leak in leaks(value)]
