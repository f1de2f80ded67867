"""Typesetting decisions of a certificate: which face, what size, which lines. Pure; the template only obeys."""

from collections.abc import Collection
from dataclasses import dataclass
from math import ceil

from selection.certificates.facts import PERSON, CertificateFacts
from selection.certificates.fonts import (
    SONG,
    SONG_BOLD,
    TEXT_FACES,
    TITLE_FACES,
    Face,
    Lettering,
    face_for,
    lettering,
    problems,
    width,
)

COLUMN = 589.0  # points: 208 mm, 31 characters of 19 pt
COMRADE = 3 * 20 + 8.0  # 同志： and the space before it
TEXT_HEIGHT = 188.5  # points: 66.5 mm
NAME_SIZES = (36, 32, 28, 24, 20)
THING_SIZES = (*NAME_SIZES, 16, 13, 11, 8)  # names of projects are long
TEXT_SIZES = {21: 36, 19: 32, 17: 27, 15: 22}  # size -> line height, points
HONOUR_HEIGHT = 46.0 + 14.0  # the honour and its English under it
HONOUR_SIZES = (34, 30, 26, 22)
HONOUR_SPACING = 0.06  # em between its characters
ISSUER_COLUMN = 255.0  # points: 90 mm
ISSUER_SIZES = (18, 16, 14, 12)
NUMBER_COLUMN = 170.0  # points: 60 mm, after 证书编号 No.

CARD_COLUMN = 150.0  # points: 53 mm, left of the code
CARD_NAME_SIZES = (24, 20, 16, 13, 10, 7)
CARD_WRAPPED_SIZES = (7, 6)  # in up to three lines, of a project
CARD_TITLE_SIZES = (14, 12, 10, 8)
CARD_ISSUER_SIZES = (8, 7, 6)
CARD_NUMBER_COLUMN = 118.0


class UndrawableFacts(Exception):
    """A certificate that cannot be printed as it should be; ``reasons`` are sentences for the officer."""

    def __init__(self, *reasons: str) -> None:
        super().__init__(*reasons)
        self.reasons = reasons


@dataclass(frozen=True)
class Line:
    """A paragraph of the text. ``kind``: opening (indented), continued (flush left), honour, honour-en."""

    kind: str
    text: str
    face: Face


@dataclass(frozen=True)
class Setting:
    """The decisions for one certificate; sizes in points."""

    name_face: Face
    name_size: int
    honour_size: int
    text_size: int
    lines: tuple[Line, ...]
    issuer_face: Face
    issuer_size: int
    address: str


@dataclass(frozen=True)
class CardSetting:
    """The same for a card."""

    name_face: Face
    name_size: int
    title_face: Face
    title_size: int
    issuer_face: Face
    issuer_size: int
    wraps: bool = False


def letters_of(facts: CertificateFacts, supplied: Collection[str] = ()) -> Lettering:
    """How the name is drawn. Raises UndrawableFacts with every reason why something of the certificate cannot be."""
    found = lettering(facts.name, supplied)
    reasons = problems(facts, supplied)
    if reasons or found is None:
        raise UndrawableFacts(*reasons)
    return found


def set_in_type(facts: CertificateFacts, letters: Lettering) -> Setting:
    """Decide. Raises UndrawableFacts with every reason: texts no size fits."""
    reasons: list[str] = []
    lines = tuple(_lines(facts))
    name_face, issuer_face = letters.face, _face(facts.issuer, TITLE_FACES)
    honour = width(facts.title, _face(facts.title, TITLE_FACES)) * (1 + HONOUR_SPACING)
    sizes = NAME_SIZES if facts.address == PERSON else THING_SIZES
    name_size = _fitting(sizes, _name_width(facts, letters), COLUMN - COMRADE)
    honour_size = _fitting(HONOUR_SIZES, honour, COLUMN)
    issuer_size = _fitting(ISSUER_SIZES, width(facts.issuer, issuer_face), ISSUER_COLUMN)
    text_size = next((size for size in TEXT_SIZES if _height(lines, size) <= TEXT_HEIGHT), None)
    if name_size is None:
        reasons.append(f"姓名共 {len(facts.name)} 字，一行排不下。请核对姓名。")
    if honour_size is None:
        reasons.append(f"荣誉称号共 {len(facts.title)} 字，一行排不下。请精简荣誉称号。")
    if text_size is None:
        reasons.append(f"证书正文共 {sum(map(len, facts.text))} 字，版面排不下。请精简证书文字或单位名称。")
    if issuer_size is None:
        reasons.append(f"颁发单位共 {len(facts.issuer)} 字，一行排不下。请改用规范简称。")
    reasons.extend(_too_wide(facts))
    if reasons or name_size is None or honour_size is None or text_size is None or issuer_size is None:
        raise UndrawableFacts(*reasons)
    return Setting(name_face, name_size, honour_size, text_size, lines, issuer_face, issuer_size, facts.address)


