"""Chinese text in pinyin without tones, for finding names by what one types on any keyboard."""

import os
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

# The dictionary of phrases takes 45 MiB in every web worker, and hardly a name is among them. Read when first imported.
os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")

FILE = Path(__file__).parent / "pinyin_data" / "initials.txt"
FIRST = 0x4E00
PHRASES = {
    "重庆": [["chóng"], ["qìng"]],
    "成都": [["chéng"], ["dū"]],
    "都市": [["dū"], ["shì"]],
    "厦门": [["xià"], ["mén"]],
    "银行": [["yín"], ["háng"]],
    "行业": [["háng"], ["yè"]],
    "商行": [["shāng"], ["háng"]],
    "长宁": [["cháng"], ["níng"]],
    "长江": [["cháng"], ["jiāng"]],
    "长城": [["cháng"], ["chéng"]],
    "音乐": [["yīn"], ["yuè"]],
    "乐器": [["yuè"], ["qì"]],
    "空调": [["kōng"], ["tiáo"]],
    "西藏": [["xī"], ["zàng"]],
}
"""Words in the names of units whose characters are read otherwise than alone."""


@cache
def _dictionary() -> Any:
    import pypinyin  # noqa: PLC0415 - its dictionary takes 10 MiB, and many a process never needs it

    pypinyin.load_phrases_dict(PHRASES)
    return pypinyin


def syllables(text: str) -> str:
    """yuqinghe for 郁青禾; what is not Chinese stays as it is."""
    return "".join(_dictionary().lazy_pinyin(text))


def initials(text: str, *, others: bool = False) -> str:
    """yqh for 郁青禾; what is not Chinese is left out, or with ``others`` stays as it is."""
    found = "".join(_letters().get(ord(letter), "-") for letter in text)
    if not others and "-" not in found and not any(phrase in text for phrase in PHRASES):
        return found
    read = _dictionary()
    return "".join(read.lazy_pinyin(text, style=read.Style.FIRST_LETTER, errors="default" if others else "ignore"))


@cache
def _letters() -> Mapping[int, str]:
    """First letters by code point, for a name without rare characters: it spares most processes the dictionary."""
    letters = FILE.read_text(encoding="ascii").replace("\n", "")
    return {FIRST + place: letter for place, letter in enumerate(letters)}
