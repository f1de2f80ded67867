"""Names proven before printing, certificates replaced with four eyes, handed over, verified as files."""

import io
import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from flask import Flask
from PIL import Image, ImageDraw, ImageFont
from sqlalchemy import select, update

from models.certificate import HandOver
from models.honour import Certificate, Revocation
from models.proposal import Proposal
from models.vocabulary import CertificateEnd, Ground, Role
from selection import clock, jobs, storage
from selection.certificates import actions, authority, payload, queries
from selection.certificates.cutting import for_layout
from selection.certificates.facts import CertificateFacts
from selection.certificates.fonts import HAN, face_file
from selection.certificates.verdicts import verdict, verdicts
from selection.database import db, transaction
from selection.errors import Refused
from selection.proposals import actions as proposals
from tests.browsers import Browser
from tests.certificates.proving import prove_all
from tests.honours.ceremony import ceremony
from tests.world import World

BASIS = "收到盖章的校对单。"


def certificates() -> list[Certificate]:
    db.session.expire_all()
    return list(db.session.scalars(select(Certificate).order_by(Certificate.id)))


def printed(world: World, app: Flask) -> list[Certificate]:
    """Two certificates, proven, printed and signed."""
    ceremony(world)
    folder = Path(app.config["VAR"]) / "ca"
    made = authority.make(folder, organisation="上海市总工会", passphrase="x", key_passphrase="", now=clock.now())
    app.config["SIGNER"], app.config["SIGNER_PASSPHRASE"] = str(made.signer), "x"
    print_all(world)
    return certificates()


def print_all(world: World) -> None:
    prove_all(world)
    actions.issue(world.cycle, world.actor(Role.CITY_OFFICER), now=clock.now())
    jobs.perform_due(clock.now())


def agreed(world: World) -> None:
    """The second officer agrees to whatever is proposed."""
    second = world.acting(world.member(Role.CITY_OFFICER, world.city))
    proposals.approve(db.session.scalars(select(Proposal)).one(), second, now=clock.now())


def test_nothing_is_printed_before_its_unit_has_found_the_name_right(world: World) -> None:
    ceremony(world)
    city = world.actor(Role.CITY_OFFICER)

    with pytest.raises(Refused) as refusal:
        actions.issue(world.cycle, city, now=clock.now())

    assert [reason.why for reason in refusal.value.reasons] == ["等待制发的 2 份证书，姓名都还没有校对"]
    assert [each.file_key for each in certificates()] == [None, None]


def test_a_unit_sees_its_names_as_they_will_be_printed_and_signs(world: World, client: Browser) -> None:
    ceremony(world)
    path = f"/certificates/cycles/{world.cycle.id}/proofs/{world.unit.id}"
    client.sign_in(world.members[Role.UNIT_HEAD])

    page = client.get(path).text
    seen = queries.sheet(world.actor(Role.UNIT_HEAD), world.cycle.id, world.unit.id)
    assert seen is not None
    stale = client.post(path, data={"seen": "0" * 64})
    wrong = client.post(path, data={"seen": seen.digest, "objection": "“启”应为“啟”"})
    halted = queries.proven(world.cycle.id)
    right = client.post(path, data={"seen": seen.digest})

    assert (page.count('class="specimen"'), page.count("U+542F"), "霞鹜文楷" in page) == (2, 1, True)
    assert [stale.status_code, wrong.status_code, right.status_code] == [409, 303, 303]
    assert (halted, len(queries.proven(world.cycle.id))) == (set(), 2)
    client.sign_in(world.member(Role.UNIT_HEAD, world.other_unit))
    assert client.get(path).status_code == 404


def test_the_city_signs_for_a_unit_only_on_the_ground_of_a_stamped_sheet(world: World) -> None:
    ceremony(world)
    city = world.actor(Role.CITY_OFFICER)
    sheet = queries.sheets(city, world.cycle.id)[0]

    with pytest.raises(Refused):
        actions.prove(world.cycle, sheet.unit_id, city, seen=sheet.digest, now=clock.now())
    actions.prove(world.cycle, sheet.unit_id, city, seen=sheet.digest, basis=BASIS, now=clock.now())

    assert queries.sheets(city, world.cycle.id)[0].is_proven


def test_a_corrected_name_is_a_new_certificate_and_the_old_one_shows_as_replaced(
    world: World, app: Flask, client: Browser
) -> None:
    old = printed(world, app)[0]
    city = world.actor(Role.CITY_OFFICER)
    kept = storage.read(old.file_key or "")
    actions.propose_correction(old, city, name="周启铭", reason="身份证为“铭”。", now=clock.now())
    with pytest.raises(Refused):
        proposals.approve(db.session.scalars(select(Proposal)).one(), city, now=clock.now())
    assert len(certificates()) == 2

    agreed(world)
    unproven = {each.id for each in certificates() if each.id not in queries.proven(world.cycle.id)}
    print_all(world)

    old, _, new = certificates()
    assert (old.ended_as, new.replaces_id, new.number) == (CertificateEnd.CORRECTED, old.id, "JCNS-2026-002")
    assert new.id in unproven
    assert CertificateFacts.from_json(new.facts).name == "周启铭"
    shown = client.get(f"/verify/{old.code}").text
    assert ("换发，请以新证书为准" in shown, "Replaced by another" in shown, "证书有效" in shown) == (True, True, False)
    assert "证书有效" in client.get(f"/verify/{new.code}").text
    assert verdict(kept).summary == (False, "这份证书已换发，请以新证书为准")
    assert queries.void(clock.now()) == [("JCNS-2026-001", clock.on(clock.now()).isoformat(), "replaced")]


