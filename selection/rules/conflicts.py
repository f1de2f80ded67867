"""Conflicts (回避): who may not judge whom, with every reason."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

DOTS = "·•・‧．"


@dataclass(frozen=True)
class ExpertFacts:
    """What is known of an expert: present and former units, the parent group of the unit, what he declared himself.

    ``name_key`` is the normalised name, compared with names written in a dossier; ``declared`` are nomination ids;
    ``trades`` are the trade groups he may judge, empty for any.
    """

    id: int
    name: str
    name_key: str
    unit_id: int | None = None
    former_unit_ids: frozenset[int] = frozenset()
    unit_group_id: int | None = None
    declared: frozenset[int] = frozenset()
    trades: frozenset[str] = frozenset()


@dataclass(frozen=True)
class DossierFacts:
    """What a dossier says of its nominee. ``kin_keys``: normalised names of masters, apprentices, team members."""

    nomination_id: int
    name: str
    name_key: str
    unit_id: int
    former_unit_ids: frozenset[int] = frozenset()
    unit_group_id: int | None = None
    kin_keys: frozenset[str] = frozenset()
    trade: str = ""


def name_key(name: str) -> str:
    """A name in the one spelling by which two names are compared: composed, without spaces and middle dots."""
    return "".join(each for each in unicodedata.normalize("NFC", name) if not each.isspace() and each not in DOTS)


def conflicts(expert: ExpertFacts, dossier: DossierFacts) -> list[str]:
    """Every reason why this expert must not judge this dossier; empty when he may."""
    told = (
        (expert.name_key == dossier.name_key, f"与被推荐人{dossier.name}同名，可能为本人"),
        (dossier.nomination_id in expert.declared, f"专家已申明与{dossier.name}有利害关系"),
        (_same(expert.unit_id, dossier.unit_id), f"专家与{dossier.name}在同一单位"),
        (dossier.unit_id in expert.former_unit_ids, f"专家曾在{dossier.name}的单位工作"),
        (expert.unit_id in dossier.former_unit_ids, f"{dossier.name}曾在专家的单位工作"),
        (_same_group(expert, dossier), f"专家的单位与{dossier.name}的单位同属一个集团"),
        (expert.name_key in dossier.kin_keys, f"材料中{dossier.name}的师徒或团队成员有与专家同名的人"),
    )
    return [f"{reason}。" for applies, reason in told if applies]


def _same(one: int | None, other: int | None) -> bool:
    return one is not None and one == other


def _same_group(expert: ExpertFacts, dossier: DossierFacts) -> bool:
    """A shared group counts only between different units: one unit is the stronger reason already."""
    return _same(expert.unit_group_id, dossier.unit_group_id) and expert.unit_id != dossier.unit_id


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
