"""Names by strokes: the written rule, and what it leaves to somebody."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selection.rules.identity import Unreadable
from selection.rules.strokes import Order, Supplement, Table, Unsettled, arrange, letters, read_supplement
from selection.strokes_data import sequences

TABLE = Table(sequences())
SECOND_SOURCE = Path(__file__).with_name("strokes_second_source.txt")
DISPUTED = set("邶炽弢媾皙锺德撅膝鲺黏")
SIGNS = "王未末李张田大富𠮷欧阳修〇·"
NAMES = st.lists(st.text(SIGNS, min_size=1, max_size=5), max_size=9)


def code(letter: str) -> str:
    return f"{ord(letter):06X}"


def ordered(names: str, order: Order = Order.BY_SURNAME, table: Table = TABLE) -> str:
    people = list(enumerate(names.split()))
    found = arrange(people, table, spelling=code, order=order).numbers
    return " ".join(dict(people)[number] for number in found)


def unsettled(names: str, table: Table = TABLE) -> list[Unsettled]:
    return list(arrange(enumerate(names.split()), table, spelling=code).unsettled)


def supplement(typed: str) -> Supplement:
    found = read_supplement(typed)
    assert isinstance(found, Supplement)
    return found


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ("欧阳静 张一 李一 王一 丁一", "丁一 王一 李一 张一 欧阳静"),
        ("郑一 邱一 陆一 陈一 阮一", "阮一 邱一 陆一 陈一 郑一"),
        ("赵一 钱一 孙一 周一 吴一 郑一 王一", "王一 孙一 吴一 周一 郑一 赵一 钱一"),
        ("李小明 李大明 李明", "李明 李大明 李小明"),
        ("欧阳修 欧明 欧大利 欧阳大利", "欧明 欧大利 欧阳修 欧阳大利"),
        ("热依木·买买提 艾力·马木提 丁一", "丁一 艾力·马木提 热依木·买买提"),
        ("王一 王", "王 王一"),
    ],
)
def test_fewer_strokes_come_first_then_the_kinds_of_strokes(names: str, expected: str) -> None:
    assert ordered(names) == expected


@pytest.mark.parametrize(
    ("letter", "number"), [*zip("阮陈陆郑邱邵邹张李欧", (6, 7, 7, 8, 7, 7, 7, 7, 7, 8), strict=True)]
)
def test_strokes_are_counted_as_on_the_mainland(letter: str, number: int) -> None:
    assert TABLE.strokes(letter)[0] == number


def test_a_short_name_has_an_empty_middle_by_surname_and_none_by_name() -> None:
    assert ordered("田大利 田富", Order.BY_SURNAME) == "田富 田大利"
    assert ordered("田富 田大利", Order.BY_NAME) == "田大利 田富"


def test_spaces_and_dots_leave_no_trace() -> None:
    assert letters("田 富", Order.BY_SURNAME) == letters("田富", Order.BY_SURNAME)
    assert letters("阿依•古丽", Order.BY_SURNAME) == letters("阿依·古丽", Order.BY_SURNAME) == tuple("阿依古丽")


def test_characters_of_the_same_strokes_are_named_and_stand_by_their_spelling() -> None:
    names = "末一平 未一平 未大平 王一平"

    assert ordered(names) == "王一平 未一平 未大平 末一平"
    assert unsettled(names) == [Unsettled(["未一平", "未大平", "末一平"], "“未”“末”笔画数和笔顺相同")]


def test_a_tie_deeper_than_the_first_difference_is_no_tie() -> None:
    assert unsettled("王未 李末") == []


@pytest.mark.parametrize(("typed", "expected"), [("末<未", "末一 未一"), ("未＜末", "未一 末一")])
def test_an_officer_settles_a_tie(typed: str, expected: str) -> None:
    table = TABLE.supplemented(supplement(typed))

    assert ordered("末一 未一", table=table) == expected
    assert unsettled("末一 未一", table) == []


def test_a_missing_character_stands_last_is_named_and_can_be_written_down() -> None:
    known = TABLE.supplemented(supplement("𠮷=121251"))

    assert ordered("𠮷一 龚一 王一") == "王一 龚一 𠮷一"
    assert unsettled("𠮷一 龚一 王一") == [Unsettled(["𠮷一"], "笔画表里没有“𠮷”（U+20BB7）")]
    assert ordered("𠮷一 龚一 王一", table=known) == "王一 𠮷一 龚一"
    assert unsettled("𠮷一 龚一 王一", known) == []


def test_the_same_name_twice_stands_by_number_and_is_named() -> None:
    found = arrange([(9, "王伟"), (3, "王伟"), (5, "丁一")], TABLE, spelling=code)

    assert list(found.numbers) == [5, 3, 9]
    assert list(found.unsettled) == [Unsettled(["王伟", "王伟"], "姓名相同")]


@pytest.mark.parametrize("typed", ["末", "末<", "𠮷=129", "𠮷=", "末<末", "末<未 未<本", "末末<未", "𠮷=1 𠮷=2"])
def test_what_cannot_be_read_as_a_supplement_is_refused(typed: str) -> None:
    assert isinstance(read_supplement(typed), Unreadable)


@given(NAMES, st.sampled_from(Order), st.randoms(), st.sampled_from(["", "末<未", "𠮷=121251 未<末 〇=5"]))
def test_the_order_does_not_depend_on_how_people_come(names: list[str], order: Order, chance, typed: str) -> None:
    people = list(enumerate(names))
    shuffled = people.copy()
    chance.shuffle(shuffled)
    table = TABLE.supplemented(supplement(typed))

    assert arrange(people, table, spelling=code, order=order) == arrange(shuffled, table, spelling=code, order=order)


@given(NAMES, st.sampled_from(Order), st.data())
def test_whoever_leaves_the_list_changes_nobody_elses_order(names: list[str], order: Order, data) -> None:
    people = list(enumerate(names))
    staying = [each for each in people if data.draw(st.booleans())]

    whole = arrange(people, TABLE, spelling=code, order=order).numbers
    rest = arrange(staying, TABLE, spelling=code, order=order).numbers

    assert list(rest) == [number for number in whole if number in dict(staying)]


@given(NAMES)
def test_where_nothing_is_unsettled_the_spelling_does_not_matter(names: list[str]) -> None:
    people = list(enumerate(names))
    found = arrange(people, TABLE, spelling=code)

    if not found.unsettled:
        assert arrange(people, TABLE, spelling=lambda letter: code(letter)[::-1]).numbers == found.numbers


def test_every_character_of_the_block_has_its_strokes() -> None:
    assert [ord(each) for each in sequences()] == list(range(0x4E00, 0x9FF0))
    assert set("".join(sequences().values())) == set("12345")


def test_a_second_source_counts_the_same_strokes_but_for_eleven_characters() -> None:
    lines = [line for line in SECOND_SOURCE.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    second = {line[0]: line[1:] for line in lines}

    assert len(second) == 6939
    assert {letter for letter, strokes in second.items() if sequences()[letter] != strokes} == DISPUTED
