"""A meeting from convening to resolution."""

import random

import pytest
from sqlalchemy import insert, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from models.ballot import Ballot, Meeting, Resolution
from models.event import Event
from models.job import Letter
from models.nomination import Nomination
from models.people import Membership
from models.vocabulary import Act, Outcome, Role, Stage
from selection.committee import actions, queries
from selection.database import db, transaction
from selection.errors import Refused
from tests.committee.casting import by_name, candidates, convened, opened, places, rank, resolved, voted
from tests.world import World


def whys(refusal: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [reason.why for reason in refusal.value.reasons]


def stages(nominations: list[Nomination]) -> list[Stage]:
    db.session.expire_all()
    return [db.session.get_one(Nomination, each.id).stage for each in nominations]


def test_every_juror_of_the_city_is_summoned_and_nobody_else(world: World) -> None:
    candidates(world, 1)
    gone = world.member(Role.JUROR, world.city, "离任评委")
    with transaction() as session:
        session.get_one(Membership, gone.id).withdrawn_at = world.now

    meeting, jurors = convened(world, 3)

    assert [row.name for row in queries.attendance(meeting.id)] == [juror.user.name for juror in jurors]
    assert queries.turnout(meeting.id) == queries.Turnout(3, 0, 0)


def test_no_meeting_before_the_review_is_closed(world: World) -> None:
    world.nomination(Stage.SCORED)

    with pytest.raises(Refused) as refusal:
        convened(world)

    assert whys(refusal) == ["专家评审还没有结束"]
    assert db.session.query(Meeting).count() == 0


def test_a_cycle_has_one_meeting(world: World) -> None:
    candidates(world, 1)
    convened(world, 1)

    with pytest.raises(Refused) as refusal:
        convened(world, 1)

    assert whys(refusal) == ["本届的评审会已经召开"]


def test_nobody_meets_over_a_name_without_a_rank(world: World) -> None:
    candidates(world, 1)
    world.nomination(Stage.SCORED, name="漏评者")

    with pytest.raises(Refused) as refusal:
        convened(world, 1)

    assert whys(refusal) == ["漏评者没有专家评分和名次"]


def test_only_who_signed_in_votes(world: World) -> None:
    [one] = candidates(world, 1)
    meeting, [juror] = convened(world, 1)

    with pytest.raises(Refused) as refusal:
        actions.cast(meeting, world.acting(juror), in_favour=[one.id], now=world.now)

    assert whys(refusal) == ["您还没有签到"]
    assert db.session.query(Ballot).count() == 0


def test_who_was_not_summoned_neither_signs_in_nor_votes(world: World) -> None:
    [one] = candidates(world, 1)
    meeting, _ = convened(world, 1)
    late = world.acting(world.member(Role.JUROR, world.city))

    for attempt in (
        lambda: actions.attend(meeting, late, now=world.now),
        lambda: actions.cast(meeting, late, in_favour=[one.id], now=world.now),
    ):
        with pytest.raises(Refused) as refusal:
            attempt()
        assert whys(refusal) == ["您不在本次评审会的应到名单里"]


def test_a_ballot_is_cast_once(world: World) -> None:
    first, second = candidates(world, 2)
    meeting = voted(world, [[first]])

    with pytest.raises(Refused) as refusal:
        actions.cast(meeting, world.actor(Role.JUROR), in_favour=[second.id], now=world.now)

    assert whys(refusal) == ["您已经投过票"]
    assert queries.cast_ballots(queries.rounds(meeting.id)[0].id) == [[first.id]]


def test_the_database_changes_no_ballot(world: World) -> None:
    [one] = candidates(world, 1)
    voted(world, [[one]])

    with pytest.raises(DBAPIError, match="written once"), transaction() as session:
        session.execute(update(Ballot).values(in_favour=[]))

    assert [ballot.in_favour for ballot in db.session.query(Ballot)] == [[one.id]]


def test_a_wrong_ballot_is_told_every_problem_and_not_kept(world: World) -> None:
    places(world, 1, 1)
    first, second, third = candidates(world, 3)
    meeting, [juror] = opened(world, 1)
    actor = world.acting(juror)

    with pytest.raises(Refused) as refusal:
        actions.cast(meeting, actor, in_favour=[first.id, first.id, second.id, third.id, 10**17], now=world.now)

    assert whys(refusal) == [
        "一张票最多赞成 2 人，现为 4 人。请减少 2 人。",
        "同一人只能赞成一次，重复的有：丁望海。",
        "有 1 人不在本轮候选人名单上。请只在名单上选择。",
    ]
    assert db.session.query(Ballot).count() == 0


def test_a_juror_does_not_vote_on_his_own_unit(world: World) -> None:
    by_name(world)
    own = world.nomination(Stage.SCORED, name="丁望海")
    other = world.nomination(Stage.SCORED, name="卫知远", unit=world.other_unit, union=world.other_union)
    rank(world, [own, other])
    meeting, [juror] = convened(world, 1)
    with transaction() as session:
        session.add(
            Membership(user_id=juror.user_id, organisation_id=world.unit.id, role=Role.UNIT_HEAD, since_at=world.now)
        )
    actor = world.acting(juror)

    found = actions.attend(meeting, actor, now=world.now)
    actions.open_round(meeting, world.actor(Role.CITY_OFFICER), now=world.now)
    with pytest.raises(Refused) as refusal:
        actions.cast(meeting, actor, in_favour=[own.id, other.id], now=world.now)

    assert found == 1
    assert queries.recusals_of(meeting.id, juror.user_id) == {own.id: "评委与丁望海在同一单位。"}
    assert whys(refusal) == ["须回避、不能投票的候选人有：丁望海。请取消选择。"]


def test_a_member_who_is_named_in_a_dossier_is_told_so_at_the_door(world: World) -> None:
    by_name(world)
    apprentice = [{"name": world.members[Role.JUROR].user.name, "since": "2019-01"}]
    made = world.nomination(Stage.SCORED, name="丁望海", answers=world.answers(apprentices=apprentice))
    rank(world, [made])
    meeting, [juror] = convened(world, 1)

    actions.attend(meeting, world.acting(juror), now=world.now)

    assert queries.recusals_of(meeting.id, juror.user_id) == {made.id: "材料中丁望海的师徒或团队成员有与评委同名的人。"}


def test_a_member_declares_a_connection_between_rounds_and_not_while_one_is_open(world: World) -> None:
    [one] = candidates(world, 1)
    meeting, [juror] = opened(world, 1)
    actor = world.acting(juror)

    with pytest.raises(Refused) as refusal:
        actions.recuse(meeting, actor, nomination_ids=[one.id], reason="师徒", now=world.now)
    actions.cast(meeting, actor, in_favour=[], now=world.now)
    actions.close_round(meeting, world.actor(Role.CITY_OFFICER), now=world.now)
    actions.recuse(meeting, actor, nomination_ids=[one.id], reason="师徒", now=world.now)

    assert whys(refusal) == ["正在投票"]
    assert [tuple(row) for row in queries.recusals(meeting.id)] == [("顾海生", "丁望海", "师徒", True)]


def test_who_comes_after_the_first_round_began_does_not_vote(world: World) -> None:
    candidates(world, 1)
    by_name(world)
    meeting, jurors = convened(world, 3)
    for juror in jurors[:2]:
        actions.attend(meeting, world.acting(juror), now=world.now)
    actions.open_round(meeting, world.actor(Role.CITY_OFFICER), now=world.now)

    with pytest.raises(Refused) as refusal:
        actions.attend(meeting, world.acting(jurors[2]), now=world.now)

    assert whys(refusal) == ["表决已经开始，实到人数在第一轮开始时定下"]
    assert queries.turnout(meeting.id) == queries.Turnout(3, 2, 0)


def test_no_round_and_no_result_without_a_quorum(world: World) -> None:
    [one] = candidates(world, 1)
    by_name(world)
    meeting, jurors = convened(world, 3)
    actions.attend(meeting, world.acting(jurors[0]), now=world.now)

    with pytest.raises(Refused) as refusal:
        actions.open_round(meeting, world.actor(Role.CITY_OFFICER), now=world.now)
    with pytest.raises(Refused) as second:
        actions.close(meeting, world.actor(Role.CITY_OFFICER), now=world.now)

    assert whys(refusal) == ["应到 3 人，实到 1 人，须到 2 人（2/3）会议才有效，还差 1 人。"]
    assert whys(second) == [*whys(refusal), "还没有投过票"]
    assert stages([one]) == [Stage.SCORED]
    assert db.session.query(Resolution).count() == 0
    assert db.session.get_one(Meeting, meeting.id).closed_at is None


def test_the_closed_meeting_settles_everybody_with_a_reason(world: World) -> None:
    places(world, 1, 1)
    top, second, third, disliked = candidates(world, 4, title="outstanding")
    everybody = [[top, second], [top, third], [top, second]]

    meeting = resolved(world, everybody)

    assert stages([top, second, third, disliked]) == [Stage.RESOLVED] * 4
    found = {row.nomination_id: row for row in db.session.query(Resolution)}
    seen = [
        (found[each.id].title_key, found[each.id].position, found[each.id].votes_for) for each in (top, second, third)
    ]
    assert seen == [("outstanding", 1, 3), ("master", 1, 2), (None, None, 1)]
    assert found[third.id].reason == "实到 3 人，赞成 1 票（须 2 票），还差 1 票，未入选。"
    assert db.session.get_one(Meeting, meeting.id).closed_at == world.now


def test_whoever_has_the_votes_and_finds_no_place_stands_in_reserve(world: World) -> None:
    places(world, 1, 1)
    made = candidates(world, 3)

    resolved(world, [made[:2], [made[0], made[2]], [made[1], made[2]]])

    found = [db.session.get_one(Resolution, each.id) for each in made]
    assert [(each.outcome, each.position) for each in found] == [
        (Outcome.CHOSEN, 1),
        (Outcome.RESERVED, 1),
        (Outcome.RESERVED, 2),
    ]


def test_places_may_stay_empty(world: World) -> None:
    made = candidates(world, 3)

    resolved(world, [[made[0]], [made[0]], []])

    outcomes = [db.session.get_one(Resolution, each.id).outcome for each in made]
    assert outcomes == [Outcome.CHOSEN, Outcome.UNCHOSEN, Outcome.UNCHOSEN]


def test_before_the_notice_nobody_is_written_to_and_no_stage_and_no_event_tells_who_was_chosen(world: World) -> None:
    liked, disliked = candidates(world, 2)

    resolved(world, [[liked], [liked]])

    assert db.session.query(Letter).count() == 0
    assert stages([liked, disliked]) == [Stage.RESOLVED, Stage.RESOLVED]
    told = db.session.query(Event).filter_by(act=Act.RESOLVE).order_by(Event.nomination_id)
    assert [(event.nomination_id, event.why, event.facts) for event in told] == [
        (liked.id, "", {}),
        (disliked.id, "", {}),
    ]


def test_when_one_candidate_cannot_be_settled_none_is(world: World) -> None:
    made = candidates(world, 3)
    meeting = voted(world, [made])
    actions.close_round(meeting, world.actor(Role.CITY_OFFICER), now=world.now)
    with transaction() as session:
        session.execute(
            insert(Resolution).values(
                nomination_id=made[-1].id, meeting_id=meeting.id, votes_for=0, outcome=Outcome.UNCHOSEN, reason="旧"
            )
        )

    with pytest.raises(IntegrityError):
        actions.close(meeting, world.actor(Role.CITY_OFFICER), now=world.now)

    assert stages(made) == [Stage.SCORED] * 3
    assert db.session.query(Resolution).count() == 1
    assert db.session.query(Event).filter_by(act=Act.RESOLVE).count() == 0
    assert db.session.get_one(Meeting, meeting.id).closed_at is None


def test_only_the_city_closes(world: World) -> None:
    made = candidates(world, 1)
    meeting = voted(world, [made])
    actions.close_round(meeting, world.actor(Role.CITY_OFFICER), now=world.now)

    with pytest.raises(Refused) as refusal:
        actions.close(meeting, world.actor(Role.JUROR), now=world.now)

    assert whys(refusal) == ["票决须由评选办经办人办理"]
    assert stages(made) == [Stage.SCORED]


def test_nothing_moves_after_the_meeting_is_closed(world: World) -> None:
    made = candidates(world, 2)
    meeting = resolved(world, [[made[0]]])
    juror, city = world.actor(Role.JUROR), world.actor(Role.CITY_OFFICER)

    for attempt in (
        lambda: actions.attend(meeting, juror, now=world.now),
        lambda: actions.cast(meeting, juror, in_favour=[], now=world.now),
        lambda: actions.open_round(meeting, city, now=world.now),
        lambda: actions.recuse(meeting, juror, nomination_ids=[], reason="x", now=world.now),
        lambda: actions.close(meeting, city, now=world.now),
    ):
        with pytest.raises(Refused) as refusal:
            attempt()
        assert "票决已经结束" in whys(refusal)


def test_the_trail_tells_who_voted_and_nothing_of_how(world: World) -> None:
    made = candidates(world, 2)
    voted(world, [made])

    event = db.session.query(Event).filter_by(act=Act.VOTE).one()

    assert (event.actor_name, event.facts, event.why, event.nomination_id) == ("顾海生", {"round": 1}, "", None)


def test_a_withdrawn_name_is_not_counted(world: World) -> None:
    made = candidates(world, 2)
    meeting = voted(world, [made])
    with transaction() as session:
        gone = session.get_one(Nomination, made[0].id)
        gone.stage, gone.claimed_key = Stage.WITHDRAWN, None

    actions.close_round(meeting, world.actor(Role.CITY_OFFICER), now=world.now)
    actions.close(meeting, world.actor(Role.CITY_OFFICER), now=world.now)

    assert stages(made) == [Stage.WITHDRAWN, Stage.RESOLVED]
    assert [row.nomination_id for row in db.session.query(Resolution)] == [made[1].id]


@pytest.mark.parametrize("seed", range(5))
def test_the_chosen_never_exceed_the_places_and_nobody_is_lost(world: World, seed: int) -> None:
    chance = random.Random(seed)
    places(world, 2, 3)
    made = candidates(world, 7, title="outstanding")
    paper = [chance.sample(made, chance.randint(0, 5)) for _ in range(3)]

    resolved(world, [*paper, made[:1]])

    found = {row.nomination_id: row for row in db.session.query(Resolution)}
    assert set(found) == {each.id for each in made}
    for title in world.programme.titles:
        taken = [row.position or 0 for row in found.values() if row.title_key == title.key]
        assert len(taken) <= title.places
        assert sorted(taken) == list(range(1, len(taken) + 1))
