"""Which faces draw a certificate, and whether they have every character of it.

Layout engines replace a missing character silently by one of another face, or by a box. So the character map of the
very file that will draw a text is asked before anything is printed, and a text is drawn by one face or not at all.
"""

import subprocess
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

import uharfbuzz as hb

from selection.certificates.facts import CertificateFacts


@dataclass(frozen=True)
class Face:
    """A typeface as installed. ``key`` is the class name in the style sheet."""

    key: str
    family: str
    style: str
    label: str

    @property
    def postscript(self) -> str:
        """Its name inside a PDF file."""
        return self.family.replace(" ", "-") + ("-Bold" if self.style == "Bold" else "")


KAI = Face("kai", "LXGW WenKai", "Bold", "霞鹜文楷")
SONG = Face("song", "Noto Serif CJK SC", "Regular", "思源宋体")
SONG_BOLD = Face("song-bold", "Noto Serif CJK SC", "Bold", "思源宋体粗体")
HAN = Face("han", "BabelStone Han", "Regular", "BabelStone Han")
HANA_A = Face("hana-a", "HanaMinA", "Regular", "花园明朝 A")
HANA_B = Face("hana-b", "HanaMinB", "Regular", "花园明朝 B")

FACES = (KAI, SONG, SONG_BOLD, HAN, HANA_A, HANA_B)

NAME_FACES = (KAI, SONG, HAN)
"""A name is drawn whole by the first of these that has all its characters."""
LENDING_FACES = (SONG, HAN, HANA_A, HANA_B)
"""Where no face has a whole name, it is set in Kai and each character Kai lacks is lent by the first of these."""
TEXT_FACES = (SONG, HAN)
TITLE_FACES = (SONG_BOLD, HAN)

INVISIBLE = {"Cc", "Cf", "Cs", "Zl", "Zp"}


class FaceMissing(Exception):
    """A typeface the certificates are set in is not installed."""


@cache
def face_file(face: Face) -> tuple[str, int]:
    """The file and the index in it that fontconfig gives for a face, which is what the layout engine will use."""
    pattern = f"{face.family}:style={face.style}"
    question = ["fc-match", "-f", "%{family}|%{file}|%{index}", pattern]
    answer = subprocess.run(question, capture_output=True, text=True, check=True, timeout=20)
    families, file, index = answer.stdout.split("|")
    if face.family not in families.split(","):
        raise FaceMissing(f"typeface {face.family} is not installed; see scripts/system-packages")
    return file, int(index)


@cache
def face_of(face: Face) -> hb.Face:
    """The face opened. Its file is mapped, not read: only what is asked for takes memory."""
    file, index = face_file(face)
    return hb.Face(hb.Blob.from_file_path(file), index)


class Advances(Mapping[int, float]):
    """Code point -> advance width in em, for every character a face has; looked up in the face when asked."""

    def __init__(self, face: hb.Face) -> None:
        self._face, self._font = face, hb.Font(face)

    def __getitem__(self, point: int) -> float:
        glyph = self._font.get_nominal_glyph(point)
        if not glyph:
            raise KeyError(point)
        return float(self._font.get_glyph_h_advance(glyph) / self._face.upem)

    def __contains__(self, point: object) -> bool:
        return isinstance(point, int) and bool(self._font.get_nominal_glyph(point))

    def __iter__(self) -> Iterator[int]:
        return iter(self._face.unicodes)

    def __len__(self) -> int:
        return len(self._face.unicodes)


@cache
def advances(face: Face) -> Advances:
    """The advance widths of a face."""
    return Advances(face_of(face))


def missing_glyphs(text: str, face: Face) -> list[str]:
    """Characters of ``text`` the face cannot draw, each once, in order.

    Private-use and invisible ones count as missing: the first look different on every machine, the second are not seen.
    """
    present = advances(face)
    return [each for each in dict.fromkeys(text) if ord(each) not in present or _unprintable(each)]


def face_for(text: str, faces: tuple[Face, ...]) -> Face | None:
    """The first face that has every character of the text."""
    return next((face for face in faces if not missing_glyphs(text, face)), None)


