"""Characters that look right on one screen and are wrong: private ones of old systems, and look-alikes of others.

Sources: GB 18030-2000 and -2022 (characters that old systems kept in the private use area, by their two bytes FE50 to
FEA0); Unicode 15 (radicals, kana and signs that look like characters). 䶮, 㧐 and 㛃 are in names of many people.
"""

import unicodedata
from functools import cache

_IN_2022 = {
    "\ue816": "\U00020087",
    "\ue817": "\U00020089",
    "\ue818": "\U000200cc",
    "\ue81e": "\u9fb4",
    "\ue826": "\u9fb5",
    "\ue82b": "\u9fb6",
    "\ue82c": "\u9fb7",
    "\ue831": "\U000215d7",
    "\ue832": "\u9fb8",
    "\ue83b": "\U0002298f",
    "\ue843": "\u9fb9",
    "\ue854": "\u9fba",
    "\ue855": "\U000241fe",
    "\ue864": "\u9fbb",
}
"""The fourteen of GB 18030-2000 that only later got a place of their own."""

_ALIKE = dict(
    zip(
        "ロニエカタハトーチオムミヌリ○◯〆ⅠⅡⅢ〡〢〣",
        "口二工力夕八卜一千才厶三又刂〇〇乄一二三一二三",
        strict=True,
    )
)


@cache
def private_use() -> dict[str, str]:
    """The private characters of GBK with the standard ones that took their place."""
    places = [chr(0xE815 + at) for at in range(0x50)]
    trails = [*range(0x50, 0x7F), *range(0x80, 0xA1)]
    found = {}
    for place, trail in zip(places, trails, strict=True):
        standard = _IN_2022.get(place) or bytes((0xFE, trail)).decode("gb18030")
        if standard >= "\u3400":  # the others are parts of characters, which no name has
            found[place] = standard
    return found


def standard_for(character: str) -> str:
    """The Chinese character that was meant by one that only looks like it; empty where none is known."""
    if character in private_use():
        return private_use()[character]
    if character in _ALIKE:
        return _ALIKE[character]
    folded = unicodedata.normalize("NFKC", character)
    is_radical = "\u2e80" <= character <= "\u2fdf"
    return folded if is_radical and folded != character and len(folded) == 1 else ""


def is_private(character: str) -> bool:
    """Private use, unassigned, or the sign left where a character was lost in conversion.

    Characters of extensions younger than this Python's tables are in the range of Chinese, and are not private.
    """
    if "\U00020000" <= character <= "\U00033479":
        return False
    return unicodedata.category(character) in ("Co", "Cn", "Cs") or character == "\ufffd"


def cure(character: str) -> str:
    """What is wrong with a character in a name, and what to write instead; empty for one that is right or unknown."""
    standard = standard_for(character)
    if standard:
        what = "是旧系统的自造字" if is_private(character) else "只是样子像汉字"
        return f"{what}（{point(character)}），应为“{standard}”（{point(standard)}）。请改为“{standard}”"
    if is_private(character):
        return f"是自造字（{point(character)}），换一台电脑就显示不出来。请用生僻字输入法重新输入标准字"
    return ""


def point(character: str) -> str:
    """U+4DAE."""
    return f"U+{ord(character):04X}"