def set_card(facts: CertificateFacts, letters: Lettering) -> CardSetting:
    """Decide about a card. Raises UndrawableFacts with every reason: texts no size fits."""
    title_face, issuer_face = _face(facts.title, TITLE_FACES), _face(facts.issuer, TITLE_FACES)
    name_size = _fitting(CARD_NAME_SIZES, _name_width(facts, letters), CARD_COLUMN)
    wraps = name_size is None and facts.address != PERSON
    if wraps:
        name_size = _fitting(CARD_WRAPPED_SIZES, _name_width(facts, letters), CARD_COLUMN * 3 - 3 * CARD_NAME_SIZES[-1])
    title_size = _fitting(CARD_TITLE_SIZES, width(facts.title, title_face), CARD_COLUMN)
    issuer_size = _fitting(CARD_ISSUER_SIZES, width(facts.issuer, issuer_face), CARD_COLUMN)
    reasons = [
        f"卡片上的{place}共 {len(text)} 字，一行排不下。请{cure}。"
        for size, place, text, cure in (
            (name_size, "姓名", facts.name, "核对姓名"),
            (title_size, "荣誉称号", facts.title, "精简荣誉称号"),
            (issuer_size, "颁发单位", facts.issuer, "改用规范简称"),
            (_fitting((7,), width(facts.number, SONG), CARD_NUMBER_COLUMN), "证书编号", facts.number, "精简编号"),
        )
        if size is None
    ]
    if reasons or name_size is None or title_size is None or issuer_size is None:
        raise UndrawableFacts(*reasons)
    return CardSetting(letters.face, name_size, title_face, title_size, issuer_face, issuer_size, wraps)


def _name_width(facts: CertificateFacts, letters: Lettering) -> float:
    return width(facts.name, letters.face, [character for character, _ in letters.lent])


def _fitting(sizes: tuple[int, ...], ems: float, room: float) -> int | None:
    return next((size for size in sizes if ems * size <= room), None)


def _too_wide(facts: CertificateFacts) -> list[str]:
    """Lines of one fixed size that do not fit their place."""
    fixed = (
        ("证书标题", facts.heading, SONG_BOLD, 46 * 1.09, COLUMN),
        ("证书英文标题", facts.heading_en.upper(), SONG, 11.5 * 1.2, COLUMN),
        ("荣誉称号英文名", facts.title_en, SONG, 10.5, COLUMN),
        ("颁发单位英文名", facts.issuer_en, SONG, 8.5, ISSUER_COLUMN),
        ("证书编号", facts.number, SONG, 9.5, NUMBER_COLUMN),
    )
    return [
        f"{place}“{text}”一行排不下。请精简。"
        for place, text, face, size, room in fixed
        if width(text, face) * size > room
    ]


def _face(text: str, faces: tuple[Face, ...]) -> Face:
    face = face_for(text, faces)
    if face is None:  # problems() has looked at every text; a new field must be added there too
        raise UndrawableFacts(f"“{text}”没有可用的字体。")
    return face


def _lines(facts: CertificateFacts) -> list[Line]:
    """The paragraphs without the salutation; the last “title” in them is lifted out to a line of its own."""
    quoted = f"“{facts.title}”"
    text = [each for each in facts.text if each.strip() != f"{facts.name}{facts.address}"]
    holder = max((at for at, each in enumerate(text) if quoted in each), default=None)
    lines: list[Line] = []
    for at, paragraph in enumerate(text):
        face = _face(paragraph, TEXT_FACES)
        if at != holder:
            lines.append(Line("opening", paragraph, face))
            continue
        before, _, after = paragraph.rpartition(quoted)
        rest = after.lstrip("。，；")  # a line of its own needs no stop, and none may begin the next
        lines.append(Line("opening", before, face))
        lines.append(Line("honour", facts.title, _face(facts.title, TITLE_FACES)))
        lines.append(Line("honour-en", facts.title_en, SONG))
        lines.append(Line("continued" if rest == after else "opening", rest, face))
    return [line for line in lines if line.text.strip()]


def _height(lines: tuple[Line, ...], size: int) -> float:
    """Points the text takes at a size, counting every line full but for one character that 避头尾 may push on."""
    total = 0.0
    for line in lines:
        if line.kind == "honour":
            total += HONOUR_HEIGHT
        elif line.kind != "honour-en":
            indent = 2 if line.kind == "opening" else 0
            total += ceil((width(line.text, line.face) + indent) / (COLUMN // size - 1)) * TEXT_SIZES[size]
    return total
