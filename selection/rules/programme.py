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

from models.vocabulary import Level, Phase, Role, SubjectKind
from selection.rules.ages import full_years, on_or_first
from selection.rules.following import Contest, Period, Shortlist
from selection.rules.form import KINDS, Attachment, Condition, Field, Section, is_one_of
from selection.rules.marking import NO_SCORING, Band, Criterion, Interview, Scoring
from selection.rules.wording import NO_CERTIFICATE, USUAL, CertificateWording, Letters, LetterWording

__all__ = [
    "KINDS",
    "NO_SCORING",
    "Article",
    "Attachment",
    "Band",
    "Branch",
    "CertificateWording",
    "Channel",
    "Check",
    "Committee",
    "Condition",
    "Contest",
    "Criterion",
    "Department",
    "Field",
    "Group",
    "Interview",
    "LetterWording",
    "Letters",
    "Limit",
    "Period",
    "Programme",
    "Scoring",
    "Section",
    "Shortlist",
    "Title",
]


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
    """申报渠道. ``skips``: phases whoever comes this way is spared, as winners of a lower award are the experts."""

    key: str
    name: str
    opened_by: Role
    uses_place: bool
    skips: tuple[Phase, ...] = ()


@dataclass(frozen=True)
class Article:
    """申报条件的一条: a rule of ``selection.rules.eligibility`` with its parameters and its place in the notice.

    ``channels``: asked only of those who come by one of these; empty: of everybody.
    """

    rule: str
    article: str
    settings: Mapping[str, Any] = field(default_factory=dict)
    channels: tuple[str, ...] = ()


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
            return is_one_of(value, self.one_of)
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

    ``method``: ``vote``, or ``order``: nobody votes, the best by the experts' rank (without experts: by the unions')
    are taken. ``score_percent``: how much the experts' total weighs in the order of those with the votes, the share of
    votes weighing the rest. At 0 the votes come first, and the experts' rank decides between equals.
    """

    quorum: Fraction
    threshold: Fraction
    reserve: int
    method: str = "vote"
    score_percent: Decimal = Decimal(0)
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
    """征求意见部门. ``identified``: it can only answer by ID number, so the number goes to it and to no other."""

    key: str
    name: str
    required: bool = True
    identified: bool = False


@dataclass(frozen=True)
class Check:
    """形式审查要件."""

    key: str
    name: str


@dataclass(frozen=True, kw_only=True)
class Programme:
    """评选项目的完整规则.

    ``subject`` says what is put forward, ``subject_name`` what pages call it (成果, 工作室 ...); empty: the kind's own
    word. ``organised_by``: the city, or a union for its own units. ``merges``: several who put the same subject forward
    make one dossier, where otherwise the second is refused.
    """

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
    groups: tuple[Group, ...] = ()
    limits: tuple[Limit, ...] = ()
    checks: tuple[Check, ...]
    departments: tuple[Department, ...] = ()
    criteria: tuple[Criterion, ...] = ()
    scoring: Scoring = NO_SCORING
    interview: Interview | None = None
    committee: Committee
    certificate: CertificateWording = NO_CERTIFICATE
    letters: Letters = USUAL
    subject: SubjectKind = SubjectKind.PERSON
    subject_name: str = ""
    organised_by: Level = Level.CITY
    merges: bool = False
    contests: tuple[Contest, ...] = ()
    period: Period | None = None
    shortlist: Shortlist | None = None
    bans_next_round: bool = False  # a union that recommended against the rules sits out the next cycle
    forfeits_upheld: bool = False  # a place lost to an objection stays empty; otherwise the reserve moves up
    consent_text: Mapping[str, str]  # consent kind -> what the nominee agrees to
    taxonomies: Mapping[str, str] = field(default_factory=dict)  # list -> version, set when a cycle opens

    def fields(self) -> Iterator[Field]:
        """Every field of the form, in order."""
        for section in self.sections:
            yield from section.fields

    def field_named(self, key: str) -> Field | None:
        """The field with this key, if the form has one."""
        return next((each for each in self.fields() if each.key == key), None)

    def uploads(self) -> tuple[Attachment, ...]:
        """Everything that may be uploaded: the attachments, then the files asked for among the questions."""
        asked = (field for field in self.fields() if field.kind == "file")
        return (
            *self.attachments,
            *(Attachment(each.key, each.label, 0, each.limit, each.hint, each.identifying) for each in asked),
        )

    def title_named(self, key: str) -> Title | None:
        """The title with this key, if the programme grants one."""
        return next((each for each in self.titles if each.key == key), None)

    def channel_named(self, key: str) -> Channel | None:
        """The channel with this key, if the programme has one."""
        return next((each for each in self.channels if each.key == key), None)

    def groups_of(self, answers: Mapping[str, Any], *, today: date) -> frozenset[str]:
        """Keys of the groups the person with these answers belongs to."""
        return frozenset(key for group in self.groups for key in group.keys_of(answers, today=today))

    def phases_by(self, channel: str) -> tuple[Phase, ...]:
        """The phases whoever comes by this channel goes through."""
        found = self.channel_named(channel)
        return tuple(phase for phase in self.phases if found is None or phase not in found.skips)

    @property
    def subject_word(self) -> str:
        """What pages call one that is put forward: 人选, 成果, 工作室."""
        return self.subject_name or ("人选" if self.subject is SubjectKind.PERSON else self.subject.label)

    @property
    def name_heading(self) -> str:
        """What stands over the names of what is put forward: 姓名, 成果名称."""
        return "姓名" if self.subject is SubjectKind.PERSON else f"{self.subject_word}名称"

    @property
    def places(self) -> int:
        """How many may be honoured in one cycle, all titles together."""
        return sum(title.places for title in self.titles)
