"""A programme: the typed definition of one award (评选项目), as frozen into each cycle.

A definition is written in TOML (``selection/programmes/definitions/*.toml``) and read by
``selection.rules.definition.parse``. Everything here is immutable and knows nothing of files.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from models.vocabulary import Phase, Role
from selection.rules.ages import full_years, on_or_first

KINDS = (
    "text",
    "long_text",
    "number",
    "date",
    "month",
    "choice",
    "choices",
    "flag",
    "person_name",
    "id_number",
    "phone",
    "table",
)
"""Kinds of field. A photograph is an attachment, not a field: everything uploaded takes one way."""


def _is_one_of(value: object, wanted: tuple[str, ...]) -> bool:
    """Whether an answer is, or for several answers includes, one of the wanted values."""
    if isinstance(value, bool):
        return str(value).lower() in wanted
    if isinstance(value, list | tuple):
        return any(each in wanted for each in value)
    return value in wanted


@dataclass(frozen=True)
class Title:
    """荣誉称号, best first. ``falls_to`` names the title for those who miss this one."""

    key: str
    name: str
    name_en: str
    places: int
    falls_to: str | None = None


@dataclass(frozen=True)
class Channel:
    """申报渠道."""

    key: str
    name: str
    opened_by: Role
    uses_place: bool


@dataclass(frozen=True)
class Condition:
    """Shown, or required, only while another field of the form holds one of these values."""

    field: str
    one_of: tuple[str, ...]

    def holds(self, answers: Mapping[str, Any]) -> bool:
        """Whether these answers fulfil it. A flag is compared as ``true`` or ``false``."""
        return _is_one_of(answers.get(self.field), self.one_of)


@dataclass(frozen=True)
class Field:
    """One field of the form (填报项).

    ``kind``: one of ``KINDS``. What each kind stores: see ``selection.rules.values``.
    ``taxonomy`` names a list in ``selection/taxonomies`` for choice and choices; ``options`` lists values in place.
    ``limit`` counts characters without white space (text), rows (table), or is the greatest number (number);
    ``at_least`` is the other end. ``columns`` are the fields of a table's row; they have no conditions and no tables.
    ``custom``: a choice may also be written in one's own words, where the list lacks it (其他, see ``kinds.OTHER``).
    ``private`` answers are stored encrypted; ``identifying`` ones are withheld from experts.
    """

    key: str
    label: str
    kind: str
    required: bool = False
    hint: str = ""
    limit: int | None = None
    at_least: int | None = None
    unit: str = ""
    taxonomy: str = ""
    options: tuple[tuple[str, str], ...] = ()
    columns: tuple["Field", ...] = ()
    custom: bool = False
    private: bool = False
    identifying: bool = False
    shown_when: Condition | None = None
    required_when: Condition | None = None


@dataclass(frozen=True)
class Section:
    """表单的一个部分: one page of the form."""

    key: str
    name: str
    fields: tuple[Field, ...]
    hint: str = ""


@dataclass(frozen=True)
class Attachment:
    """佐证材料 of one kind: asked for in words, from ``at_least`` to ``at_most`` files of it.

    ``identifying``: shows who the person is, so experts never see it.
    """

    key: str
    name: str
    at_least: int = 0
    at_most: int | None = None
    hint: str = ""
    identifying: bool = False


@dataclass(frozen=True)
class Article:
    """申报条件的一条: a rule of ``selection.rules.eligibility`` with its parameters and its place in the notice."""

    rule: str
    article: str
    settings: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Band:
    """评分档: a described level of a criterion, from ``lowest`` points up to the next band."""

    name: str
    lowest: Decimal
    description: str = ""


@dataclass(frozen=True)
class Criterion:
    """评分指标."""

    key: str
    name: str
    points: Decimal
    description: str = ""
    bands: tuple[Band, ...] = ()


@dataclass(frozen=True)
class Scoring:
    """评分规则: ``sheets`` per dossier, ``trim`` dropped at each end, ``step`` of points, ties by criteria in order."""

    sheets: int
    trim: int
    step: Decimal
    ties: tuple[str, ...]
    comment_below: Decimal


@dataclass(frozen=True)
class Branch:
    """One side of an either-or: at most so many of this group."""

    group: str
    count: int


@dataclass(frozen=True)
class Limit:
    """构成要求: a floor or a ceiling for a group (一线, 非公, 女 ...), or an either-or (一个集体或一名个人).

    ``group`` is a key of ``Programme.groups``, or one of the words ``unit`` (everybody of one unit), ``union``
    (everybody of one union), ``everyone``, ``either``. A group with ``each`` stands for one limit per value.
    ``scope``: ``union`` (a union's list) or ``award`` (the committee's list). ``percent`` of the places, or with
    ``of = "list"`` of the names on the list; or a plain ``count``. Floors round up, ceilings down.
    ``per``: counted for each ``unit`` or each ``union`` by itself; empty for the whole list.
    ``either``: of these branches only one may be used. ``binding``: a breach blocks; otherwise it is shown.
    """

    group: str
    scope: str
    operator: str  # ">=" or "<="
    percent: Decimal | None
    count: int | None
    article: str
    binding: bool
    of: str = "places"
    per: str = ""
    either: tuple[Branch, ...] = ()


@dataclass(frozen=True)
class Group:
    """人员构成的一类: who belongs is read from the answers.

    Either ``field`` holds ``one_of`` these values, or it is a date of birth and the person is ``younger_than`` so many
    full years. With ``each`` it is a family: every value of the field (or of ``one_of`` these) is a group of its own,
    as 行业 is; its members carry the key ``family:value``.
    """

    key: str
    name: str
    field: str
    one_of: tuple[str, ...] = ()
    younger_than: int | None = None
    each: bool = False

    def includes(self, answers: Mapping[str, Any], *, today: date) -> bool:
        """Whether the person with these answers belongs, on this day."""
        value = answers.get(self.field)
        if self.younger_than is None:
            return _is_one_of(value, self.one_of)
        born_on = on_or_first(value)
        return born_on is not None and full_years(born_on, today) < self.younger_than

    def keys_of(self, answers: Mapping[str, Any], *, today: date) -> list[str]:
        """The keys this person carries because of it: none, its own, or one for each value of the family."""
        if not self.each:
            return [self.key] if self.includes(answers, today=today) else []
        value = answers.get(self.field)
        values = value if isinstance(value, list | tuple) else [value]
        return [
            f"{self.key}:{each}"
            for each in values
            if isinstance(each, str) and each and (not self.one_of or each in self.one_of)
        ]


@dataclass(frozen=True)
class Committee:
    """评审委员会: ``quorum`` of members present, ``threshold`` of those present in favour.

    ``reserve``: how many names are kept to move up. ``ballot``: ``named`` or ``secret``. ``by_title``: title after
    title (first the 20, then the 100), otherwise everybody on one ballot. ``rounds``: the most there may be for one
    question, run-offs included. The key of a secret ballot is split among ``tellers``: any ``tellers_needed`` of them
    open it. ``screen``: what the room sees once the vote is over: ``nothing``, ``names``, or names with ``votes``.
    """

    quorum: Fraction
    threshold: Fraction
    reserve: int
    ballot: str = "named"
    by_title: bool = False
    rounds: int = 1
    tellers: int = 5
    tellers_needed: int = 3
    screen: str = "names"

    @property
    def is_secret(self) -> bool:
        """Whether nobody may learn how a member voted."""
        return self.ballot == "secret"


@dataclass(frozen=True)
class Department:
    """征求意见部门."""

    key: str
    name: str
    required: bool = True


@dataclass(frozen=True)
class Check:
    """形式审查要件."""

    key: str
    name: str


@dataclass(frozen=True)
class CertificateWording:
    """证书文字.

    ``text`` may hold {name} {year} {edition} {award} {title} {unit} {date}; ``number`` holds {code} {year} {serial},
    all three, so that no two certificates of any title or year share a number.
    """

    heading: str
    heading_en: str
    text: str
    issuer: str
    issuer_en: str
    number: str
    code: Mapping[str, str]  # title key -> letters of the number, the {code}


@dataclass(frozen=True)
class Programme:
    """评选项目的完整规则."""

    key: str
    name: str
    short_name: str
    code: str
    organiser: str
    basis: str
    years_between: int
    phases: tuple[Phase, ...]
    days: Mapping[Phase, int]  # default calendar days after opening at which each phase ends
    titles: tuple[Title, ...]
    channels: tuple[Channel, ...]
    recommend_percent: int
    unit_publicity_days: int
    city_publicity_days: int
    sections: tuple[Section, ...]
    attachments: tuple[Attachment, ...]
    articles: tuple[Article, ...]
    groups: tuple[Group, ...]
    limits: tuple[Limit, ...]
    checks: tuple[Check, ...]
    departments: tuple[Department, ...]
    criteria: tuple[Criterion, ...]
    scoring: Scoring
    committee: Committee
    certificate: CertificateWording
    consent_text: Mapping[str, str]  # consent kind -> what the nominee agrees to
    taxonomies: Mapping[str, str] = field(default_factory=dict)  # list -> version, set when a cycle opens

    def fields(self) -> Iterator[Field]:
        """Every field of the form, in order."""
        for section in self.sections:
            yield from section.fields

    def field_named(self, key: str) -> Field | None:
        """The field with this key, if the form has one."""
        return next((each for each in self.fields() if each.key == key), None)

    def title_named(self, key: str) -> Title | None:
        """The title with this key, if the programme grants one."""
        return next((each for each in self.titles if each.key == key), None)

    def channel_named(self, key: str) -> Channel | None:
        """The channel with this key, if the programme has one."""
        return next((each for each in self.channels if each.key == key), None)

    def groups_of(self, answers: Mapping[str, Any], *, today: date) -> frozenset[str]:
        """Keys of the groups the person with these answers belongs to."""
        return frozenset(key for group in self.groups for key in group.keys_of(answers, today=today))

    @property
    def places(self) -> int:
        """How many may be honoured in one cycle, all titles together."""
        return sum(title.places for title in self.titles)
