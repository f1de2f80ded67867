"""Files that stand, files that were replaced, and who may read either."""

from collections.abc import Callable
from datetime import timedelta

from models.nomination import Evidence
from models.vocabulary import Level, Role
from selection.database import db
from selection.nominations import actions
from tests.browsers import Browser
from tests.nominations import steps
from tests.world import World

READERS = [Role.UNIT_OFFICER, Role.UNION_OFFICER, Role.UNION_HEAD, Role.CITY_OFFICER, Role.SUPERVISOR]


def test_a_file_that_was_replaced_is_read_by_those_alone_who_look_into_the_dossiers_past(
    world: World, new_client: Callable[[], Browser]
) -> None:
    nomination, now = steps.signed(world)
    officer, later = world.actor(Role.UNIT_OFFICER), now + timedelta(days=2)
    actions.submit(nomination, officer, attempt="press-1", now=now)
    actions.send_back(
        nomination,
        world.actor(Role.UNION_OFFICER),
        level=Level.UNION,
        fields=["skill_proof"],
        reason="证书缺第 2 页",
        due_at=later,
        now=now,
    )
    file = db.session.query(Evidence).filter_by(attachment="skill_proof").one()
    address = f"/nominations/{nomination.id}/evidence/{file.id}"
    readers = {role: new_client().sign_in(world.members[role]) for role in READERS}

    actions.detach(file, nomination, officer, now=now)
    while_corrected = [browser.get(address).status_code for browser in readers.values()]
    steps.attached(world, nomination, "skill_proof", steps.document(2), "b.pdf")
    actions.resubmit(nomination, officer, attempt="press-2", now=now)
    afterwards = {role: browser.get(address).status_code for role, browser in readers.items()}

    assert while_corrected == [200] * len(READERS)
    assert afterwards == dict.fromkeys(READERS, 404) | {Role.CITY_OFFICER: 200, Role.SUPERVISOR: 200}
