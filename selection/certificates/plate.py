"""Printing plates: what many certificates share is laid out once, and each one's own lines are set into it.

WeasyPrint draws the page with stand-ins for name, number and QR code. A plate is that page cut open at the stand-ins.
Where they cannot be told apart with certainty there is no plate, and the page is to be drawn whole for everyone:
then it is a plate without places, which only takes the facts, their description and the signature.
"""

import hashlib
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import pikepdf
from pikepdf import Array, Dictionary, Name

from selection.certificates import metadata, qr
from selection.certificates.assembly import Room, Stock, Unsigned, assemble, enclosed, stock, stream
from selection.certificates.cutting import Contours, Cut, cut, is_truetype, thin
from selection.certificates.facts import PERSON, THING, CertificateFacts
from selection.certificates.fonts import FACES, Face, Lettering, width
from selection.certificates.runs import Glyph, Run, runs

STAND_IN = "一"
HAN = re.compile("[\u3400-\u9fff\U00020000-\U00033479·]+")
DIGITS = "0123456789"
INVISIBLE_AND_LOCKED = 132  # annotation flags Print and Locked: a signature without a picture of its own

Entries = Mapping[str, bytes]
"""A dictionary of a PDF file, its values as they are written."""


class Uncertain(Exception):
    """The page cannot be cut open: a stand-in is not found, or found twice, or set in another way than others are."""


class StrangeFace(Exception):
    """The layout has drawn something with a face it was not given."""


@dataclass(frozen=True)
class NamePlace:
    """Where the name stands, 同志： behind it if that is there, and the objects that make up its typeface."""

    run: Run
    comrade: Run | None
    face: Face
    file: int
    to_unicode: int
    descendant: int
    entries: Entries  # of the descendant


@dataclass(frozen=True)
class NumberPlace:
    """Where the number stands, its glyphs with 0 for every digit, and the glyphs of the ten digits."""

    run: Run
    glyphs: tuple[Glyph, ...]
    digits: Mapping[str, Glyph]


@dataclass(frozen=True)
class Places:
    """The page cut open."""

    content: bytes
    content_number: int
    name: NamePlace
    number: NumberPlace
    code: tuple[int, int]


@dataclass(frozen=True)
class Frame:
    """The objects that every certificate has for itself, by number, whatever its page."""

    metadata: int
    facts: int
    signature: int | None


@dataclass(frozen=True)
class Insert:
    """What one certificate has for itself."""

    facts: CertificateFacts
    lettering: Lettering
    code: list[qr.Stroke]
    supplied: Mapping[str, Contours] = field(default_factory=dict)
    signature: bytes = b""  # the entries of its dictionary; none for a file that is not to be signed
    room: int = 0


@dataclass(frozen=True)
class Plate:
    """A page ready for certificates, cut open or not. Equal inserts give equal bytes."""

    shared: Stock
    frame: Frame
    places: Places | None

    def impression(self, insert: Insert) -> Unsigned:
        """The PDF file of one certificate, with room for its signature if there is to be one."""
        facts, frame = insert.facts, self.frame
        objects = {
            **(self._own(self.places, insert) if self.places else {}),
            frame.metadata: metadata.xmp_stream(facts),
            frame.facts: metadata.facts_stream(facts),
        }
        room = None if frame.signature is None else Room(frame.signature, insert.signature, insert.room)
        info = metadata.information(facts)
        return assemble(self.shared, objects, info=info, identifier=identifier(facts), room=room)

    def _own(self, places: Places, insert: Insert) -> dict[int, bytes]:
        name = insert.facts.name
        letters, place = cut(insert.lettering, name, insert.supplied), places.name
        return {
            places.content_number: stream(_content(places, insert, letters)),
            place.file: stream(letters.file, b"/Length1 %d" % len(letters.file)),
            place.to_unicode: stream(_to_unicode(letters.glyphs)),
            place.descendant: _dictionary({**place.entries, "/W": _widths(letters.widths)}),
        }


def identifier(facts: CertificateFacts) -> str:
    """The identity of a file: 32 hexadecimal digits of the hash of its facts."""
    return hashlib.sha256(facts.to_json().encode()).hexdigest()[:32]


def _content(places: Places, insert: Insert, letters: Cut) -> bytes:
    place, number, facts = places.name, places.number, insert.facts
    lent = {character for character, _ in insert.lettering.lent}
    digits = iter(each for each in facts.number if each in DIGITS)
    row = tuple(number.digits[next(digits)] if each == number.digits["0"] else each for each in number.glyphs)
    own = [
        (place.run.start, place.run.end, place.run.anew(tuple((letters.glyphs[each], 0) for each in facts.name))),
        (number.run.start, number.run.end, number.run.anew(row)),
        (*places.code, qr.operators(insert.code)),
    ]
    if comrade := place.comrade:
        wider = (width(facts.name, place.face, lent) - width(STAND_IN, place.face)) * float(place.run.size)
        own.append((comrade.start, comrade.end, comrade.anew(comrade.glyphs, x=comrade.x + wider)))
    parts, done = [], 0
    for start, end, new in sorted(own):
        parts += [places.content[done:start], new]
        done = end
    return b"".join((*parts, places.content[done:]))