def test_a_lost_certificate_is_made_again_once(world: World, app: Flask) -> None:
    old = printed(world, app)[0]
    city = world.actor(Role.CITY_OFFICER)
    how = {"ended_as": CertificateEnd.LOST, "reason": "搬迁中遗失。"}
    actions.propose_replacement(old, city, now=clock.now(), **how)  # type: ignore[arg-type]

    agreed(world)

    old, _, new = certificates()
    assert (old.ended_as, new.replaces_id, new.file_key) == (CertificateEnd.LOST, old.id, None)
    assert replace(CertificateFacts.from_json(new.facts), number="", code="", verify_url="") == replace(
        CertificateFacts.from_json(old.facts), number="", code="", verify_url=""
    )
    with pytest.raises(Refused):
        actions.propose_replacement(old, city, now=clock.now(), **how)  # type: ignore[arg-type]


def test_a_revoked_honour_shows_as_revoked_everywhere(world: World, app: Flask, client: Browser) -> None:
    first = printed(world, app)[0]
    with transaction() as session:
        officer = world.members[Role.CITY_OFFICER].user_id
        session.add(
            Revocation(
                honour_id=first.honour_id,
                ground=Ground.FRAUD,
                reason="隐瞒事实",
                proposed_by=officer,
                proposer_name="甲",
                revoked_by=officer,
                revoker_name="乙",
                revoked_on=date(2026, 11, 20),
                revoked_at=clock.now(),
            )
        )
    first = certificates()[0]

    page = client.get(f"/verify/{first.code}").text

    assert ("撤销，证书无效" in page, "revoked on 2026-11-20" in page, "隐瞒事实" in page) == (True, True, False)
    assert verdict(storage.read(first.file_key or "")).summary == (False, "这项荣誉已经撤销")
    state = client.get(f"/verify/files/{first.file_sha256}.json").json
    assert state == {"state": "revoked"}
    with pytest.raises(Refused):
        actions.propose_correction(
            first, world.actor(Role.CITY_OFFICER), name="周启铭", reason="身份证。", now=clock.now()
        )


def test_a_medal_is_handed_over_once(world: World, app: Flask, client: Browser) -> None:
    first, second = printed(world, app)
    client.sign_in(world.members[Role.CITY_OFFICER])
    today = clock.on(clock.now()).isoformat()
    data = {"received_by": "周启明", "received_on": today, "medal_number": "TZ-2026-018", "remark": ""}

    answers = [
        client.post(f"/certificates/{each.id}/hand-over", data=changed).status_code
        for each, changed in (
            (first, data | {"received_on": "2020-01-01"}),
            (first, data | {"received_by": ""}),
            (first, data),
            (first, data),
            (second, data),
            (second, data | {"medal_number": "TZ-2026-019"}),
        )
    ]

    assert answers == [409, 422, 303, 409, 409, 303]
    assert list(db.session.scalars(select(HandOver.medal_number).order_by(HandOver.id))) == [
        "TZ-2026-018",
        "TZ-2026-019",
    ]
    assert "TZ-2026-018" in client.get(f"/certificates/{first.id}").text


@pytest.mark.database("sqlite")  # it reads a file and asks for a number
def test_a_file_is_compared_with_the_register_and_its_signature_examined(
    world: World, app: Flask, client: Browser
) -> None:
    first, _ = printed(world, app)
    genuine = storage.read(first.file_key or "")
    changed = genuine.replace("周启明".encode(), "郁青禾".encode())
    client.get("/verify")

    asked = [
        client.post("/verify/files/", data={"file": (io.BytesIO(content), "certificate.pdf")})
        for content in (genuine, changed, b"x")
    ]

    assert [answer.status_code for answer in asked] == [200] * 3
    told = [answer.text for answer in asked]
    assert ["文件真实，与登记的完全相同" in page for page in told] == [True, False, False]
    assert "上海市总工会荣誉证书签发" in told[0]
    assert "签名以后改过" in told[1]
    assert f"登记的证书 {first.number} 不是这个文件" in told[1]
    assert "不是可以打开的 PDF" in told[2]
    assert client.post("/verify/files/", data={}).status_code == 422
    known, unknown = (client.get(f"/verify/files/{each}.json").json for each in (first.file_sha256, "0" * 64))
    assert known == {"state": "valid", "number": first.number, "name": "周启明"}
    assert unknown == {"state": "unknown"}


