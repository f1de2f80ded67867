"""Writing a definition in the browser: nothing typed is lost, no window overwrites another, two persons open."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from models.definition import DefinitionDraft
from models.programme import Cycle
from models.proposal import Proposal
from models.vocabulary import Level, Phase, Role
from selection.clock import SHANGHAI
from selection.cycles import actions as cycles
from selection.database import db, transaction
from selection.errors import Refused
from selection.programmes import actions, drafts
from selection.programmes.places import Place, place
from selection.proposals import actions as proposals
from selection.rules.definition import read
from selection.rules.definition.writing import write
from selection.rules.standing import Actor
from selection.rules.workdays import Calendar
from tests.world import World, programme


def at(address: str) -> Place:
    found = place(address)
    assert found is not None
    return found


@pytest.fixture
def officer(world: World) -> Actor:
    return world.actor(Role.CITY_OFFICER)


@pytest.fixture
def second(world: World) -> Actor:
    return world.acting(world.member(Role.CITY_OFFICER, world.city))


@pytest.fixture
def draft(world: World, officer: Actor) -> DefinitionDraft:
    source = drafts.source(officer, "file:shanghai-craftsman", Calendar())
    assert source is not None
    return actions.clone(source, officer, now=world.now)


def saved(
    draft: DefinitionDraft, actor: Actor, address: str, revision: int, world: World, **typed: object
) -> actions.Saved:
    return actions.save(draft, actor, where=at(address), typed=typed, revision=revision, now=world.now)


def name_of(draft: DefinitionDraft) -> object:
    return (read(draft.text)[0] or {}).get("name")


def test_a_clone_says_the_same_as_what_it_was_cloned_from(draft: DefinitionDraft) -> None:
    assert drafts.examined(draft).programme == programme("shanghai-craftsman")
    assert drafts.exported(draft) == write(programme("shanghai-craftsman"))


def test_two_windows_on_different_fields_both_win(draft: DefinitionDraft, officer: Actor, world: World) -> None:
    first = saved(draft, officer, "basics", 1, world, name="甲奖")
    other = saved(draft, officer, "basics", 1, world, short_name="甲")

    assert (first.clashes, other.clashes) == ({}, {})
    seen = drafts.examined(draft).programme
    assert (seen.name, seen.short_name) == ("甲奖", "甲")


def test_two_windows_on_the_same_field_are_shown_both_and_the_first_stands(
    draft: DefinitionDraft, officer: Actor, world: World
) -> None:
    saved(draft, officer, "basics", 1, world, name="甲奖")

    late = saved(draft, officer, "basics", 1, world, name="乙奖", short_name="乙")

    assert late.clashes == {"name": "甲奖"}
    seen = drafts.examined(draft).programme
    assert (seen.name, seen.short_name) == ("甲奖", "上海工匠")
    assert saved(draft, officer, "basics", late.revision, world, name="乙奖").clashes == {}
    assert name_of(draft) == "乙奖"


def test_a_page_whose_list_was_put_in_another_order_is_not_saved_over_its_neighbour(
    draft: DefinitionDraft, officer: Actor, world: World
) -> None:
    path = ("sections", 0, "fields")
    actions.rearrange(draft, officer, path=path, act="down", number=1, revision=1, now=world.now)

    late = saved(draft, officer, "sections/1/fields/1", 1, world, label="本人姓名")

    assert late.is_displaced
    assert [each.key for each in drafts.examined(draft).programme.sections[0].fields[:2]] == ["id_number", "name"]
    assert [each.label for each in drafts.examined(draft).programme.sections[0].fields[:2]] == ["身份证号", "姓名"]
    assert not saved(draft, officer, "sections/2", 1, world, name="岗位").is_displaced


def test_what_cannot_be_read_is_kept_as_it_was_typed_and_told(
    draft: DefinitionDraft, officer: Actor, world: World
) -> None:
    saved(draft, officer, "basics", 1, world, years_between="每年一次")

    seen = drafts.examined(draft)

    assert seen.tree["years_between"] == "每年一次"
    assert [(path, message) for path, message in seen.found] == [(("years_between",), "应为整数")]


def test_a_new_item_gets_a_key_nobody_else_has(draft: DefinitionDraft, officer: Actor, world: World) -> None:
    path = ("sections", 0, "fields")
    first = actions.rearrange(draft, officer, path=path, act="add", number=0, revision=1, now=world.now)
    again = actions.rearrange(draft, officer, path=path, act="add", number=0, revision=draft.revision, now=world.now)

    keys = [each.key for each in drafts.examined(draft).programme.sections[0].fields]

    assert keys[first - 1 :] == ["field_1", "field_2"]
    assert again == first + 1


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("key = ", "等号后面的值写法不对"),
        ("x = '" + "甲" * 200_001 + "'", "最多 200000 个"),
        ("x = " + "[" * 50 + "]" * 50, "套得太深"),
        ("x = '\udc80'", "UTF-8"),
    ],
    ids=["broken", "long", "deep", "undecoded"],
)
def test_a_text_that_cannot_be_kept_is_refused_and_the_draft_stays(
    draft: DefinitionDraft, officer: Actor, world: World, text: str, why: str
) -> None:
    before = draft.text

    with pytest.raises(Refused, match=why):
        actions.replace(draft, officer, text=text, revision=1, now=world.now)

    assert draft.text == before


def test_an_export_is_imported_as_the_same_bytes(draft: DefinitionDraft, officer: Actor, world: World) -> None:
    text = drafts.exported(draft)

    actions.replace(draft, officer, text=f"# 说明\n{text}".replace("\n", "\r\n"), revision=1, now=world.now)

    assert drafts.exported(draft) == draft.text == text


def test_a_definition_that_grows_beyond_its_bound_is_refused(
    draft: DefinitionDraft, officer: Actor, world: World
) -> None:
    text = drafts.exported(draft)
    padded = f'zz = "{"长" * (199_000 - len(text))}"\n{text}'
    actions.replace(draft, officer, text=padded, revision=1, now=world.now)

    with pytest.raises(Refused, match="最多 200000 个"):
        saved(draft, officer, "sections/2/fields/1", draft.revision, world, hint="长" * 1_500)


def closes(draft: DefinitionDraft, world: World) -> dict[Phase, datetime]:
    return drafts.timetable(draft, drafts.examined(draft).programme, world.now)


def proposed(draft: DefinitionDraft, actor: Actor, world: World, **changes: object) -> Proposal:
    given: dict[str, object] = {"name": "2027年评选", "batch_year": 2027, "closes": closes(draft, world)} | changes
    actions.propose_opening(draft, actor, reason="经研究同意。", now=world.now, **given)  # type: ignore[arg-type]
    return db.session.scalars(select(Proposal)).one()


def test_a_second_person_opens_the_cycle_with_exactly_what_was_proposed(
    draft: DefinitionDraft, officer: Actor, second: Actor, world: World
) -> None:
    proposal = proposed(draft, officer, world)
    assert db.session.scalar(select(func.count()).select_from(Cycle)) == 1

    proposals.approve(proposal, second, now=world.now)

    cycle = db.session.get_one(Cycle, draft.cycle_id)
    assert drafts.definition_of(cycle) == drafts.exported(draft) == write(programme("shanghai-craftsman"))
    assert (cycle.name, cycle.batch_year) == ("2027年评选", 2027)
    assert drafts.standing(draft) == drafts.OPENED


def test_nobody_changes_a_definition_that_waits_or_has_opened(
    draft: DefinitionDraft, officer: Actor, second: Actor, world: World
) -> None:
    proposal = proposed(draft, officer, world)

    with pytest.raises(Refused, match="等待复核"):
        saved(draft, officer, "basics", draft.revision, world, name="乙奖")
    with pytest.raises(Refused, match="您自己提请的"):
        proposals.approve(proposal, officer, now=world.now)
    proposals.approve(proposal, second, now=world.now)
    with pytest.raises(Refused, match="已开启评选"):
        saved(draft, officer, "basics", draft.revision, world, name="乙奖")
    with pytest.raises(Refused, match="已开启评选"):
        actions.replace(draft, officer, text="key = 'x'", revision=99, now=world.now)

    assert name_of(draft) == "上海工匠选树"


def test_a_refused_proposal_gives_the_definition_back(
    draft: DefinitionDraft, officer: Actor, second: Actor, world: World
) -> None:
    proposal = proposed(draft, officer, world)

    proposals.refuse(proposal, second, reason="名额未定。", now=world.now)

    assert drafts.standing(draft) == drafts.BEGUN
    saved(draft, officer, "basics", draft.revision, world, name="乙奖")
    assert name_of(draft) == "乙奖"


def test_what_was_changed_behind_the_back_of_the_second_person_does_not_open(
    draft: DefinitionDraft, officer: Actor, second: Actor, world: World
) -> None:
    proposal = proposed(draft, officer, world)
    with transaction():
        draft.text = draft.text.replace("places = 100", "places = 900")

    with pytest.raises(Refused, match="和提请复核的不一样"):
        proposals.approve(proposal, second, now=world.now)

    assert db.session.scalar(select(func.count()).select_from(Cycle)) == 1


@pytest.mark.parametrize(
    ("page", "typed", "why"),
    [
        ("titles", {"recommend_percent": "99"}, "还有 1 处需要修改"),
        ("basics", {"key": "other-star", "code": "JSNS"}, "受理编号字头 JSNS 已由“上海市（杰出）技术能手评选”使用"),
    ],
    ids=["faulty", "same letters"],
)
def test_a_definition_that_cannot_run_is_not_proposed(
    draft: DefinitionDraft, officer: Actor, world: World, page: str, typed: dict[str, str], why: str
) -> None:
    saved(draft, officer, page, draft.revision, world, **typed)

    with pytest.raises(Refused, match=why):
        actions.propose_opening(draft, officer, name="甲", batch_year=2027, closes={}, reason="试。", now=world.now)

    assert db.session.scalars(select(Proposal)).all() == []


def test_a_union_cannot_open_what_is_the_citys(draft: DefinitionDraft, world: World) -> None:
    own = world.acting(world.member(Role.CITY_OFFICER, world.union))
    with transaction():
        draft.organisation_id = world.union.id

    with pytest.raises(Refused, match="“由谁主办”写的是市总工会"):
        actions.propose_opening(draft, own, name="甲", batch_year=2027, closes={}, reason="试。", now=world.now)


def test_the_next_cycle_begins_with_the_last_one_a_year_on_and_closes_on_working_days(
    world: World, officer: Actor
) -> None:
    years = world.programme.years_between
    steps = dict(zip(Phase, _working_hours(world.now), strict=False))
    cycles.set_deadlines(world.cycle, officer, closes=steps, reason="重新安排时间", now=world.now)

    source = drafts.source(officer, f"cycle:{world.cycle.id}", Calendar())
    assert source is not None
    made = actions.clone(source, officer, now=world.now)

    assert made.batch_year == world.cycle.batch_year + years
    assert drafts.examined(made).programme == replace(world.programme, taxonomies={})
    moved = drafts.timetable(made, world.programme, world.now)
    for phase in world.programme.phases:
        before = steps[phase]
        plain = datetime.combine(date(before.year + years, before.month, before.day), before.timetz())
        assert timedelta(0) <= moved[phase] - plain <= timedelta(days=2)
        assert moved[phase].astimezone(SHANGHAI).weekday() < 5
        assert moved[phase].astimezone(SHANGHAI).hour == 17


def _working_hours(now: datetime) -> list[datetime]:
    start = now.astimezone(SHANGHAI).replace(hour=17, minute=0, second=0, microsecond=0)
    return [start + timedelta(days=10 * place) for place in range(1, 20)]


def test_the_29th_of_february_becomes_the_28th() -> None:
    leap = datetime(2028, 2, 29, 17, 0, tzinfo=SHANGHAI)

    assert drafts.later(leap, 1, Calendar()) == datetime(2029, 2, 28, 17, 0, tzinfo=SHANGHAI)


def test_a_union_writes_for_its_own_units_and_another_house_sees_nothing_of_it(
    world: World, draft: DefinitionDraft
) -> None:
    own = world.acting(world.member(Role.CITY_OFFICER, world.union))
    other = world.acting(world.member(Role.CITY_OFFICER, world.other_union))
    source = drafts.source(own, "file:shanghai-craftsman", Calendar())
    assert source is not None

    made = actions.clone(source, own, now=world.now)

    seen = drafts.examined(made)
    assert (seen.programme.organised_by, seen.programme.organiser) == (Level.UNION, world.union.name)
    assert Phase.UNION not in seen.programme.phases
    assert seen.is_sound
    assert drafts.get(other, made.id) is None
    assert drafts.get(own, draft.id) is None
    assert drafts.get(world.actor(Role.SUPERVISOR), made.id) is made
    assert drafts.source(other, f"draft:{made.id}", Calendar()) is None
    assert drafts.source(other, f"cycle:{world.cycle.id}", Calendar()) is None
