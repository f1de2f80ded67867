"""Printing plates: what many certificates share is laid out once, and each one's own lines are set into it.

WeasyPrint draws the page with stand-ins for name, number and QR code. A plate is that page cut open at the stand-ins.
Where they cannot be told apart with certainty there is no plate, and the page is to be drawn whole for everyone.
"""

import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pikepdf

from selection.certificates import qr
from selection.certificates.assembly import Stock, assemble, stock, stream
from selection.certificates.cutting import Cut, cut, is_truetype, thin
from selection.certificates.fonts import SONG, SONG_BOLD, Face, width
from selection.certificates.runs import Glyph, Run, runs

STAND_IN = "一"
COMRADE = "同志："
HAN = re.compile("[\u3400-\u9fff\U00020000-\U000323af·]+")
DIGITS = "0123456789"

Entries = Mapping[str, bytes]
"""A dictionary of a PDF file, its values as they are written."""


class Uncertain(Exception):
    """The page cannot be cut open: a stand-in is not found, or found twice, or set in another way than others are."""


@dataclass(frozen=True)
class NamePlace:
    """Where the name stands, 同志： behind it, and the objects that make up the typeface of the name."""

    run: Run
    comrade: Run
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
class Insert:
    """What one certificate has for itself."""

    title: str
    name: str
    number: str
    code: list[qr.Stroke]
    identifier: str


@dataclass(frozen=True)
class Plate:
    """A page cut open. Equal inserts give equal bytes."""

    shared: Stock
    content: bytes
    content_number: int
    name: NamePlace
    number: NumberPlace
    code: tuple[int, int]
    info: Entries

    def impression(self, insert: Insert) -> bytes:
        """The PDF file of one certificate."""
        letters, place = cut(self.name.face, insert.name), self.name
        objects = {
            self.content_number: stream(self._content(insert, letters)),
            place.file: stream(letters.file, b"/Length1 %d" % len(letters.file)),
            place.to_unicode: stream(_to_unicode(letters.glyphs)),
            place.descendant: _dictionary({**place.entries, "/W": _widths(letters.widths)}),
        }
        info = {**self.info, "/Title": _string(insert.title), "/Keywords": _string(insert.number)}
        return assemble(self.shared, objects, info=_dictionary(info), identifier=insert.identifier)

    def _content(self, insert: Insert, letters: Cut) -> bytes:
        name, number = self.name, self.number
        wider = (width(insert.name, name.face) - width(STAND_IN, name.face)) * float(name.run.size)
        digits = iter(each for each in insert.number if each in DIGITS)
        row = tuple(number.digits[next(digits)] if each == number.digits["0"] else each for each in number.glyphs)
        places = [
            (name.run.start, name.run.end, name.run.anew(tuple((letters.glyphs[each], 0) for each in insert.name))),
            (name.comrade.start, name.comrade.end, name.comrade.anew(name.comrade.glyphs, x=name.comrade.x + wider)),
            (number.run.start, number.run.end, number.run.anew(row)),
            (*self.code, qr.operators(insert.code)),
        ]
        parts, done = [], 0
        for start, end, own in sorted(places):
            parts += [self.content[done:start], own]
            done = end
        return b"".join((*parts, self.content[done:]))


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


def open_plate(printed: bytes, *, face: Face, number: str, modules: int) -> Plate:
    """Cut a page open that was printed with the stand-ins; ``number`` has zeros for digits. Raises Uncertain."""
    with pikepdf.open(io.BytesIO(printed)) as pdf:
        page = pdf.pages[0]
        text, fonts = page.Contents[-1], page.Resources.Font
        content = text.read_bytes()
        lines = list(runs(content, fonts))
        name = _name_place(lines, fonts, face)
        own = {text.objgen[0], name.file, name.to_unicode, name.descendant, pdf.trailer.Info.objgen[0]}
        return Plate(
            shared=_stock(pdf, own, dict(_thinned(fonts))),
            content=content,
            content_number=text.objgen[0],
            name=name,
            number=_number_place(lines, number),
            code=_code_place(content, modules),
            info=_entries(pdf.trailer.Info),
        )


def _name_place(lines: list[Run], fonts: pikepdf.Object, face: Face) -> NamePlace:
    run, comrade = _only(lines, STAND_IN), _only(lines, COMRADE)
    if [each for each in lines if each.font == run.font] != [run]:
        raise Uncertain("the typeface of the name draws something else as well")
    font = fonts[f"/{run.font}"]
    descendant = font.DescendantFonts[0]
    return NamePlace(
        run=run,
        comrade=comrade,
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
            streams[number] = b"%b\nstream\n%b\nendstream" % (each.stream_dict.unparse(), each.read_raw_bytes())
        else:
            others[number] = each.unparse(resolved=True)
    return stock(streams, others, root=pdf.Root.objgen[0])


def _thinned(fonts: pikepdf.Object) -> Iterator[tuple[int, bytes]]:
    """The CFF faces without the empty places of the thousands of glyphs not used, by the number of their file."""
    for font in fonts.values():
        descendant = font.DescendantFonts[0]
        file = descendant.FontDescriptor.get("/FontFile3")
        face = {"Noto-Serif-CJK-SC": SONG, "Noto-Serif-CJK-SC-Bold": SONG_BOLD}.get(str(font.BaseFont).split("+")[1])
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


def _string(text: str) -> bytes:
    return b"<%b>" % ("\ufeff" + text).encode("utf-16-be").hex().encode()


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
