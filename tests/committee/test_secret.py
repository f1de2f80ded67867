"""A secret round from the making of the key to the receipts: who may do what when, and what is stored."""

import json

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DBAPIError

from models.ballot import Ballot, Envelope, Meeting, OpenedBallot, Round, SealedBallot, Teller
from models.event import Event
from models.nomination import Nomination
from models.people import Membership
from models.proposal import Proposal
from models.vocabulary import Act, Outcome, Role
from selection.committee import actions, queries
from selection.committee.sealing import make_key
from selection.database import db, transaction
from selection.errors import Refused
from selection.proposals import actions as proposals
from tests.committee.casting import candidates, committee, keyed, places, sealed, seated, secretly
from tests.committee.test_actions import whys
from tests.world import World


def vote(world: World, meeting: Meeting, jurors: list[Membership], ballots: list[list[Nomination]]) -> list[str]:
    """Open a round and let everybody cast; the receipts."""
    actions.open_round(meeting, world.actor(Role.CITY_OFFICER), now=world.now)
    given = [
        actions.cast(meeting, world.acting(juror), in_favour=[each.id for each in ballot], now=world.now)
        for juror, ballot in zip(jurors, ballots, strict=True)
    ]
    return [each or "" for each in given]


def count(world: World, meeting: Meeting, shares: list[str]) -> Round:
    city = world.actor(Role.CITY_OFFICER)
    actions.close_round(meeting, city, now=world.now)
    return actions.open_ballots(meeting, city, shares=shares, now=world.now)


def test_a_secret_round_is_counted_and_every_voter_finds_his_receipt(world: World) -> None:
    places(world, 1, 1)
    first, second, third = candidates(world, 3)
    meeting, jurors, words = sealed(world)

    receipts = vote(world, meeting, jurors, [[first, second]] * 3 + [[second]] * 2 + [[third], []])
    counted = count(world, meeting, [words[4], words[0], words[2]])

    assert counted.votes == {str(first.id): 3, str(second.id): 5, str(third.id): 1}
    assert counted.receipts == sorted(receipts)
    assert queries.opened_ballots(counted) == [[]] + [[first.id, second.id]] * 3 + [[second.id]] * 2 + [[third.id]]
    assert [queries.seat(meeting.id, each.user_id).envelope.sha256 for each in jurors] == receipts  # type: ignore[union-attr]


def test_once_counted_no_sealed_ballot_and_no_key_is_left(world: World) -> None:
    made = candidates(world, 2)
    meeting, jurors, words = sealed(world)
    vote(world, meeting, jurors, [[made[0]]] * 7)
    before = db.session.query(SealedBallot).count()

    count(world, meeting, words[:3])

    assert (before, db.session.query(SealedBallot).count()) == (7, 0)
    assert db.session.scalars(select(Teller.sealed_share)).all() == [None] * 5
    stored = " ".join(str(row) for table in Meeting.metadata.sorted_tables for row in db.session.execute(select(table)))
    assert [share for share in words if share in stored] == []


def test_until_it_is_opened_nobody_learns_anything_of_a_round(world: World) -> None:
    made = candidates(world, 2)
    meeting, jurors, words = sealed(world)
    vote(world, meeting, jurors, [[made[0]]] * 7)
    [round_] = queries.rounds(meeting.id)

    assert (round_.votes, round_.ballots, round_.receipts) == (None, None, None)
    assert (queries.opened_ballots(round_), queries.voters(round_), queries.named_ballots([round_])) == ([], [], [])
    assert db.session.query(Ballot).count() == 0
    with pytest.raises(Refused) as early:
        actions.open_ballots(meeting, world.actor(Role.CITY_OFFICER), shares=words[:3], now=world.now)
    assert whys(early) == ["本轮投票还没有结束"]


def test_too_few_or_foreign_shares_open_nothing_and_change_nothing(world: World) -> None:
    made = candidates(world, 2)
    meeting, jurors, words = sealed(world)
    vote(world, meeting, jurors, [[made[0]]] * 7)
    city = world.actor(Role.CITY_OFFICER)
    actions.close_round(meeting, city, now=world.now)
    _, foreign = make_key(needed=3, of=5)

    for shares, why in (
        (words[:2], "须有 3 份密语，现有 2 份，还差 1 份。"),
        (foreign[:3], "这几份密语不是本次会议的密钥。请核对纸面上的会议名称和生成时间。"),
    ):
        with pytest.raises(Refused) as refusal:
            actions.open_ballots(meeting, city, shares=shares, now=world.now)
        assert whys(refusal) == [why]
    assert db.session.query(SealedBallot).count() == 7
    assert db.session.query(OpenedBallot).count() == 0


