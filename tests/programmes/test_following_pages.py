"""Pages of interviews, reports upward, contests, funded periods and choices without a vote."""

import re
from datetime import date, timedelta

from models.honour import Honour
from models.vocabulary import Basis, Role, Stage
from selection import clock
from selection.database import db
from selection.periods import actions as periods
from selection.programmes.queries import named
from tests.browsers import Browser
from tests.programmes.playing import Play
from tests.world import World, id_number


def play_of(world: World, key: str) -> Play:
    found = named(key)
    assert found is not None
    return Play(world, found)


def test_an_interview_is_written_down(world: World, client: Browser) -> None:
    play = play_of(world, "shanghai-craftsman")
    nomination = play.submitted()
    play.recommend(nomination)
    play.check(nomination)
    client.sign_in(world.members[Role.CITY_OFFICER])

    assert nomination.name in client.get(f"/interviews/cycles/{play.cycle.id}").text
    assert client.post(f"/interviews/nominations/{nomination.id}", data={"note": ""}).status_code == 422
    answer = client.post(f"/interviews/nominations/{nomination.id}", data={"note": "表述清楚"})

    assert answer.status_code == 303
    assert play.again([nomination])[0].stage is Stage.QUALIFIED
    again = client.get(f"/interviews/nominations/{nomination.id}").text
    assert "不能面试通过" in again


def test_a_list_is_reported_and_its_result_comes_back(world: World, client: Browser) -> None:
    play = play_of(world, "delta-craftsman")
    nomination = play.submitted()
    play.recommend(nomination)
    play.check(nomination)
    play.choose()
    play.publish()
    client.sign_in(world.members[Role.CITY_OFFICER])
    address = f"/upward/cycles/{play.cycle.id}"

    early = client.post(f"{address}/report", data={"document": "沪工总〔2031〕8号"})
    assert early.status_code == 409
    with_time = play.now
    play.decide()
    page = client.get(address).text

    assert "已表彰" in page
    assert with_time == play.now
    (honour,) = play.honours()
    assert honour.basis is Basis.OUTSIDE
    assert (
        client.post(f"/upward/nominations/{nomination.id}/result", data={"result": "no", "source": "上级"}).status_code
        == 409
    )


def test_a_contest_is_put_before_a_second_person(world: World, client: Browser) -> None:
    play = play_of(world, "skill-master")
    client.sign_in(world.members[Role.CITY_OFFICER])
    typed = {
        "name": "周启明",
        "id_number": id_number(402),
        "unit_name": "申浦重型机床有限公司",
        "occupation": "焊工",
        "contest": "第47届世界技能大赛焊接",
        "level": "1",
        "placing": "9",
        "document": "沪人社〔2031〕3号",
        "reason": "世赛获奖",
    }
    address = f"/contests/cycles/{play.cycle.id}/grant"

    refused = client.post(address, data=typed)
    taken = client.post(address, data={**typed, "placing": "1"})

    assert refused.status_code == 422
    assert "前 5 名" in refused.text
    assert taken.status_code == 303
    assert "周启明" in client.get("/proposals/").text
    assert db.session.query(Honour).filter_by(basis=Basis.CONTEST).count() == 0


def test_a_unit_reports_and_the_organiser_reads(world: World, client: Browser) -> None:
    play = play_of(world, "chief-technician")
    nomination = play.submitted()
    play.whole(nomination)
    periods.start(play.cycle, play.officer, starts_on=date(2026, 1, 1), now=play.now)
    address = f"/periods/nominations/{nomination.id}"
    client.sign_in(world.members[Role.UNIT_OFFICER])
    typed = {"spent": "2", "matched": "3", "apprentices": "1", "work": "带徒一名。"}

    assert nomination.name in client.get("/periods/").text
    assert client.post(f"{address}/reports/1", data={**typed, "work": ""}).status_code == 422
    assert client.post(f"{address}/reports/1", data=typed).status_code == 303
    assert client.post(f"{address}/reports/1/acceptance").status_code == 403
    client.sign_in(world.members[Role.CITY_OFFICER])
    assert "等待审核" in client.get(address).text
    assert client.post(f"{address}/reports/1/acceptance", data={"note": ""}).status_code == 303
    assert "审核通过" in client.get(address).text
    assert client.post(f"{address}/assessment", data={"result": "passed", "note": "好"}).status_code == 409
    client.sign_in(world.member(Role.UNIT_OFFICER, world.other_unit))
    assert client.get(address).status_code == 404


def test_a_list_is_settled_by_order_on_the_page(world: World, client: Browser) -> None:
    play = play_of(world, "skill-training")
    nomination = play.submitted()
    play.recommend(nomination)
    play.check(nomination)
    client.sign_in(world.members[Role.CITY_OFFICER])

    page = client.get(f"/committee/cycles/{play.cycle.id}/meeting").text
    answer = client.post(f"/committee/cycles/{play.cycle.id}/order")

    assert re.search(r"核定名单", page)
    assert answer.status_code == 303
    assert play.again([nomination])[0].stage is Stage.RESOLVED
    assert clock.on(play.now) > clock.on(world.now + timedelta(days=1))


def test_where_nobody_is_left_the_choice_ends(world: World, client: Browser) -> None:
    play = play_of(world, "skill-training")
    nomination = play.submitted()
    play.recommend(nomination)
    play.check(nomination)
    play.choose()
    client.sign_in(world.members[Role.CITY_OFFICER])
    address = f"/publicity/cycles/{play.cycle.id}/conclusion"

    kept = client.post(address)
    client.post(f"/publicity/nominations/{nomination.id}/dropout", data={"reason": "本人因工作变动申请退出"})
    other = play.again([nomination])[0]

    assert kept.status_code == 409
    assert "还有拟表彰人选" in kept.text
    assert other.stage is Stage.DROPPED