def can_be_set(name: str, face: Face) -> bool:
    """Whether a name is a row of separate characters of a face that is cut quickly: no kerning, no joining."""
    return HAN.fullmatch(name) is not None and is_truetype(face)


def zeros_for_digits(number: str) -> str:
    """What the numbers of one series share."""
    return re.sub(f"[{DIGITS}]", "0", number)


def stand_in_for_number(zeros: str) -> str:
    """The zeros, and behind them every digit next to whatever stands next to one of them."""
    beside = sorted({*re.findall("(?<=0)[^0]", zeros), *re.findall("[^0](?=0)", zeros)})
    return zeros + "".join(sign + digit for sign in ("0", *beside) for digit in DIGITS) + "".join(beside[:1])


def open_plate(printed: bytes, *, face: Face, number: str, modules: int, is_signed: bool) -> Plate:
    """Cut a page open that was printed with the stand-ins; ``number`` has zeros for digits. Raises Uncertain."""
    with pikepdf.open(io.BytesIO(printed)) as pdf:
        text, fonts = _text(pdf)
        content = text.read_bytes()
        lines = list(runs(content, fonts))
        name = _name_place(lines, fonts, face)
        places = Places(
            content=content,
            content_number=text.objgen[0],
            name=name,
            number=_number_place(lines, number),
            code=_code_place(content, modules),
        )
        own = {places.content_number, name.file, name.to_unicode, name.descendant}
        return _plate(pdf, places, own, is_signed=is_signed)


def whole_plate(printed: bytes, *, is_signed: bool) -> Plate:
    """A page that was printed with everything on it."""
    with pikepdf.open(io.BytesIO(printed)) as pdf:
        return _plate(pdf, None, set(), is_signed=is_signed)


def _plate(pdf: pikepdf.Pdf, places: Places | None, own: set[int], *, is_signed: bool) -> Plate:
    _, fonts = _text(pdf)
    thinned = dict(_thinned(fonts))
    frame = _frame(pdf, is_signed=is_signed)
    own |= {frame.metadata, frame.facts, pdf.trailer.Info.objgen[0]}
    if frame.signature is not None:
        own.add(frame.signature)
    return Plate(_stock(pdf, own, thinned), frame, places)


def _text(pdf: pikepdf.Pdf) -> tuple[pikepdf.Object, pikepdf.Object]:
    """The content with the text, and the faces of the page under their real names."""
    page = pdf.pages[0]
    fonts = page.Resources.Font
    for font in fonts.values():
        descendant, family = font.DescendantFonts[0], _family(font)
        face = next((each for each in FACES if family.removesuffix("-Bold") == each.key), None)
        if face is not None:
            name = Name(f"{str(font.BaseFont).split('+')[0]}+{face.postscript}")
            font.BaseFont = descendant.BaseFont = descendant.FontDescriptor.FontName = name
        elif family not in {each.postscript for each in FACES}:
            raise StrangeFace(f"the layout has used {family}")
    return page.Contents[-1], fonts


def _family(font: pikepdf.Object) -> str:
    return str(font.BaseFont).split("+")[1]


def _frame(pdf: pikepdf.Pdf, *, is_signed: bool) -> Frame:
    """Hang the embedded facts, and a signature that allows no change after it, into the file's catalogue."""
    root = pdf.Root
    facts = pdf.make_indirect(Dictionary())
    specification = pdf.make_indirect(
        Dictionary(
            Type=Name.Filespec,
            F=metadata.FILE_NAME,
            UF=metadata.FILE_NAME,
            Desc="证书登记内容",
            AFRelationship=Name.Data,
            EF=Dictionary(F=facts, UF=facts),
        )
    )
    root.AF = Array([specification])
    root.Names = Dictionary(EmbeddedFiles=Dictionary(Names=Array([metadata.FILE_NAME, specification])))
    if not is_signed:
        return Frame(root.Metadata.objgen[0], facts.objgen[0], None)
    signature = pdf.make_indirect(Dictionary())
    widget = pdf.make_indirect(
        Dictionary(
            Type=Name.Annot,
            Subtype=Name.Widget,
            FT=Name.Sig,
            T="Signature",
            TU="颁发单位电子签名",
            Rect=Array([0, 0, 0, 0]),
            F=INVISIBLE_AND_LOCKED,
            P=pdf.pages[0].obj,
            V=signature,
        )
    )
    pdf.pages[0].obj.Annots = Array([widget])
    root.AcroForm = Dictionary(Fields=Array([widget]), SigFlags=3)
    root.Perms = Dictionary(DocMDP=signature)
    return Frame(root.Metadata.objgen[0], facts.objgen[0], signature.objgen[0])


