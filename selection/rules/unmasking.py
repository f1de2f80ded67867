"""What in a text gives a nominee away although his dossier is blind (隐名核对): listed for a human to decide."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from selection.rules.redaction import document_leaks

AROUND = 15
MOST = 20
ENDINGS = re.compile(r"(股份|有限|责任|集团|总|分|公司|厂|中心|研究院|研究所|学校|医院)+$")
PREFIX = re.compile(r"^(中国|上海市|上海)")
SHORTEST_UNIT = 3
CALLED = "师傅|师父|老师|同志|工程师|先生|女士|大师|师姐|师兄|班长|主任"
BETWEEN = r"[\s\u00b7\u200b-\u200f\u2060\ufeff·•・_.\-—*|/]{0,3}"


@dataclass(frozen=True)
class Found:
    """One place: what it looks like, and the words around it."""

    what: str
    excerpt: str


def found(text: str, *, names: Sequence[str], units: Sequence[str]) -> list[Found]:
    """Names of the person and the unit however they are spaced, how colleagues would call him, figures of persons."""
    plain = unicodedata.normalize("NFKC", text)
    told = [Found(what, _around(plain, start, end)) for what, start, end in _places(plain, names, units)]
    told += [Found(leak, "") for leak in document_leaks(text)]
    return list(dict.fromkeys(told))[:MOST]


def _places(text: str, names: Sequence[str], units: Sequence[str]) -> Iterator[tuple[str, int, int]]:
    for name in names:
        key = _letters(name)
        if len(key) >= 2:
            yield from _all("姓名", _spaced(key), text)
            yield from _all("称呼", f"{re.escape(_surname(key))}(?:{CALLED})", text)
        if len(key) >= 3 and not key.isascii():
            yield from _all("名字", f"(?<!{re.escape(_surname(key)[-1])}){re.escape(key[len(_surname(key)) :])}", text)
    for unit in units:
        for form in _forms(unit):
            yield from _all("单位", _spaced(form), text)


def _all(what: str, pattern: str, text: str) -> Iterator[tuple[str, int, int]]:
    for match in re.finditer(pattern, text, re.IGNORECASE):
        yield what, match.start(), match.end()


def _letters(text: str) -> str:
    return "".join(each for each in unicodedata.normalize("NFKC", text) if each.isalnum())


def _surname(name: str) -> str:
    return name[:2] if len(name) > 3 else name[:1]


def _spaced(word: str) -> str:
    return BETWEEN.join(re.escape(each) for each in word)


def _forms(unit: str) -> set[str]:
    """A unit's name as it stands, and its core without the city before and the kind of firm after it."""
    whole = _letters(unit)
    core = PREFIX.sub("", ENDINGS.sub("", whole))
    return {each for each in (whole, core) if len(each) >= SHORTEST_UNIT}


def _around(text: str, start: int, end: int) -> str:
    return re.sub(r"\s+", " ", text[max(0, start - AROUND) : end + AROUND]).strip()
