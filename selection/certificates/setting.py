"""Typesetting decisions of a certificate: which face, what size, which lines. Pure; the template only obeys."""

from dataclasses import dataclass
from math import ceil

from selection.certificates.facts import CertificateFacts
from selection.certificates.fonts import NAME_FACES, TEXT_FACES, TITLE_FACES, Face, face_for, problems, width

COLUMN = 589.0  # points: 208 mm, 31 characters of 19 pt
COMRADE = 3 * 20 + 8.0  # 同志： and the space before it
TEXT_HEIGHT = 188.5  # points: 66.5 mm
NAME_SIZES = (36, 32, 28, 24, 20)
TEXT_SIZES = {19: 32, 17: 27, 15: 22}  # size -> line height, points
HONOUR_HEIGHT = 46.0 + 14.0


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
    """The decisions for one certificate."""

    name_face: Face
    name_size: int
    text_size: int
    lines: tuple[Line, ...]
    issuer_face: Face


def set_in_type(facts: CertificateFacts) -> Setting:
    """Decide. Raises UndrawableFacts with every reason: characters no face has, texts no size fits."""
    reasons = problems(facts)
    if reasons:
        raise UndrawableFacts(*reasons)
    name_face = _face(facts.name, NAME_FACES)
    issuer_face = _face(facts.issuer, TITLE_FACES)
    lines = tuple(_lines(facts))
    name_size = next((size for size in NAME_SIZES if width(facts.name, name_face) * size + COMRADE <= COLUMN), None)
    text_size = next((size for size in TEXT_SIZES if _height(lines, size) <= TEXT_HEIGHT), None)
    if name_size is None:
        reasons.append(f"姓名共 {len(facts.name)} 字，一行排不下。请核对姓名。")
    if text_size is None:
        reasons.append(f"证书正文共 {sum(map(len, facts.text))} 字，版面排不下。请精简证书文字或单位名称。")
    if name_size is None or text_size is None:
        raise UndrawableFacts(*reasons)
    return Setting(name_face, name_size, text_size, lines, issuer_face)


def _face(text: str, faces: tuple[Face, ...]) -> Face:
    face = face_for(text, faces)
    if face is None:  # problems() has looked at every text; a new field must be added there too
        raise UndrawableFacts(f"“{text}”没有可用的字体。")
    return face


def _lines(facts: CertificateFacts) -> list[Line]:
    """The paragraphs, with the honour lifted out of its quotation marks to a line of its own, once."""
    quoted = f"“{facts.title}”"
    lines: list[Line] = []
    lifted = False
    for paragraph in facts.text:
        face = _face(paragraph, TEXT_FACES)
        before, mark, after = paragraph.partition(quoted)
        if lifted or not mark:
            lines.append(Line("opening", paragraph, face))
            continue
        lifted = True
        lines.append(Line("opening", before, face))
        lines.append(Line("honour", facts.title, _face(facts.title, TITLE_FACES)))
        lines.append(Line("honour-en", facts.title_en, face))
        lines.append(Line("continued", after, face))
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
