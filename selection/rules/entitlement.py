"""Who may give which role where (开通账号与授予角色)."""

from models.vocabulary import Level, Role
from selection.rules.standing import UNION, UNIT, Actor

ORGANISERS = (Role.CITY_OFFICER, Role.EXPERT, Role.JUROR, Role.SUPERVISOR)
AT: dict[Level, tuple[Role, ...]] = {
    Level.UNIT: (Role.UNIT_OFFICER, Role.UNIT_HEAD, Role.NOMINEE),
    Level.UNION: (Role.UNION_OFFICER, Role.UNION_HEAD, *ORGANISERS),
    Level.CITY: (*ORGANISERS, Role.ADMIN),
}
"""The roles that exist at each level of the tree: a union has an organiser's people for the awards it runs itself."""


def roles_to_give(actor: Actor, *, level: Level, organisation_id: int, union_id: int | None) -> tuple[Role, ...]:
    """The roles this actor may give in this organisation; ``union_id`` is the union a unit recommends through.

    The administrator gives every role; a union opens accounts for its units; a unit lets workers nominate themselves.
    """
    if actor.role == Role.ADMIN:
        return AT[level]
    if level == Level.UNIT and actor.role in UNION and union_id == actor.organisation_id:
        return (Role.UNIT_OFFICER, Role.UNIT_HEAD)
    if level == Level.UNIT and actor.role in UNIT and organisation_id == actor.organisation_id:
        return (Role.NOMINEE,)
    return ()


def why_not_give(role: Role, *, name: str, level: Level, may_give: tuple[Role, ...]) -> str:
    """Why this role cannot be given there; empty when it can."""
    if role in may_give:
        return ""
    if role not in AT[level]:
        return f"{name}是{level.label}，那里的角色只有{'、'.join(each.label for each in AT[level])}。请换一个角色或组织"
    if may_give:
        return f"您在{name}只能授予{'、'.join(each.label for each in may_give)}。其他角色请联系市总工会系统管理员"
    return f"{name}不在您的管理范围。请联系它所属的区局（产业）工会或市总工会系统管理员"


def why_not_touch(actor: Actor, user_id: int) -> str:
    """Nobody changes his own rights."""
    return "不能改动自己的角色和账号。请由另一位系统管理员办理" if actor.user_id == user_id else ""
