"""Whether every character of a document can be drawn by the faces it is set in: asked before anything is queued."""

from collections.abc import Iterable

from selection.certificates.fonts import HAN, HANA_A, HANA_B, SONG, Face, missing_glyphs
from selection.errors import Reason, Refused

FACES: tuple[Face, ...] = (SONG, HAN, HANA_A, HANA_B)
"""The chain of every document: what the first has not, the next draws."""

UNSEEN = "\u3000\n\t"
MOST = 20


def missing(text: str) -> list[str]:
    """Characters no face of the chain has, each once; private-use and invisible ones among them."""
    left = "".join(each for each in dict.fromkeys(text) if each not in UNSEEN)
    for face in FACES:
        if not left:
            break
        left = "".join(missing_glyphs(left, face))
    return list(left)


def problems(texts: Iterable[tuple[str, str]]) -> list[Reason]:
    """Each place with characters nobody can draw, named by their code points, with the cure."""
    found = []
    for place, text in texts:
        if hopeless := missing(text):
            named = "、".join(f"“{each}”（U+{ord(each):04X}）" for each in hopeless[:10])
            cure = "请核对用字，改用这个字的标准编码；确有此字的，请系统管理员增补字体后再制作。"
            found.append(Reason(f"{place}中的{named}没有字体可以排印，印出来会是方框", cure))
    return found


def check(texts: Iterable[tuple[str, str]], *, title: str) -> None:
    """Raise ``Refused`` naming every character no face has, where it stands and what helps."""
    if found := problems(texts):
        raise Refused(*found[:MOST], title=title)
