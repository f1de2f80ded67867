"""The letters numbers begin with (字头): whoever runs an award claims his, so no number can be somebody else's."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import chain
from string import ascii_uppercase

from sqlalchemy import select

from models.people import Organisation
from models.programme import NumberLetters
from models.vocabulary import Level, Numbered
from selection.database import db
from selection.errors import Reason, Refused
from selection.pinyin import initials
from selection.rules.programme import Programme

LONGEST_PREFIX = 3
TITLE = "现在不能开启评选"
Letters = frozenset[tuple[Numbered, str]]


def claim(programme: Programme, house: Organisation) -> Programme:
    """Enter the letters of this award as this house's, inside a transaction; returns the award with its letters.

    A union's begin with the initials of its name, so that 区级工匠 of two districts count each for itself; where
    another union has the same initials, a further letter tells them apart.
    """
    owner = None if house.level is Level.CITY else house.id
    theirs = {
        (each.kind, each.letters): each
        for each in db.session.scalars(select(NumberLetters))
        if (each.programme_key, each.organiser_id) != (programme.key, owner)
    }
    own = next(each for each in _candidates(programme, house) if owner is None or not letters_of(each) & theirs.keys())
    if taken := sorted(letters_of(own) & theirs.keys()):
        raise Refused(*(_taken(*each) for each in taken), title=TITLE)
    held = select(NumberLetters).filter_by(programme_key=programme.key, organiser_id=owner)
    known = {(each.kind, each.letters) for each in db.session.scalars(held)}
    db.session.add_all(
        NumberLetters(kind=kind, letters=letters, programme_key=programme.key, organiser_id=owner)
        for kind, letters in sorted(letters_of(own) - known)
    )
    db.session.flush()
    return own


def letters_of(programme: Programme) -> Letters:
    """What its numbers begin with: the receipts', and the certificates' of each title."""
    certificates = ((Numbered.CERTIFICATE, each) for each in programme.certificate.code.values())
    return frozenset(chain([(Numbered.RECEIPT, programme.code)], certificates))


def _candidates(programme: Programme, house: Organisation) -> Iterator[Programme]:
    """The award with its own letters for the city; for a union with those it may have, the plainest first."""
    if house.level is Level.CITY:
        yield programme
        return
    for further in ("", *ascii_uppercase, *(one + two for one in ascii_uppercase for two in ascii_uppercase)):
        yield _beginning(programme, prefix(house.name) + further)


def _beginning(programme: Programme, start: str) -> Programme:
    def begun(letters: str) -> str:
        return letters if letters.startswith(start) else start + letters

    code: Mapping[str, str] = {title: begun(letters) for title, letters in programme.certificate.code.items()}
    return replace(programme, code=begun(programme.code), certificate=replace(programme.certificate, code=code))


def prefix(name: str) -> str:
    """CN for 上海市长宁区总工会, JD for 上海市机电工会."""
    plain = re.sub(r"(新区|区)?(总工会|工会.*)$", "", re.sub(r"^(上海市|上海|中国)", "", name))
    return re.sub(r"[^A-Z]", "", initials(plain).upper())[:LONGEST_PREFIX] or "U"


def _taken(kind: Numbered, letters: str) -> Reason:
    return Reason(f"{kind.label}字头 {letters} 已由另一个项目使用", "请在评选规则里换一组字母，编号才不会重复。")
