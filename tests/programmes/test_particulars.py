"""What is particular about one award or another, each played on both databases."""

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest

from models.honour import Certificate, Honour
from models.job import Letter
from models.nomination import TeamMember
from models.people import Person
from models.sealed import keyring
from models.vocabulary import Assessment, Basis, Level, Phase, Role, Stage, SubjectKind
from selection import clock
from selection.contests import actions as contests
from selection.contests.actions import Winner
from selection.cycles import actions as cycles
from selection.database import db
from selection.errors import Refused
from selection.nominations import actions
from selection.nominations import queries as nominations
from selection.periods import actions as periods
from selection.periods import queries as running
from selection.programmes.queries import named
from selection.proposals import actions as proposals
from selection.rules.programme import Letters, LetterWording, Programme
from tests.browsers import Browser
from tests.programmes.playing import YEAR, Play, answers_for
from tests.world import World, id_number


def award(key: str) -> Programme:
    found = named(key)
    assert found is not None
    return found


def whys(refusal: pytest.ExceptionInfo[Refused]) -> str:
    return "；".join(reason.why for reason in refusal.value.reasons)


@pytest.mark.parametrize("key", ["innovation-award", "model-worker-studio", "may-day-collective", "grand-skill-award"])
def test_the_same_subject_is_found_whoever_it_is(world: World, key: str) -> None:
    play = Play(world, award(key))
    answers = answers_for(play.programme, 402)
    play.submitted(answers=answers)
    written_otherwise = answers_for(play.programme, 402)
    if play.programme.subject is not SubjectKind.PERSON:
        written_otherwise |= {"name": f" {answers['name'].replace('申报', '申 报')}。"}

    with pytest.raises(Refused) as refusal:
        play.post(play.draft(written_otherwise))

    assert "本届已有申报" in whys(refusal)


def test_a_project_takes_its_team_into_the_register_with_their_shares(world: World) -> None:
    play = Play(world, award("innovation-award"))
    lead, mate = id_number(402), id_number(404)
    team = [
        {"name": "郁青禾", "id_number": lead, "role": "主持", "share": 60},
        {"name": "周启明", "id_number": mate, "role": "焊接", "share": 40},
    ]
    nomination = play.submitted(answers=answers_for(play.programme, 402, team=team))
    play.whole(nomination)

    rows = db.session.query(TeamMember).filter_by(nomination_id=nomination.id).order_by(TeamMember.place).all()
    (honour,) = play.honours()
    certificate = db.session.query(Certificate).filter_by(honour_id=honour.id).one()
    assert [(row.name, row.role, row.share) for row in rows] == [("郁青禾", "主持", 60), ("周启明", "焊接", 40)]
    assert rows[1].person_id == db.session.query(Person.id).filter_by(id_key=keyring.index(mate)).scalar()
    assert (honour.subject_name, honour.title_name) == ("第402号申报对象", "上海职工优秀创新成果奖特等奖")
    assert "第402号申报对象" in certificate.facts
    assert "完成人：郁青禾、周启明。" in certificate.facts


@pytest.mark.parametrize(
    ("shares", "told"),
    [((60, 30), "各人贡献率相加应为 100%，现为 90%"), ((60, 40), "")],
)
def test_shares_of_a_team_are_a_whole(world: World, shares: tuple[int, int], told: str) -> None:
    play = Play(world, award("innovation-award"))
    numbers = (id_number(402), id_number(404))
    rows = [
        {"name": name, "id_number": number, "role": "参加", "share": share}
        for name, number, share in zip(("郁青禾", "周启明"), numbers, shares, strict=True)
    ]
    nomination = play.draft(answers_for(play.programme, 402, team=rows))

    problems = [str(each) for each in nominations.filled(nomination, now=play.now).problems]

    assert [each.removeprefix("团队成员：") for each in problems] == ([f"{told}。请核对"] if told else [])


def test_whoever_misses_the_first_prize_falls_to_the_next(world: World) -> None:
    play = Play(world, award("innovation-award"))
    three = [play.submitted(title="special") for _ in range(3)]

    play.whole(*three)

    titles = [honour.title_key for honour in play.honours()]
    assert sorted(titles) == ["first", "first", "special"]


def test_winners_of_a_lower_award_go_straight_to_the_final(world: World) -> None:
    play = Play(world, award("shanghai-craftsman"))
    quick, slow = play.submitted(channel="fast_track"), play.submitted()
    play.recommend(quick, slow)

    play.check(quick, slow)

    assert [each.stage for each in play.again([quick, slow])] == [Stage.SCORED, Stage.INTERVIEWING]
    play.interview(*play.again([slow]))
    play.review()
    play.choose()
    play.publish()
    play.decide()
    assert len(play.honours()) == 2


