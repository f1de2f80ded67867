"""Conflicts (回避): who may not judge whom, with every reason."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

DOTS = "·•・‧．"


@dataclass(frozen=True)
class ExpertFacts:
    """What is known of an expert: present and former units, the parent group of the unit, what he declared himself.

    Whatever ends in ``key`` is a normalised name (``name_key``), compared with names written in a dossier or kept in
    the register. ``declared`` are nomination ids; ``kin_keys`` relatives he named; ``circle_keys`` his masters and
    apprentices; ``trades`` those he may judge, empty for any; ``load_cap``: how many dossiers he takes at most.
    """

    id: int
    name: str
    name_key: str
    unit_id: int | None = None
    former_unit_ids: frozenset[int] = frozenset()
    unit_group_id: int | None = None
    declared: frozenset[int] = frozenset()
    trades: frozenset[str] = frozenset()
    load_cap: int | None = None
    unit_keys: frozenset[str] = frozenset()
    former_unit_keys: frozenset[str] = frozenset()
    kin_keys: frozenset[str] = frozenset()
    circle_keys: frozenset[str] = frozenset()
    studio_keys: frozenset[str] = frozenset()
    patent_keys: frozenset[str] = frozenset()


@dataclass(frozen=True)
class DossierFacts:
    """What a dossier, and the register, say of its nominee; the same in the same words.

    ``kin_keys``: normalised names of masters, apprentices, team members.
    """

    nomination_id: int
    name: str
    name_key: str
    unit_id: int
    former_unit_ids: frozenset[int] = frozenset()
    unit_group_id: int | None = None
    kin_keys: frozenset[str] = frozenset()
    trade: str = ""
    unit_keys: frozenset[str] = frozenset()
    former_unit_keys: frozenset[str] = frozenset()
    studio_keys: frozenset[str] = frozenset()
    patent_keys: frozenset[str] = frozenset()


def name_key(name: str) -> str:
    """A name in the one spelling by which two names are compared: composed, without spaces and middle dots."""
    return "".join(each for each in unicodedata.normalize("NFC", name) if not each.isspace() and each not in DOTS)


def conflicts(expert: ExpertFacts, dossier: DossierFacts) -> list[str]:
    """Every reason why this expert must not judge this dossier; empty when he may."""
    applies = (
        expert.name_key == dossier.name_key,
        dossier.nomination_id in expert.declared,
        _one_unit(expert, dossier),
        dossier.unit_id in expert.former_unit_ids or not dossier.unit_keys.isdisjoint(expert.former_unit_keys),
        expert.unit_id in dossier.former_unit_ids or not expert.unit_keys.isdisjoint(dossier.former_unit_keys),
        _same_group(expert, dossier),
        expert.name_key in dossier.kin_keys,
        dossier.name_key in expert.kin_keys,
        dossier.name_key in expert.circle_keys,
        not expert.studio_keys.isdisjoint(dossier.studio_keys),
        not expert.patent_keys.isdisjoint(dossier.patent_keys),
    )
    return [f"{why.format(dossier.name)}。" for is_so, why in zip(applies, REASONS, strict=True) if is_so]


REASONS = (
    "与被推荐人{0}同名，可能为本人",
    "专家已申明与{0}有利害关系",
    "专家与{0}在同一单位",
    "专家曾在{0}的单位工作",
    "{0}曾在专家的单位工作",
    "专家的单位与{0}的单位同属一个集团",
    "材料中{0}的师徒或团队成员有与专家同名的人",
    "专家登记的亲属里有与{0}同名的人",
    "专家登记的师徒里有与{0}同名的人",
    "专家与{0}在同一个工作室",
    "专家与{0}是同一项专利的发明人",
)


def _one_unit(expert: ExpertFacts, dossier: DossierFacts) -> bool:
    return _same(expert.unit_id, dossier.unit_id) or not expert.unit_keys.isdisjoint(dossier.unit_keys)


def _same(one: int | None, other: int | None) -> bool:
    return one is not None and one == other


def _same_group(expert: ExpertFacts, dossier: DossierFacts) -> bool:
    """A shared group counts only between different units: one unit is the stronger reason already."""
    return _same(expert.unit_group_id, dossier.unit_group_id) and not _one_unit(expert, dossier)


def may_judge(expert: ExpertFacts, dossier: DossierFacts, *, by_trade: bool) -> bool:
    """Whether nothing stands between them: no conflict, and the trade is one he judges where trades are kept apart."""
    fits = not by_trade or not expert.trades or dossier.trade in expert.trades
    return fits and not conflicts(expert, dossier)


def unassignable(dossier: DossierFacts, experts: Sequence[ExpertFacts], *, per_dossier: int, by_trade: bool) -> str:
    """Why a dossier that too few may judge cannot have its experts, however they are dealt out: in numbers."""
    able = sum(may_judge(each, dossier, by_trade=by_trade) for each in experts)
    barred = sum(bool(conflicts(each, dossier)) for each in experts)
    other = len(experts) - able - barred
    detail = f"回避 {barred} 人" + (f"，专业不符 {other} 人" if other else "")
    return f"{dossier.name}须有 {per_dossier} 名专家，可评的只有 {able} 名（{detail}），还差 {per_dossier - able} 名。"
