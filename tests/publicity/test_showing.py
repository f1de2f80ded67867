"""At which second a notice appears, how it is corrected, what unions and units publish, and what proves it."""

import io
import zipfile
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from models.event import Event
from models.job import Job, Letter
from models.nomination import Nomination
from models.publicity import AnyNotice, EvidencePack, Notice, NoticeEnd
from models.vocabulary import Act, Role, Stage
from selection import clock, jobs, storage
from selection.database import db, transaction
from selection.errors import Refused
from selection.publicity import actions, belonging, local, packing, queries, records
from selection.publicity.scanning import Scanned, scan
from tests.browsers import Browser
from tests.committee.casting import candidates, places, resolved
from tests.nominations.steps import picture
from tests.world import World


def chosen(world: World) -> list[Nomination]:
    places(world, 0, 2)
    made = candidates(world, 4)
    resolved(world, [made[:2], made[:2], made[2:], made[2:]])
    return made


def stage(nomination: Nomination) -> Stage:
    db.session.expire_all()
    return db.session.get_one(Nomination, nomination.id).stage


def test_before_its_second_a_notice_is_nowhere_and_at_its_second_it_is_there(
    world: World, client: Browser, new_client: Callable[[], Browser]
) -> None:
    made, at = chosen(world), world.now + timedelta(hours=2)
    officer = world.actor(Role.CITY_OFFICER)

    notice = actions.publish(world.cycle, officer, now=world.now, at=at)

    unit = new_client().sign_in(world.members[Role.UNIT_HEAD])
    city = new_client().sign_in(world.members[Role.CITY_OFFICER])
    paths = (f"/notices/{notice.id}", f"/notices/{notice.id}/objection", f"/notices/{notice.id}/files/1")
    assert [each.get(path).status_code for each in (client, unit) for path in paths] == [404] * 6
    assert notice.title not in client.get("/notices").text
    assert city.get(paths[0]).status_code == 200
    assert (stage(made[0]), db.session.query(Letter).count()) == (Stage.RESOLVED, 0)
    before, then = at - timedelta(seconds=1), at
    assert (queries.is_public(notice.id, before), queries.is_public(notice.id, then)) == (False, True)
    with pytest.raises(Refused):
        actions.drop_out(made[0], officer, reason="本人书面提出退出", now=world.now)
    jobs.perform_due(then)
    jobs.perform_due(then)
    assert [stage(each) for each in made] == [Stage.PUBLICISED] * 2 + [Stage.RESERVED] * 2
    assert db.session.query(Event).filter_by(act=Act.PUBLISH_NOTICE).count() == 1


def test_what_is_taken_back_before_its_second_never_appears(world: World) -> None:
    made, at = chosen(world), world.now + timedelta(hours=2)
    officer = world.actor(Role.CITY_OFFICER)
    notice = actions.publish(world.cycle, officer, now=world.now, at=at)

    actions.call_off(notice, officer, reason="名单还要核对", now=world.now)
    jobs.perform_due(at)

    assert (queries.is_public(notice.id, at), stage(made[0])) == (False, Stage.RESOLVED)
    second = actions.publish(world.cycle, officer, now=at)
    assert (second.version, stage(made[0])) == (2, Stage.PUBLICISED)


def test_a_name_withdrawn_before_the_second_keeps_the_notice_back(world: World, client: Browser) -> None:
    made, at = chosen(world), world.now + timedelta(hours=2)
    notice = actions.publish(world.cycle, world.actor(Role.CITY_OFFICER), now=world.now, at=at)
    with transaction():
        lost = db.session.get_one(Nomination, made[0].id)
        lost.stage, lost.claimed_key, lost.stage_since = Stage.WITHDRAWN, None, world.now + timedelta(hours=1)
    at_its_second = queries.is_public(notice.id, at)
    told = client.sign_in(world.members[Role.CITY_OFFICER]).get("/publicity/").text
    watched = client.sign_in(world.members[Role.SUPERVISOR]).get("/publicity/").text
    jobs.perform_due(at)
    db.session.rollback()
    end = db.session.get_one(NoticeEnd, notice.id)
    second = actions.publish(world.cycle, world.actor(Role.CITY_OFFICER), now=at)

    assert not at_its_second
    assert "丁望海已撤回申报，预定的公示不会发布" in told
    assert "空出一个名额" not in told, "while nothing was published"
    assert ("查看并撤下" in told, "预定的公示不会发布" in watched, "撤下" in watched) == (True, True, False)
    assert (end.ended_at, end.reason) == (lost.stage_since, "丁望海在发布以前撤回申报，公示没有发布")
    assert (second.version, "递补" in second.title, stage(made[1])) == (2, False, Stage.PUBLICISED)