def test_without_the_lower_award_the_fast_track_is_closed(world: World) -> None:
    play = Play(world, award("shanghai-craftsman"))
    play.honour_before = lambda *_: None  # type: ignore[method-assign]

    with pytest.raises(Refused) as refusal:
        play.post(play.draft(channel="fast_track"))

    assert whys(refusal) == "须近 3 年已获得区级工匠、行业工匠、集团工匠、智慧工匠之一，现在没有查到"


def test_two_awards_of_one_year_exclude_each_other(world: World) -> None:
    answers = answers_for(award("skill-master"), 402)
    Play(world, award("skill-master")).submitted(answers=answers)
    play = Play(world, award("grand-skill-award"))

    with pytest.raises(Refused) as refusal:
        play.post(play.draft(answers_for(play.programme, 402)))

    assert whys(refusal) == "同一年度不能同时申报上海市（杰出）技术能手，该身份证号已有申报"


def test_a_union_runs_its_own_award_and_the_city_sees_nothing_of_it(world: World, client: Browser) -> None:
    play = Play(world, award("district-craftsman"))
    nomination = play.submitted()
    ours = world.member(Role.CITY_OFFICER, world.union)
    theirs = world.member(Role.CITY_OFFICER, world.other_union)
    seen = {}
    for who, member in (("ours", ours), ("theirs", theirs), ("city", world.members[Role.CITY_OFFICER])):
        client.sign_in(member)
        paths = (f"/nominations/{nomination.id}", f"/cycles/{play.cycle.id}/deadlines", "/organisations/")
        seen[who] = [client.get(path).status_code for path in paths]

    assert seen == {"ours": [200, 200, 403], "theirs": [404, 404, 403], "city": [404, 404, 200]}
    with pytest.raises(Refused, match="另一家工会主办"):
        actions.decline(nomination, world.actor(Role.CITY_OFFICER), reason="不合适", now=play.now)


def test_a_unions_award_is_given_in_its_own_name(world: World) -> None:
    play = Play(world, award("district-craftsman"))
    play.whole(play.submitted())

    (honour,) = play.honours()
    certificate = db.session.query(Certificate).filter_by(honour_id=honour.id).one()
    assert json.loads(certificate.facts)["issuer"] == "东浦区总工会"


def test_units_of_other_unions_have_no_part_in_it(world: World) -> None:
    play = Play(world, award("district-craftsman"))
    stranger = world.acting(world.member(Role.UNIT_OFFICER, world.other_unit))

    with pytest.raises(Refused, match="只面向它所属的单位"):
        actions.draft(play.cycle, stranger, channel="unit", title="full", now=play.now)

    assert [each.cycle.id for each in nominations.openings(stranger, play.now)] == [world.cycle.id]


def test_only_its_house_opens_an_award(world: World) -> None:
    programme = award("district-craftsman")
    closes = {phase: world.now + timedelta(days=programme.days[phase]) for phase in programme.phases}

    with pytest.raises(Refused, match="由区局（产业）工会主办"):
        cycles.open_cycle(
            programme, world.actor(Role.CITY_OFFICER), name="某届", batch_year=YEAR, closes=closes, now=world.now
        )


def test_a_contest_gives_a_title_without_a_place_when_a_second_person_agrees(world: World) -> None:
    play = Play(world, award("skill-master"))
    second = world.acting(world.member(Role.CITY_OFFICER, world.city))
    winner = Winner(
        "周启明", id_number(402), "申浦重型机床有限公司", "焊工", "第47届世界技能大赛焊接", "1", 2, "沪人社〔2031〕3号"
    )

    proposal = contests.propose(play.cycle, play.officer, winner=winner, reason="世赛银牌", now=play.now)
    assert db.session.query(Honour).filter_by(basis=Basis.CONTEST).count() == 0
    proposals.approve(proposal, second, now=play.now)

    honour = db.session.query(Honour).filter_by(basis=Basis.CONTEST).one()
    certificate = db.session.query(Certificate).filter_by(honour_id=honour.id).one()
    assert (honour.title_name, honour.nomination_id) == ("上海市杰出技术能手", None)
    assert certificate.number.startswith("JCNS")
    assert play.allocation.reserved + play.allocation.committed == 0


def test_a_place_too_low_in_a_contest_gives_nothing(world: World) -> None:
    play = Play(world, award("skill-master"))
    winner = Winner("周启明", id_number(402), "某单位", "焊工", "第一届全国技能大赛", "2", 6, "沪人社〔2031〕3号")

    with pytest.raises(Refused) as refusal:
        contests.propose(play.cycle, play.officer, winner=winner, reason="第六名", now=play.now)

    assert "前 5 名" in whys(refusal)