def _name_place(lines: list[Run], fonts: pikepdf.Object, face: Face) -> NamePlace:
    run = _only(lines, STAND_IN)
    behind = next((each for each in (PERSON, THING) if any(line.text.strip() == each for line in lines)), None)
    if [each for each in lines if each.font == run.font] != [run]:
        raise Uncertain("the typeface of the name draws something else as well")
    font = fonts[f"/{run.font}"]
    descendant = font.DescendantFonts[0]
    return NamePlace(
        run=run,
        comrade=_only(lines, behind) if behind else None,
        face=face,
        file=descendant.FontDescriptor.FontFile2.objgen[0],
        to_unicode=font.ToUnicode.objgen[0],
        descendant=descendant.objgen[0],
        entries=_entries(descendant),
    )


def _number_place(lines: list[Run], number: str) -> NumberPlace:
    """Raises Uncertain where a digit has more than one glyph, or its neighbours stand nearer to one than to another."""
    run = _only(lines, stand_in_for_number(number))
    text, before = run.text, len(run.text) - len(run.text.lstrip())
    digits: dict[str, set[Glyph]] = {}
    for at, letter in enumerate(text):
        if letter in DIGITS:
            digits.setdefault(letter, set()).add(run.glyphs[at])
            if at and run.glyphs[at - 1][1]:
                raise Uncertain("a sign stands nearer to a digit")
    if any(len(glyphs) > 1 or any(shift for _, shift in glyphs) for glyphs in digits.values()):
        raise Uncertain("a digit is drawn in several ways")
    return NumberPlace(run, run.glyphs[: before + len(number)], {each: next(iter(of)) for each, of in digits.items()})


def _code_place(content: bytes, modules: int) -> tuple[int, int]:
    drawn = qr.operators([(0, 0, modules)])
    if content.count(drawn) != 1:
        raise Uncertain("the place of the code is not found")
    return content.index(drawn), content.index(drawn) + len(drawn)


def _only(lines: list[Run], text: str) -> Run:
    found = [each for each in lines if each.text.strip() == text]
    if len(found) != 1:
        raise Uncertain(f"{text} is drawn {len(found)} times")
    return found[0]


def _stock(pdf: pikepdf.Pdf, own: set[int], thinned: Mapping[int, bytes]) -> Stock:
    streams, others = {}, {}
    for each in pdf.objects:
        number = each.objgen[0]
        if number in own or each.get("/Type") in ("/ObjStm", "/XRef"):
            continue
        if number in thinned:
            streams[number] = stream(thinned[number], b"/Subtype/CIDFontType0C", level=9)
        elif isinstance(each, pikepdf.Stream):
            streams[number] = b"%b\n%b" % (each.stream_dict.unparse(), enclosed(each.read_raw_bytes()))
        else:
            others[number] = each.unparse(resolved=True)
    size = max(each.objgen[0] for each in pdf.objects) + 1
    return stock(streams, others, root=pdf.Root.objgen[0], size=size)


def _thinned(fonts: pikepdf.Object) -> Iterator[tuple[int, bytes]]:
    """The CFF faces without the empty places of the thousands of glyphs not used, by the number of their file."""
    for font in fonts.values():
        descendant = font.DescendantFonts[0]
        file = descendant.FontDescriptor.get("/FontFile3")
        face = next((each for each in FACES if each.postscript == _family(font)), None)
        if file is not None and face is not None:
            yield file.objgen[0], thin(face, set(_numbers(descendant.W)))


def _numbers(widths: pikepdf.Object) -> Iterator[int]:
    """The glyphs an array of widths speaks of: [first [width width ...] first [...]]."""
    for first, row in zip(list(widths)[0::2], list(widths)[1::2], strict=True):
        yield from range(int(first), int(first) + len(row))


def _entries(dictionary: pikepdf.Object) -> Entries:
    return {key: pikepdf.Array([value]).unparse()[1:-1] for key, value in dictionary.items()}


def _dictionary(entries: Entries) -> bytes:
    return b"<<%b>>" % b"".join(b"%b %b" % (key.encode(), value) for key, value in entries.items())


def _widths(widths: Mapping[int, float]) -> bytes:
    return b"[%b]" % b"".join(b"%d[%g]" % each for each in sorted(widths.items()))


def _to_unicode(glyphs: Mapping[str, int]) -> bytes:
    """The map from glyphs to characters, so that the text can be searched and copied: PDF 1.7, 9.10.3."""
    rows = "".join(f"<{glyph:04x}> <{each.encode('utf-16-be').hex()}>\n" for each, glyph in glyphs.items())
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        "1 begincodespacerange\n<0000> <ffff>\nendcodespacerange\n"
        f"{len(glyphs)} beginbfchar\n{rows}endbfchar\nendcmap\nCMapName currentdict /CMap defineresource pop\nend\nend"
    ).encode()