def test_two_lost_shares_of_five_void_nothing(world: World) -> None:
    [one] = candidates(world, 1)
    meeting, jurors, words = sealed(world)
    vote(world, meeting, jurors, [[one]] * 7)

    assert count(world, meeting, words[2:]).votes == {str(one.id): 7}


def test_only_the_city_and_the_tellers_open(world: World) -> None:
    [one] = candidates(world, 1)
    meeting, jurors, words = sealed(world)
    vote(world, meeting, jurors, [[one]] * 7)
    actions.close_round(meeting, world.actor(Role.CITY_OFFICER), now=world.now)

    for stranger in (world.acting(jurors[6]), world.actor(Role.SUPERVISOR)):
        with pytest.raises(Refused) as refusal:
            actions.open_ballots(meeting, stranger, shares=words[:3], now=world.now)
        assert whys(refusal) == ["开票由主持人或监票人办理"]
    assert actions.open_ballots(meeting, world.acting(jurors[4]), shares=words[:3], now=world.now).ballots == 7


def test_a_second_ballot_of_a_round_is_refused_and_the_next_round_takes_one_again(world: World) -> None:
    places(world, 1, 1)
    made = candidates(world, 3, title="outstanding")
    secretly(world, by_title=True, rounds=2)
    meeting, jurors = seated(world, 5)
    words = keyed(world, meeting, jurors)
    city = world.actor(Role.CITY_OFFICER)

    vote(world, meeting, jurors, [[made[0]]] * 3 + [[made[1]]] * 2)
    with pytest.raises(Refused) as twice:
        actions.cast(meeting, world.acting(jurors[0]), in_favour=[made[1].id], now=world.now)
    first = count(world, meeting, words[:3])
    vote(world, meeting, jurors, [[made[1]]] * 5)
    second = count(world, meeting, words[2:])
    settled = actions.close(meeting, city, now=world.now)

    assert whys(twice) == ["您已经投过票"]
    assert [(each.title_key, each.listed, each.places) for each in (first, second)] == [
        ("outstanding", [each.id for each in made], 1),
        ("master", [made[1].id, made[2].id], 1),
    ]
    assert [(each.nomination_id, each.outcome, each.title_key) for each in settled] == [
        (made[0].id, Outcome.CHOSEN, "outstanding"),
        (made[1].id, Outcome.CHOSEN, "master"),
        (made[2].id, Outcome.UNCHOSEN, None),
    ]
    assert settled[1].reason != queries.results(meeting)[1].Resolution.reason  # the way there is told as well


def test_a_run_off_is_held_before_the_meeting_can_end(world: World) -> None:
    places(world, 0, 1)
    made = candidates(world, 2)
    secretly(world, by_title=False, rounds=2, tellers=2, needed=2)
    meeting, jurors = seated(world, 4)
    words = keyed(world, meeting, jurors[:2])
    vote(world, meeting, jurors, [[made[0]], [made[0]], [made[1]], [made[1]]])
    count(world, meeting, words)

    with pytest.raises(Refused) as refusal:
        actions.close(meeting, world.actor(Role.CITY_OFFICER), now=world.now)
    vote(world, meeting, jurors, [[made[1]]] * 4)
    count(world, meeting, words)
    settled = actions.close(meeting, world.actor(Role.CITY_OFFICER), now=world.now)

    assert whys(refusal) == ["票数相同的人还要再投一轮"]
    assert [(each.nomination_id, each.outcome) for each in settled] == [
        (made[1].id, Outcome.CHOSEN),
        (made[0].id, Outcome.RESERVED),
    ]


