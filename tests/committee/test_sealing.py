"""Sealed ballots and the key among the tellers: pure, without a database."""

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nacl.public import PrivateKey

from selection.committee.sealing import (
    BallotPaper,
    Unreadable,
    make_key,
    open_share,
    plain_words,
    problems_of,
    receipt,
    recover,
    seal_share,
    seat_key,
    shuffled,
)

LISTED = st.lists(st.integers(1, 10**9), min_size=1, max_size=300, unique=True)


@given(LISTED, st.data())
def test_a_ballot_comes_out_as_it_went_in_and_all_are_of_one_length(listed: list[int], data: st.DataObject) -> None:
    key = PrivateKey.generate()
    paper = BallotPaper(7, tuple(listed))
    ballots = [data.draw(st.lists(st.sampled_from(listed), unique=True)) for _ in range(3)] + [[], listed]

    sealed = [paper.seal(each, bytes(key.public_key).hex()) for each in ballots]

    assert [paper.open(each, key) for each in sealed] == [sorted(each) for each in ballots]
    assert len({len(each) for each in sealed}) == 1
    assert len({receipt(each) for each in [*sealed, paper.seal(listed, bytes(key.public_key).hex())]}) == 6


@settings(max_examples=20)
@given(st.integers(2, 6).flatmap(lambda of: st.tuples(st.integers(2, of), st.just(of))))
def test_any_so_many_tellers_suffice_whoever_is_missing_and_one_fewer_do_not(case: tuple[int, int]) -> None:
    needed, of = case
    public, shares = make_key(needed=needed, of=of)

    for chosen in combinations(shares, needed):
        assert bytes(recover(chosen, needed=needed, key=public).public_key).hex() == public
    for chosen in combinations(shares, needed - 1):
        assert problems_of(chosen, needed=needed) == [f"须有 {needed} 份密语，现有 {needed - 1} 份，还差 1 份。"]


def test_words_are_read_however_they_are_written() -> None:
    public, shares = make_key(needed=2, of=3)
    written = ["  " + shares[2].upper().replace(" ", "\n"), shares[0].replace(" ", "\u3000")]

    assert problems_of(written, needed=2) == []
    assert bytes(recover(written, needed=2, key=public).public_key).hex() == public


def test_every_paper_that_is_wrong_is_named() -> None:
    _, shares = make_key(needed=3, of=5)
    _, foreign = make_key(needed=3, of=5)
    words = shares[1].split()
    misread = " ".join([*words[:5], "acid" if words[5] != "acid" else "acne", *words[6:]])

    assert problems_of([shares[0], misread, " ".join(words[:-1])], needed=3) == [
        "第 2 份密语有错字或漏字，应为 33 个词，现有 33 个。请对照纸面改正。",
        "第 3 份密语有错字或漏字，应为 33 个词，现有 32 个。请对照纸面改正。",
    ]
    assert problems_of([shares[0], "", shares[0]], needed=3) == ["第 1 份和第 3 份是同一份密语。请换另一位监票人的。"]
    assert problems_of([shares[0], shares[1], foreign[2]], needed=3) == [
        "这几份密语不是同一次生成的。请核对纸面上的会议名称和生成时间。"
    ]


def test_shares_of_another_meeting_open_nothing() -> None:
    public, _ = make_key(needed=2, of=2)
    _, others = make_key(needed=2, of=2)

    with pytest.raises(Unreadable, match="不是本次会议的密钥"):
        recover(others, needed=2, key=public)


@pytest.mark.parametrize(
    "change", [lambda sealed: sealed[:-1] + bytes([sealed[-1] ^ 1]), lambda _: b"", lambda _: b"x" * 90]
)
def test_a_ballot_that_was_touched_does_not_open(change: object) -> None:
    key = PrivateKey.generate()
    paper = BallotPaper(7, (1, 2, 3))
    sealed = paper.seal([2], bytes(key.public_key).hex())

    with pytest.raises(Unreadable):
        paper.open(change(sealed), key)  # type: ignore[operator]


def test_a_ballot_of_another_round_or_paper_does_not_count() -> None:
    key = PrivateKey.generate()
    public = bytes(key.public_key).hex()

    for other in (BallotPaper(8, (1, 2, 3)), BallotPaper(7, (1, 2, 4))):
        with pytest.raises(Unreadable, match="不是本轮的票"):
            BallotPaper(7, (1, 2, 3)).open(other.seal([1], public), key)


def test_a_share_opens_at_its_own_sign_in_alone() -> None:
    seat = seat_key("token", 1)
    sealed = seal_share("academic acid", bytes(seat.public_key).hex())

    assert open_share(sealed, seat_key("token", 1)) == "academic acid"
    for other in (seat_key("token", 2), seat_key("other", 1)):
        with pytest.raises(Unreadable):
            open_share(sealed, other)


def test_the_envelopes_lose_their_order() -> None:
    inside = [bytes([each]) for each in range(60)]

    orders = [shuffled(inside) for _ in range(3)]

    assert all(sorted(each) == inside for each in orders)
    assert len({tuple(each) for each in [inside, *orders]}) == 4


@given(st.text())
def test_nothing_that_is_typed_breaks_the_reading(text: str) -> None:
    assert plain_words(text) == plain_words(plain_words(text))
    assert problems_of([text, text], needed=2) != []
