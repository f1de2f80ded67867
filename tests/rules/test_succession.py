"""Who moves up, and into what."""

from hypothesis import given
from hypothesis import strategies as st

from selection.rules.composition import Member
from selection.rules.programme import Limit, Title
from selection.rules.succession import Held, Waiting, freed, may_take, successor

TITLES = (
    Title("outstanding", "杰出技术能手", "", 1, falls_to="master"),
    Title("master", "技术能手", "", 2),
)


def member(number: int, *groups: str) -> Member:
    return Member(number, f"候选人{number}", number, f"单位{number}", frozenset(groups))


def waiting(number: int, title: str, *groups: str) -> Waiting:
    return Waiting(member(number, *groups), title, number)


def ask(reserve: list[Waiting], title: Title, seated: list[Member], limits: tuple[Limit, ...] = ()) -> object:
    return successor(reserve, title, seated, titles=TITLES, limits=limits, groups=())


def test_a_place_is_free_when_its_holder_left_and_nobody_took_it_over() -> None:
    places = [Held("master", 1, True), Held("master", 2, False), Held("outstanding", 1, False)]

    assert freed(places, TITLES) == [(TITLES[0], 1), (TITLES[1], 2)]
    assert freed([*places, Held("master", 2, True)], TITLES) == [(TITLES[0], 1)]


def test_a_place_never_given_is_not_free() -> None:
    assert freed([Held("master", 1, True)], TITLES) == []


def test_who_asked_for_more_may_take_less_and_not_the_other_way() -> None:
    assert may_take("outstanding", TITLES[1], TITLES)
    assert may_take("outstanding", TITLES[0], TITLES)
    assert not may_take("master", TITLES[0], TITLES)


def test_the_first_of_the_reserve_who_may_moves_up() -> None:
    one, two, three = waiting(1, "master"), waiting(2, "outstanding"), waiting(3, "outstanding")

    assert ask([three, two, one], TITLES[0], []) == two
    assert ask([three, two, one], TITLES[1], []) == one


def test_a_limit_that_is_full_passes_the_first_over() -> None:
    limit = Limit("cadre", "award", "<=", None, 1, "构成要求第七项", True)
    blocked, free = waiting(1, "master", "cadre"), waiting(2, "master")

    assert ask([blocked, free], TITLES[1], [member(9, "cadre")], (limit,)) == free
    assert ask([blocked], TITLES[1], [member(9, "cadre")], (limit,)) == ["候选人1：cadre已满 1 人（构成要求第七项）"]


def test_an_empty_reserve_says_so() -> None:
    assert ask([], TITLES[1], []) == ["递补名单上没有人"]


@given(st.lists(st.tuples(st.sampled_from(["outstanding", "master"]), st.integers(1, 3), st.booleans())))
def test_no_kept_place_is_ever_free(places: list[tuple[str, int, bool]]) -> None:
    held = [Held(*each) for each in places]
    kept = {(each.title_key, each.position) for each in held if each.is_kept}

    found = [(title.key, position) for title, position in freed(held, TITLES)]

    assert kept.isdisjoint(found)
    assert len(found) == len(set(found))
