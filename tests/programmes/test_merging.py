"""Several sponsors of one person: one dossier, and everybody is told what becomes of it."""

import pytest

from models.job import Letter
from models.vocabulary import Phase, Role, Stage
from selection.database import db, transaction
from selection.honours import letters as decision_letters
from selection.nominations import actions
from selection.publicity import actions as publicity
from selection.publicity import letters as notice_letters
from tests.programmes.playing import Play, answers_for
from tests.programmes.test_particulars import award
from tests.world import World

SPONSORED = ((402, "郁青禾"), (404, "卫知远"), (406, "祁望舒"))


def test_several_sponsors_of_one_person_make_one_dossier(world: World) -> None:
    play = Play(world, award("shanghai-craftsman"))
    answers = answers_for(play.programme, 402)
    first = play.submitted(answers=answers)

    second = play.draft(answers, channel="association")
    play.post(second)
    play.pass_days(16)
    play.submit(second)

    stood, merged = play.again([first, second])
    assert (stood.stage, merged.stage) == (Stage.SUBMITTED, Stage.MERGED)
    assert merged.merged_into == first.id
    assert merged.receipt is not None
    assert merged.claimed_key is None


@pytest.mark.parametrize("late", [False, True])
def test_the_next_sponsor_stands_in_for_one_who_withdraws_or_all_are_told(world: World, late: bool) -> None:
    play = Play(world, award("shanghai-craftsman"))
    answers = answers_for(play.programme, 402)
    first, second, third = (play.submitted(answers=answers) for _ in range(3))
    if late:
        play.to(Phase.UNION)
        play.pass_days(2)
    union = {letter.nomination_id for letter in db.session.query(Letter)}

    actions.withdraw(first, world.actor(Role.UNIT_OFFICER), reason="本人调离", now=play.now)

    after = play.again([first, second, third])
    next_stage, joined = (Stage.MERGED, first.id) if late else (Stage.SUBMITTED, second.id)
    assert [each.stage for each in after] == [Stage.WITHDRAWN, next_stage, Stage.MERGED]
    assert after[2].merged_into == joined
    assert [each.claimed_key is not None for each in after] == [False, not late, False]
    letters = db.session.query(Letter).filter(Letter.nomination_id.in_([second.id, third.id]))
    told = {letter.nomination_id: letter.subject for letter in letters}
    name = second.name
    ended = f"{name}：合并的申报已撤回"
    assert told == ({second.id: ended, third.id: ended} if late else {second.id: f"{name}：接替申报"})
    assert union == set()


@pytest.mark.database("sqlite")
def test_whoever_was_merged_is_told_what_became_of_the_one_dossier(world: World) -> None:
    play = Play(world, award("shanghai-craftsman"))
    forms = [answers_for(play.programme, serial, name=name) for serial, name in SPONSORED]
    drafts = [play.draft(form) for form in forms for _ in range(2)]
    for draft in drafts:
        play.post(draft)
    play.pass_days(16)
    for draft in drafts:
        play.submit(draft)
    firsts, merged = play.again(drafts[::2]), play.again(drafts[1::2])
    with transaction():
        for each in merged:
            each.unit_id, each.union_id, each.opened_by = world.other_unit.id, world.other_union.id, None
    unit, union = world.other_unit, world.other_union
    there = [world.member(Role.UNIT_OFFICER, unit), world.member(Role.UNION_OFFICER, union)]
    ids = [each.user_id for each in there]
    honoured, declined, dropped = firsts

    actions.decline(declined, world.actor(Role.UNION_OFFICER), reason="成果不属本人", now=play.now)
    play.recommend(honoured, dropped)
    play.check(honoured, dropped)
    play.interview(honoured, dropped)
    play.review()
    play.choose()
    play.publish()
    publicity.drop_out(dropped, play.officer, reason="本人调离本市", now=play.now)
    play.decide()
    with transaction():  # what the last of the reserve, and everybody where nobody was chosen, would be told
        decision_letters.tell_passed(play.cycle, [honoured], now=play.now)
        notice_letters.announce_nobody([honoured], now=play.now)

    to_unit, to_union = (db.session.query(Letter).filter_by(user_id=each.user_id).order_by(Letter.id) for each in there)
    assert [each.subject for each in to_unit] == [
        "卫知远：合并的申报不予通过",
        "郁青禾的评选结果：拟表彰",
        "祁望舒的评选结果：拟表彰",
        "祁望舒退出本届评选",
        "表彰决定已经作出",
        "郁青禾未递补入选",
        "本届评选没有拟表彰人选",
    ]
    expected = [
        "卫知远：合并的申报不予通过",
        "本届评选结果：2 人中 2 人拟表彰",
        "祁望舒退出本届评选",
        "表彰决定已经作出",
        "本届评选没有拟表彰人选",
    ]
    assert [each.subject for each in to_union] == expected
    whose = [1, 0, 2, 2, 0, 0, 0]
    for letter, place in zip(to_unit, whose, strict=True):
        assert letter.nomination_id == merged[place].id
        named = f"受理号 {merged[place].receipt}", f"并入 {firsts[place].receipt} 合并办理"
        assert [each in letter.body for each in named] == [True, True]
    assert ["成果不属本人" in each.body for each in to_unit] == [True] + [False] * 6
    own = {letter.nomination_id for letter in db.session.query(Letter).filter(Letter.user_id.notin_(ids))}
    assert own & {each.id for each in merged} == set()