@dataclass(frozen=True)
class Lettering:
    """How a name is drawn: by a face; ``lent``: characters others draw, each by a face, or None for a supplied one."""

    face: Face
    lent: tuple[tuple[str, Face | None], ...] = ()


def lettering(name: str, supplied: Collection[str] = ()) -> Lettering | None:
    """The faces that will draw a name; ``supplied`` are characters whose shape has been uploaded. None: cannot be."""
    if whole := face_for(name, NAME_FACES):
        return Lettering(whole)
    lent = [(each, _lender(each, supplied)) for each in missing_glyphs(name, KAI)]
    if any(lender is _NOBODY for _, lender in lent):
        return None
    return Lettering(KAI, tuple((each, lender) for each, lender in lent if not isinstance(lender, _Nobody)))


class _Nobody:
    """No face has the character and nobody has supplied it."""


_NOBODY = _Nobody()


def _lender(character: str, supplied: Collection[str]) -> "Face | _Nobody | None":
    if (face := face_for(character, LENDING_FACES)) is not None:
        return face
    return None if character in supplied else _NOBODY


def width(text: str, face: Face, lent: Collection[str] = ()) -> float:
    """Width of the text in em, set in this face; characters lent by others are one em wide."""
    present = advances(face)
    return sum(1.0 if each in lent else present[ord(each)] for each in text)


def problems(facts: CertificateFacts, supplied: Collection[str] = ()) -> list[str]:
    """Every character of a certificate that no face can draw, in words, naming its code point and its place."""
    found = [f"姓名{problem}" for problem in name_problems(facts.name, supplied)]
    for place, text, faces in _places(facts):
        if not text.strip():
            found.append(f"{place}为空，请填写后再制发证书。")
        elif face_for(text, faces) is None:
            found.extend(place + _problem(each) for each in _hopeless(text, faces))
    return found


def name_problems(name: str, supplied: Collection[str] = ()) -> list[str]:
    """What keeps a name from being printed, without its subject: 中的“…”（U+…）…"""
    if not name.strip():
        return ["为空，请填写后再制发证书。"]
    if lettering(name, supplied) is not None:
        return []
    missing = missing_glyphs(name, KAI)
    return [_problem(each) for each in missing if isinstance(_lender(each, supplied), _Nobody)]


def _places(facts: CertificateFacts) -> list[tuple[str, str, tuple[Face, ...]]]:
    paragraphs = [(f"证书正文第 {number} 段", text, TEXT_FACES) for number, text in enumerate(facts.text, start=1)]
    return [
        ("荣誉称号", facts.title, TITLE_FACES),
        ("荣誉称号英文名", facts.title_en, (SONG,)),
        ("证书标题", facts.heading, (SONG_BOLD,)),
        ("证书英文标题", facts.heading_en, (SONG,)),
        *paragraphs,
        ("颁发单位", facts.issuer, TITLE_FACES),
        ("颁发单位英文名", facts.issuer_en, (SONG,)),
        ("颁发日期", facts.named_on, (SONG,)),
        ("证书编号", facts.number, (SONG,)),
    ]


def _hopeless(text: str, faces: tuple[Face, ...]) -> list[str]:
    """The characters to blame: those no face has; if each is in some face, those the last and largest face lacks."""
    lacking = [missing_glyphs(text, face) for face in faces]
    nowhere = [each for each in lacking[-1] if all(each in some for some in lacking)]
    return nowhere or lacking[-1]


def _problem(character: str) -> str:
    point = f"U+{ord(character):04X}"
    if unicodedata.category(character) == "Co":
        return f"中的“{character}”（{point}）是私用区字符，换一台机器就会变样。请改用该字的标准编码。"
    if _unprintable(character):
        return f"中有看不见的字符（{point}）。请删去后重新录入。"
    cure = "请核对用字，或在“补字”中上传该字的字形图片或字体"
    return f"中的“{character}”（{point}）现有字体都没有字形，印出来会是方框。{cure}。"


def _unprintable(character: str) -> bool:
    category = unicodedata.category(character)
    return category == "Co" or category in INVISIBLE
