"""A true parent with somebody else's child: two numbers that exist, and a page that does not."""

from flask import Flask

from models.approval import FormScan
from models.nomination import Evidence
from models.people import Membership
from models.review import Assignment
from models.vetting import Inquiry
from models.vocabulary import Role
from selection.database import db
from tests.faults.filled import fill
from tests.faults.test_every_route import crowd
from tests.faults.undoing import UNTOLD, watched
from tests.world import World


def addresses(world: World) -> list[tuple[str, str]]:
    """Every rule with two numbers, with a parent and the child of another; both exist."""
    evidence = db.session.query(Evidence).order_by(Evidence.id).all()
    pairs = [(one, other) for one in evidence for other in evidence if one.nomination_id != other.nomination_id][::397]
    found = []
    for one, other in pairs:
        for tail, method in (("", "GET"), ("/preview", "GET"), ("/removal", "POST")):
            found.append((method, f"/nominations/{one.nomination_id}/evidence/{other.id}{tail}"))
    for each in db.session.query(Assignment).all():
        foreign = next(file for file in evidence if file.nomination_id != each.nomination_id)
        found.append(("GET", f"/review/sheets/{each.id}/evidence/{foreign.id}"))
    members = db.session.query(Membership).all()
    for member in members[:4]:
        foreign_member = next(each for each in members if each.user_id != member.user_id)
        for method in ("GET", "POST"):
            found.append((method, f"/people/{member.user_id}/roles/{foreign_member.id}/withdrawal"))
    for scan in db.session.query(FormScan).all():
        foreign_id = next(file.nomination_id for file in evidence if file.nomination_id != scan.nomination_id)
        found.append(("GET", f"/nominations/{foreign_id}/approval-form/scans/{scan.id}"))
    for tail in ("", "/forfeiture"):
        found += [(method, f"/places/{world.cycle.id}/unions/{world.unit.id}{tail}") for method in ("GET", "POST")]
    found.append(("GET", f"/recommendations/{world.cycle.id}/unions/{world.other_union.id}/minutes/1"))
    for method in ("GET", "POST"):
        found.append((method, f"/vetting/cycles/{world.cycle.id}/departments/no-such-department"))
    assert db.session.query(Inquiry).count() > 0
    return found


def test_a_child_of_another_is_nobodys_page(app: Flask, world: World) -> None:
    filled = fill(world)
    browsers = crowd(app, filled)
    asked = addresses(world)
    answers: dict[int, int] = {}
    wrong = []
    with watched() as writes:
        for who, browser in browsers.items():
            for method, url in asked:
                answer = browser.open(url, method=method, data={"why": "离开岗位"} if method == "POST" else None)
                answers[answer.status_code] = answers.get(answer.status_code, 0) + 1
                is_sign_in = answer.status_code == 303 and answer.location.startswith("/sign-in")
                if answer.status_code not in (401, 403, 404, 405) and not is_sign_in:
                    wrong.append(f"{who} {method} {url}: {answer.status_code}")
                answer.close()
        written = writes.look() - UNTOLD

    assert wrong == []
    assert written == set()
    assert answers[404] > 0


def test_what_is_ones_own_is_there(app: Flask, world: World) -> None:
    """The other half of the test above: the right child of the same parents is found."""
    filled = fill(world)
    browsers = crowd(app, filled)
    own = db.session.query(Evidence).filter_by(nomination_id=filled.nominations[0].id).first()
    assert own is not None
    url = f"/nominations/{own.nomination_id}/evidence/{own.id}"

    with browsers[str(Role.UNIT_OFFICER)].get(url) as answer:
        assert answer.status_code == 200
    with browsers["other_unit"].get(url) as answer:
        assert answer.status_code == 404
