"""How an organisation is found: by its name, its pinyin or its initials."""

import re

from selection.pinyin import initials, syllables

CITY = "上海市总工会"
ENDINGS = re.compile(r"(集团)?(股份有限公司|有限责任公司|有限公司)(?=工会|$)")
LONGEST = 400


def search_text(*names: str) -> str:
    """Names, pinyin without tones and initials, in lower case, for LIKE."""
    parts: list[str] = []
    for name in dict.fromkeys(each for each in names if each):
        parts += [name, syllables(name), initials(name, others=True)]
    return " ".join(parts).lower()[:LONGEST]


def short_name(name: str) -> str:
    """The name for lists: without the city, the legal form and the word for the union."""
    short = ENDINGS.sub(r"\1", name.removeprefix("上海市"))
    return short[:40]


def escaped(sought: str) -> str:
    """What somebody looks for, as a LIKE pattern with ``\\`` as its escape: wildcards stand for themselves."""
    text = re.sub(r"\s+", "", sought.replace("\x00", "")).lower()[:60]
    return "%" + re.sub(r"([\\%_])", r"\\\1", text) + "%"