def test_a_correction_is_a_new_version_with_a_new_clock(world: World, client: Browser) -> None:
    made = chosen(world)
    officer = world.actor(Role.CITY_OFFICER)
    first = actions.publish(world.cycle, officer, now=world.now)
    with transaction():
        db.session.get_one(Nomination, made[0].id).occupation = "机床装调维修工"
    later = world.now + timedelta(days=2)

    new = actions.correct(first, officer, reason="工种名称有误", now=later)

    assert [line["occupation"] for line in new.lines] == ["机床装调维修工", "药物制剂工"]
    assert (new.version, new.ends_on > first.ends_on) == (2, True)
    assert (queries.is_public(first.id, later), queries.is_public(new.id, later)) == (False, True)
    assert db.session.get_one(NoticeEnd, first.id).replaced_by == new.id
    assert "（更正）" in new.title
    with pytest.raises(Refused):
        actions.correct(first, officer, reason="再更正一次", now=later)


def test_a_file_no_program_reads_waits_until_somebody_has_looked(world: World, client: Browser) -> None:
    chosen(world)
    officer = world.actor(Role.CITY_OFFICER)
    scanned = scan(io.BytesIO(picture()), "现场照片.png" if picture()[:4] == b"\x89PNG" else "现场照片.jpg")
    assert isinstance(scanned, Scanned)
    file = belonging.attach(world.cycle, officer, scanned=scanned, now=world.now)

    with pytest.raises(Refused) as refusal:
        actions.publish(world.cycle, officer, now=world.now)
    belonging.look_over(file, officer, now=world.now)
    later = actions.publish(world.cycle, officer, now=world.now, at=world.now + timedelta(hours=2))
    actions.call_off(later, officer, reason="再看一遍附件", now=world.now)
    notice = actions.publish(world.cycle, officer, now=world.now)

    assert [each.why for each in refusal.value.reasons] == [
        f"附件“{file.filename}”是图片，读不出图中文字，还没有人看过"
    ]
    assert [each.id for each in records.files_of(later.id)] == [file.id]
    [again] = records.files_of(notice.id)
    assert (again.sha256, again.looked_at) == (file.sha256, file.looked_at)
    assert client.get(f"/notices/{notice.id}/files/{again.id}").status_code == 200
    with pytest.raises(Refused):
        belonging.detach(file, officer, now=world.now)


@pytest.mark.parametrize(
    ("role", "stage_of"), [(Role.UNIT_HEAD, Stage.POSTED), (Role.UNION_OFFICER, Stage.RECOMMENDED)]
)
def test_units_and_unions_publish_from_the_same_list(
    world: World, client: Browser, new_client: Callable[[], Browser], role: Role, stage_of: Stage
) -> None:
    world.nomination(stage_of, name="丁望海")
    own = new_client().sign_in(world.members[role])

    assert "丁望海" in own.get("/publicity/local").text
    done = own.post(f"/publicity/local/cycles/{world.cycle.id}/notices")
    again = own.post(f"/publicity/local/cycles/{world.cycle.id}/notices")

    assert (done.status_code, again.status_code) == (303, 409)
    page = client.get(done.location)
    assert (page.status_code, "丁望海" in page.text) == (200, True)
    [notice] = db.session.scalars(select(AnyNotice)).all()
    assert (notice.organisation_id, db.session.query(Notice).count()) == (world.members[role].organisation_id, 0)
    world.nomination(stage_of, name="卫知远")
    new = local.publish(world.cycle, world.acting(world.members[role]), now=clock.now())
    assert (new.version, len(new.lines)) == (2, 2)
    assert client.get(f"/notices/{notice.id}").status_code == 404


def test_a_local_notice_with_a_figure_of_a_person_is_refused(world: World) -> None:
    nomination = world.nomination(Stage.POSTED, name="丁望海")
    with transaction():
        db.session.get_one(Nomination, nomination.id).occupation = "焊工138-0013-8000"

    with pytest.raises(Refused):
        local.publish(world.cycle, world.actor(Role.UNIT_HEAD), now=world.now)

    assert db.session.query(AnyNotice).count() == 0


@pytest.mark.database("sqlite")
def test_the_pack_proves_the_notice_and_is_the_same_each_time(world: World) -> None:
    chosen(world)
    officer = world.actor(Role.CITY_OFFICER)
    notice = actions.publish(world.cycle, officer, now=world.now)
    hung = clock.on(world.now)
    belonging.record_posting(
        notice, officer, place="办公楼公告栏", from_on=hung, until_on=hung, taken=None, now=world.now
    )
    packing.ask(notice, now=world.now)

    packs = [packing.packed(notice, chain=("0" * 64, 99), as_of=world.now) for _ in range(2)]
    [job] = db.session.query(Job).filter(Job.kind == packing.KIND, Job.due_at <= world.now).all()
    jobs.perform(job.id, world.now)

    assert packs[0] == packs[1]
    [made] = db.session.query(EvidencePack).all()
    with zipfile.ZipFile(io.BytesIO(storage.read(made.key))) as archive:
        names, told = set(archive.namelist()), archive.read("说明.json").decode()
        assert archive.read("公示.pdf").startswith(b"%PDF")
        assert archive.read("公示-1.png").startswith(b"\x89PNG")
    assert {"公示.html", "经过.json", "SHA256SUMS"} <= names
    assert all(each in told for each in (notice.sha256, made.chain_head, "办公楼公告栏"))