@pytest.mark.database("sqlite")  # it reads files and asks for numbers
def test_many_files_are_verified_from_the_command_line(world: World, app: Flask, tmp_path: Path) -> None:
    both = printed(world, app)
    for each in both:
        (tmp_path / f"{each.number}.pdf").write_bytes(storage.read(each.file_key or ""))
        (tmp_path / f"{each.number} card.pdf").write_bytes(storage.read(each.card_key or ""))
    forged = storage.read(both[0].file_key or "") + b"\n"
    (tmp_path / "forged.pdf").write_bytes(forged)
    files = sorted(tmp_path.glob("*.pdf"))

    said = {file.name: found.summary for file, found in verdicts(files)}

    assert {name: right for name, (right, _) in said.items()} == {
        file.name: file.name != "forged.pdf" for file in files
    }, said
    ran = app.test_cli_runner().invoke(args=["certificates", "verify", str(tmp_path)])
    assert (ran.exit_code, ran.output.splitlines()[-1]) == (1, "4 of 5 genuine")
    (tmp_path / "forged.pdf").unlink()
    assert app.test_cli_runner().invoke(args=["certificates", "verify", str(tmp_path)]).exit_code == 0


def test_the_published_lists_are_signed_and_hold_no_name(world: World, client: Browser) -> None:
    ceremony(world)
    with transaction() as session:
        first = select(Certificate.id).order_by(Certificate.id).limit(1).scalar_subquery()
        ended = {"ended_as": CertificateEnd.LOST, "ended_at": clock.now()}
        session.execute(update(Certificate).where(Certificate.id == first).values(ended))

    lists = {name: client.get(f"/verify/{name}.json").json for name in ("keys", "revoked")}

    for name, outer in lists.items():
        assert outer is not None
        inner = json.loads(outer["body"])
        key = json.loads(lists["keys"]["body"])["keys"][outer["key"]]  # type: ignore[index]
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(key)).verify(
            bytes.fromhex(outer["signature"]), outer["body"].encode()
        )
        assert inner["list"] == name
        assert "周启明" not in outer["body"]
    assert json.loads(lists["revoked"]["body"])["revoked"] == [  # type: ignore[index]
        ["JCNS-2026-001", clock.on(clock.now()).isoformat(), "replaced"]
    ]
    told = payload.read(CertificateFacts.from_json(certificates()[1].facts).verify_url, queries.keys())
    assert (told.number, told.name, told.title, told.year) == ("JSNS-2026-001", "郁青禾", "上海市技术能手", "2026")


def test_a_character_is_supplied_by_picture_or_by_face(world: World, app: Flask, client: Browser) -> None:
    client.sign_in(world.members[Role.CITY_OFFICER])
    picture = Image.new("L", (500, 500), 255)
    font = ImageFont.truetype(face_file(HAN)[0], 400)
    ImageDraw.Draw(picture).text((50, 20), "囧", font=font, fill=0)
    png = io.BytesIO()
    picture.save(png, "PNG")
    face = for_layout(HAN, "\U0002b740")

    answers = [
        client.post("/certificates/glyphs", data={"character": typed, "file": (io.BytesIO(content), name)}).status_code
        for typed, content, name in (
            ("U+323B0", png.getvalue(), "字.png"),
            ("\U0002b740", face, "face.ttf"),
            ("U+323B0", face, "face.ttf"),
            ("U+323B0", b"GIF89a", "x.png"),
            ("U+D800", png.getvalue(), "字.png"),
            ("两个", png.getvalue(), "字.png"),
        )
    ]

    assert answers == [303, 303, 409, 409, 422, 422]
    shapes = queries.shapes("李\U000323b0明")
    assert list(shapes) == ["\U000323b0"]
    points = [point for contour in shapes["\U000323b0"] for point in contour]
    assert 800 <= max(y for _, y in points) - min(y for _, y in points) <= 900
    assert client.get("/certificates/glyphs").text.count('class="specimen specimen-small"') == 2


def test_who_asks_by_file_too_often_is_barred(world: World, client: Browser) -> None:
    for _ in range(queries.MISSES):
        client.get(f"/verify/files/{'0' * 64}.json")

    assert client.get(f"/verify/files/{'0' * 64}.json").status_code == 429
    assert client.post("/verify/files/", data={"file": (io.BytesIO(b"x"), "x.pdf")}).status_code == 429


def test_old_proofs_do_not_hold_for_new_names(world: World) -> None:
    ceremony(world)
    prove_all(world)
    first = certificates()[0]
    facts = replace(CertificateFacts.from_json(first.facts), name="周启铭")

    with transaction() as session:
        session.execute(update(Certificate).where(Certificate.id == first.id).values(facts=facts.to_json()))

    assert queries.proven(world.cycle.id) == set()
