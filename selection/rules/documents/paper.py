"""The parts of an official document in the order of GB/T 9704-2012, without layout: plain values, frozen as JSON."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from itertools import combinations, pairwise
from math import ceil
from typing import Any

LEVELS = (0, 1, 2, 3, 4)
"""0: text; 1 to 4: 一、 （一） 1. （1）"""

LETTER, TABLE = "letter", "table"
"""Other layouts than that of a document: 信函格式, with two double lines; a table on its side, without head or 版记."""


@dataclass(frozen=True)
class Paragraph:
    """正文的一段. ``level``: of a heading, 0 for text; ``is_flush``: begins at the margin."""

    text: str
    level: int = 0
    is_flush: bool = False


@dataclass(frozen=True)
class Listing:
    """A list set in columns: ``widths`` in characters, 28 in all, 40 on its side.

    ``heading`` is centred above; ``note`` under it.
    """

    heading: str
    note: str
    columns: tuple[str, ...]
    widths: tuple[int, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Attachment:
    """附件: begins on a page of its own."""

    title: str
    paragraphs: tuple[Paragraph, ...] = ()
    listings: tuple[Listing, ...] = ()


@dataclass(frozen=True)
class Imprint:
    """版记: whom copies go to, who printed it, when."""

    copies: str
    office: str
    printed_on: date


@dataclass(frozen=True)
class Paper:
    """A whole document. ``mark`` 发文机关标志, ``number`` 发文字号; number and ``addressee`` may be empty.

    ``layout``: empty for that of a document, ``LETTER`` or ``TABLE``. The ``signer`` of a table may be empty.
    """

    mark: str
    number: str
    title: str
    addressee: str
    paragraphs: tuple[Paragraph, ...]
    listings: tuple[Listing, ...]
    attachments: tuple[Attachment, ...]
    signer: str
    dated: date
    note: str
    imprint: Imprint | None
    layout: str = ""

    def texts(self) -> Iterator[tuple[str, str]]:
        """Every text with the place it stands at, for whoever must see that all of it can be drawn."""
        yield from (("发文机关标志", self.mark), ("发文字号", self.number), ("标题", self.title))
        yield from (("主送机关", self.addressee), ("署名", self.signer), ("附注", self.note))
        yield from _texts("正文", self.paragraphs, self.listings)
        for place, each in enumerate(self.attachments, start=1):
            yield f"附件{place}标题", each.title
            yield from _texts(f"附件{place}", each.paragraphs, each.listings)
        if self.imprint:
            yield from (("版记", self.imprint.copies), ("版记", self.imprint.office))

    def to_json(self) -> dict[str, Any]:
        """As stored; dates in ISO form."""
        found = asdict(self)
        found["dated"] = self.dated.isoformat()
        if self.imprint:
            found["imprint"]["printed_on"] = self.imprint.printed_on.isoformat()
        return found

    @staticmethod
    def from_json(stored: Mapping[str, Any]) -> "Paper":
        """The same document again."""
        imprint = stored["imprint"]
        return Paper(
            mark=stored["mark"],
            number=stored["number"],
            title=stored["title"],
            addressee=stored["addressee"],
            paragraphs=_paragraphs(stored["paragraphs"]),
            listings=_listings(stored["listings"]),
            attachments=tuple(
                Attachment(each["title"], _paragraphs(each["paragraphs"]), _listings(each["listings"]))
                for each in stored["attachments"]
            ),
            signer=stored["signer"],
            dated=date.fromisoformat(stored["dated"]),
            note=stored["note"],
            imprint=imprint
            and Imprint(imprint["copies"], imprint["office"], date.fromisoformat(imprint["printed_on"])),
            layout=stored.get("layout", ""),  # older ones are all documents
        )


def written(day: date) -> str:
    """成文日期: 2026年7月31日, Arabic figures without padding."""
    return f"{day.year}年{day.month}月{day.day}日"


def title_lines(title: str, *, most: int = 20) -> list[str]:
    """The title in centred lines of at most ``most`` ems, nearly equal, broken where the sense allows.

    One line more than needed is taken where that saves a word from being torn.
    """
    if _ems(title) <= most:
        return [title]
    number = ceil(_ems(title) / most)
    for pieces in (number, number + 1):
        found = [_cut(title, places) for places in combinations(_joints(title), pieces - 1)]
        fitting = [lines for lines in found if max(map(_ems, lines)) <= most]
        if fitting:
            return min(fitting, key=lambda lines: max(map(_ems, lines)) - min(map(_ems, lines)))
    return _cut(title, range(most, len(title), most))


def _joints(title: str) -> list[int]:
    """Where a line of the title may end."""
    before = (
        "关于",
        "荣誉称号",
        "拟表彰",
        "评选",
        "的通知",
        "的公示",
        "评审",
        "递补",
        "人选意见",
        "推荐汇总",
        "推荐名额",
        "名册",
    )
    found = {at for at in range(1, len(title)) if title[at - 1] in "、，》年" or title.startswith(before, at)}
    return sorted(found)[:12]


def _cut(text: str, places: Sequence[int]) -> list[str]:
    return [text[start:end] for start, end in pairwise((0, *places, len(text)))]


def _ems(text: str) -> float:
    return sum(0.56 if each.isascii() else 1.0 for each in text)


def _texts(place: str, paragraphs: Sequence[Paragraph], listings: Sequence[Listing]) -> Iterator[tuple[str, str]]:
    for number, paragraph in enumerate(paragraphs, start=1):
        yield f"{place}第 {number} 段", paragraph.text
    for listing in listings:
        yield f"{place}名单标题", listing.heading + listing.note + "".join(listing.columns)
        for number, row in enumerate(listing.rows, start=1):
            yield f"{place}名单第 {number} 行", "".join(row)


def _paragraphs(stored: Sequence[Mapping[str, Any]]) -> tuple[Paragraph, ...]:
    return tuple(Paragraph(**each) for each in stored)


def _listings(stored: Sequence[Mapping[str, Any]]) -> tuple[Listing, ...]:
    return tuple(
        Listing(
            each["heading"],
            each["note"],
            tuple(each["columns"]),
            tuple(each["widths"]),
            tuple(tuple(row) for row in each["rows"]),
        )
        for each in stored
    )
