"""The unit's way from an empty draft to a signed dossier, walked with the real actions."""

import io
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import pikepdf
from PIL import Image

from models.nomination import Nomination
from models.vocabulary import ConsentKind, Role
from selection import clock
from selection.nominations import actions, files, queries
from selection.rules.unit_steps import Congress
from tests.world import World, id_number

BOTH = dict.fromkeys(ConsentKind, True)


def picture(size: tuple[int, int] = (120, 160), kind: str = "JPEG", **options: Any) -> bytes:
    content = io.BytesIO()
    Image.new("RGB", size, (180, 35, 42)).save(content, kind, **options)
    return content.getvalue()


@cache
def bomb() -> bytes:
    """A hundred million pixels in a few kilobytes."""
    content = io.BytesIO()
    Image.new("1", (10_000, 10_000)).save(content, "PNG")
    return content.getvalue()


@cache
def document(pages: int = 1) -> bytes:
    content = io.BytesIO()
    pdf = pikepdf.new()
    for _ in range(pages):
        pdf.add_blank_page()
    pdf.save(content)
    return content.getvalue()


def typed(world: World, number: str = "", **changes: Any) -> dict[str, Any]:
    """A whole form as the page would send it."""
    answers = world.answers(started_on="2005-07", **changes)
    return {**answers, "id_number": number or id_number(2), "phone": "13900000000"}


def opened(world: World, role: Role = Role.UNIT_OFFICER) -> Nomination:
    title = world.programme.titles[-1].key
    return actions.draft(world.cycle, world.actor(role), channel="unit", title=title, now=world.now)


def attached(world: World, nomination: Nomination, kind: str, content: bytes, name: str) -> None:
    if (content, name) not in world.taken:
        world.taken[content, name] = files.take(io.BytesIO(content), name)
    taken = world.taken[content, name]
    actions.attach(nomination, world.actor(Role.UNIT_OFFICER), kind=kind, title="", taken=taken, now=world.now)


def consented(
    nomination: Nomination, world: World, now: datetime, given: dict[ConsentKind, bool] | None = None
) -> None:
    token = actions.invite_consent(nomination, world.actor(Role.UNIT_OFFICER), now=now)
    held = actions.holder_of(token)
    assert held is not None
    assert actions.answer_link(*held, given=given or BOTH, reason="", now=now)


def complete(world: World, number: str = "", **changes: Any) -> Nomination:
    """A draft with everything that publicity asks for."""
    officer, now = world.actor(Role.UNIT_OFFICER), world.now
    nomination = opened(world)
    actions.save(nomination, officer, typed=typed(world, number, **changes), revision=0, now=now)
    attached(world, nomination, "photo", picture(), "照片.jpg")
    for kind in ("id_card", "skill_proof"):
        attached(world, nomination, kind, document(), f"{kind}.pdf")
    consented(nomination, world, now)
    congress = Congress(clock.on(now) - timedelta(days=1), 86, 81, 80, 0, 1)
    actions.record_congress(nomination, officer, congress=congress, now=now)
    return nomination


def signed(world: World, number: str = "", **changes: Any) -> tuple[Nomination, datetime]:
    """A nomination that may be submitted, and the first moment at which it may."""
    nomination = complete(world, number, **changes)
    officer = world.actor(Role.UNIT_OFFICER)
    actions.post(nomination, officer, where="厂区公告栏", now=world.now)
    record = queries.unit_record(nomination)
    assert record is not None
    assert record.posting_ends_on is not None
    after = clock.closing(record.posting_ends_on) + timedelta(days=1)
    actions.record_posting(nomination, officer, objections=0, result="", now=after)
    actions.sign(nomination, world.actor(Role.UNIT_HEAD), opinion="同意申报。", now=after)
    return nomination, after