def test_no_secret_round_begins_before_enough_tellers_have_their_words(world: World) -> None:
    candidates(world, 1)
    secretly(world, by_title=False, rounds=1)
    meeting, jurors = seated(world, 5)
    city = world.actor(Role.CITY_OFFICER)
    told = []

    def ask() -> None:
        with pytest.raises(Refused) as refusal:
            actions.open_round(meeting, city, now=world.now)
        told.extend(whys(refusal))

    ask()
    actions.appoint(meeting, city, user_ids=[each.user_id for each in jurors], now=world.now)
    made = [actions.take_seat(meeting, world.acting(each), secret="t", now=world.now) for each in jurors]
    for each in jurors[:2]:
        actions.read_share(meeting, world.acting(each), secret="t", now=world.now)
    ask()
    actions.read_share(meeting, world.acting(jurors[4]), secret="t", now=world.now)

    assert actions.open_round(meeting, city, now=world.now).number == 1
    assert made == [False, False, False, False, True]
    assert told == ["须有 3 位监票人抄下密语，现有 0 位", "须有 3 位监票人抄下密语，现有 2 位"]


def test_a_share_is_shown_once_and_at_no_other_sign_in(world: World) -> None:
    candidates(world, 1)
    secretly(world, by_title=False, rounds=1)
    meeting, jurors = seated(world, 5)
    actions.appoint(meeting, world.actor(Role.CITY_OFFICER), user_ids=[each.user_id for each in jurors], now=world.now)
    for each in jurors:
        actions.take_seat(meeting, world.acting(each), secret="t", now=world.now)
    mine = world.acting(jurors[0])

    with pytest.raises(Refused) as elsewhere:
        actions.read_share(meeting, mine, secret="another sign-in", now=world.now)
    words = actions.read_share(meeting, mine, secret="t", now=world.now)
    with pytest.raises(Refused) as again:
        actions.read_share(meeting, mine, secret="t", now=world.now)

    assert len(words.split()) == 33
    assert whys(elsewhere) == ["这份密语是封给您另一次登录的，现在打不开"]
    assert whys(again) == ["您的密语已经显示过"]


@pytest.mark.parametrize("number", [4, 6])
def test_the_tellers_are_as_many_as_the_definition_says(world: World, number: int) -> None:
    candidates(world, 1)
    secretly(world, by_title=False, rounds=1)
    meeting, jurors = seated(world, 6)
    stranger = world.member(Role.EXPERT, world.city).user_id

    for ids in ([each.user_id for each in jurors[:number]], [*(each.user_id for each in jurors[:4]), stranger]):
        with pytest.raises(Refused) as refusal:
            actions.appoint(meeting, world.actor(Role.CITY_OFFICER), user_ids=ids, now=world.now)
        assert whys(refusal)[0].startswith("须有 5 位监票人")
    assert db.session.query(Teller).count() == 0


def test_tellers_are_not_changed_while_their_ballots_lie_sealed(world: World) -> None:
    [one] = candidates(world, 1)
    meeting, jurors, words = sealed(world)
    vote(world, meeting, jurors, [[one]] * 7)
    ids, city = [each.user_id for each in jurors[2:]], world.actor(Role.CITY_OFFICER)

    with pytest.raises(Refused) as refusal:
        actions.appoint(meeting, city, user_ids=ids, now=world.now)
    count(world, meeting, words[:3])
    actions.appoint(meeting, city, user_ids=ids, now=world.now)

    assert whys(refusal) == ["第 1 轮还没有开票"]
    assert db.session.get_one(Meeting, meeting.id).sealing_key is None


@pytest.mark.parametrize("change", ["swap", "lose"])
def test_a_sealed_ballot_that_was_touched_is_noticed(world: World, change: str) -> None:
    made = candidates(world, 2)
    meeting, jurors, words = sealed(world)
    vote(world, meeting, jurors, [[made[0]]] * 7)
    actions.close_round(meeting, world.actor(Role.CITY_OFFICER), now=world.now)
    with transaction() as session:
        ids = session.scalars(select(SealedBallot.envelope_id).order_by(SealedBallot.envelope_id)).all()
        if change == "lose":
            session.execute(delete(SealedBallot).where(SealedBallot.envelope_id == ids[0]))
        else:
            other = session.scalar(select(SealedBallot.ciphertext).where(SealedBallot.envelope_id == ids[1]))
            session.execute(update(SealedBallot).where(SealedBallot.envelope_id == ids[0]).values(ciphertext=other))

    with pytest.raises(Refused) as refusal:
        actions.open_ballots(meeting, world.actor(Role.CITY_OFFICER), shares=words[:3], now=world.now)

    assert whys(refusal) == ["7 份封套里有 1 份与回执不符"]