def test_a_funded_period_runs_with_its_reports_to_the_assessment(world: World) -> None:
    play = Play(world, award("chief-technician"))
    nomination = play.submitted()
    play.whole(nomination)
    unit = world.actor(Role.UNIT_OFFICER)
    periods.start(play.cycle, play.officer, starts_on=date(2032, 1, 1), now=play.now)
    period = running.get(unit, nomination.id)
    assert period is not None
    assert period.ends_on == date(2034, 12, 31)
    typed = {"spent": "2", "matched": "3", "apprentices": "1", "work": "带徒一名，攻关一项。"}

    later = clock.closing(date(2035, 1, 2))
    with pytest.raises(Refused, match="第 1、2、3 年的报告没有审核通过"):
        periods.assess(period, play.officer, result=Assessment.PASSED, note="合格", now=later)
    for report in running.reports(nomination.id):
        with pytest.raises(Refused, match="没有填"):
            periods.hand_in(period, report, unit, typed={**typed, "work": ""}, now=play.now)
        periods.hand_in(period, report, unit, typed=typed, now=play.now)
        periods.accept(period, report, play.officer, note="", now=play.now)
    with pytest.raises(Refused, match="还没有期满"):
        periods.assess(period, play.officer, result=Assessment.PASSED, note="合格", now=play.now)
    periods.assess(period, play.officer, result=Assessment.PASSED, note="合格", now=later)

    assert period.assessment is Assessment.PASSED


def test_nothing_is_granted_twice(world: World) -> None:
    play = Play(world, award("chief-technician"))
    answers = answers_for(play.programme, 402)
    play.honour_before(answers, "上海市首席技师", 2024)

    with pytest.raises(Refused) as refusal:
        play.post(play.draft(answers))

    assert whys(refusal) == "2024年已获得上海市首席技师，不再重复资助"


def test_an_old_honour_does_not_stand_in_the_way_of_new_merit(world: World) -> None:
    play = Play(world, award("model-worker"))
    answers = answers_for(play.programme, 402, new_merit=False)
    play.honour_before(answers, "上海市劳动模范", 2020)

    with pytest.raises(Refused) as refusal:
        play.post(play.draft(answers))
    play.serial += 2
    again = {**answers, "new_merit": True, "new_merit_text": "近五年完成三项国家工程的焊接攻关。"}
    nomination = play.draft(again)
    play.post(nomination)

    assert whys(refusal) == "2020年已获得上海市劳动模范称号，没有新的突出贡献不重复授予"
    assert nomination.stage is Stage.POSTED


def test_a_file_is_asked_for_when_another_answer_says_so(world: World) -> None:
    play = Play(world, award("innovation-award"))
    nomination = play.draft(answers_for(play.programme, 402))
    for file in nominations.evidence_of(nomination):
        if file.attachment == "economic_proof":
            actions.detach(file, nomination, world.actor(Role.UNIT_OFFICER), now=play.now)

    def told() -> list[str]:
        return [str(each) for each in nominations.filled(nomination, now=play.now).problems]

    assert told() == ["经济效益证明：没有上传，请在“佐证材料”里上传"]
    actions.save(nomination, world.actor(Role.UNIT_OFFICER), typed={"has_economic": "false"}, revision=9, now=play.now)
    assert told() == []


def test_an_award_may_say_more_in_its_letters_and_what_was_frozen_is_sent(world: World) -> None:
    words = LetterWording(subject="{award}：{name}需要补正", text="请{unit}对照申报指南第三条。\n逾期不候。")
    play = Play(world, replace(award("skill-master"), letters=Letters(sent_back=words)))
    nomination = play.submitted()
    play.to(Phase.UNION)
    nomination = play.again([nomination])[0]

    actions.send_back(
        nomination,
        world.actor(Role.UNION_OFFICER),
        level=Level.UNION,
        fields=["expertise"],
        reason="数据没有出处",
        due_at=play.now + timedelta(hours=8),
        now=play.now,
    )

    letter = db.session.query(Letter).filter_by(nomination_id=nomination.id).order_by(Letter.id.desc()).first()
    assert letter is not None
    assert letter.subject == f"{play.programme.name}：{nomination.name}需要补正"
    assert f"\n请{nomination.unit.name}对照申报指南第三条。\n逾期不候。\n\n办理：" in letter.body
    actions.withdraw(play.again([nomination])[0], world.actor(Role.UNIT_OFFICER), reason="调离", now=play.now)
    last = db.session.query(Letter).order_by(Letter.id.desc()).first()
    assert last is not None
    assert last.subject == f"{nomination.name}：已撤回"