@pytest.mark.parametrize("kind", [Envelope, OpenedBallot])
def test_the_database_changes_no_envelope_and_no_opened_ballot(
    world: World, kind: type[Envelope] | type[OpenedBallot]
) -> None:
    [one] = candidates(world, 1)
    meeting, jurors, words = sealed(world)
    vote(world, meeting, jurors, [[one]] * 7)
    count(world, meeting, words[:3])

    for change in (update(kind).values(round_id=kind.round_id), delete(kind)):
        with pytest.raises(DBAPIError, match="written once"), transaction() as session:
            session.execute(change)


def test_the_events_of_a_secret_round_tell_who_voted_and_nothing_that_links(world: World) -> None:
    made = candidates(world, 2)
    meeting, jurors, words = sealed(world)
    receipts = vote(world, meeting, jurors, [[made[0]]] * 3 + [[made[1]]] * 4)
    counted = count(world, meeting, words[:3])

    votes = db.session.query(Event).filter_by(act=Act.VOTE).order_by(Event.id).all()
    assert [(each.actor_id, each.facts, each.why) for each in votes] == [
        (each.user_id, {"round": 1}, "") for each in jurors
    ]
    told = json.dumps([each.facts for each in db.session.query(Event).filter(Event.act != Act.COUNT)])
    assert [each for each in (*receipts, *(counted.receipts or ())) if each in told] == []


def test_a_round_is_held_again_only_when_a_second_person_agrees(world: World) -> None:
    made = candidates(world, 2)
    meeting, jurors, words = sealed(world)
    vote(world, meeting, jurors, [[made[0]]] * 7)
    [round_] = queries.rounds(meeting.id)
    city = world.actor(Role.CITY_OFFICER)

    proposal = actions.propose_reopening(round_, city, reason="投票时系统提示不清", now=world.now)
    with pytest.raises(Refused) as alone:
        proposals.approve(db.session.get_one(Proposal, proposal.id), city, now=world.now)
    untouched = db.session.query(SealedBallot).count()
    second = world.acting(world.member(Role.CITY_OFFICER, world.city))
    proposals.approve(db.session.get_one(Proposal, proposal.id), second, now=world.now)
    vote(world, meeting, jurors, [[made[1]]] * 7)
    counted = count(world, meeting, words[:3])

    assert whys(alone) == ["这件事是您自己提请的"]
    assert (untouched, db.session.query(SealedBallot).count()) == (7, 0)
    assert [(each.number, each.voided_at, each.votes) for each in queries.rounds(meeting.id)] == [
        (1, world.now, None),
        (2, None, {str(made[0].id): 0, str(made[1].id): 7}),
    ]
    assert counted.number == 2


def test_nothing_is_held_again_once_the_meeting_is_closed(world: World) -> None:
    [one] = candidates(world, 1)
    meeting, jurors, words = sealed(world)
    vote(world, meeting, jurors, [[one]] * 7)
    counted, city = count(world, meeting, words[:3]), world.actor(Role.CITY_OFFICER)
    proposal = actions.propose_reopening(counted, city, reason="重投", now=world.now)
    actions.close(meeting, city, now=world.now)

    with pytest.raises(Refused) as late:
        proposals.approve(
            db.session.get_one(Proposal, proposal.id),
            world.acting(world.member(Role.CITY_OFFICER, world.city)),
            now=world.now,
        )

    assert whys(late) == ["票决已经结束"]
    assert db.session.get_one(Round, counted.id).voided_at is None


def test_a_committee_that_votes_by_name_has_no_tellers_and_no_papers(world: World) -> None:
    candidates(world, 1)
    committee(world, ballot="named", by_title=False)
    meeting, jurors = seated(world, 5)
    city = world.actor(Role.CITY_OFFICER)

    with pytest.raises(Refused) as tellers:
        actions.appoint(meeting, city, user_ids=[each.user_id for each in jurors], now=world.now)
    with pytest.raises(Refused) as papers:
        actions.open_round(meeting, city, on_paper=True, now=world.now)

    assert whys(tellers) == ["本项目用记名票，不用密钥"]
    assert whys(papers) == ["记名票须由评委本人在线投出"]
