"""Double entry: when a stack of papers, each read by several, may be counted."""

from hypothesis import given
from hypothesis import strategies as st

from selection.rules.double_entry import Entry, papers, problems

READ = st.lists(st.tuples(st.integers(1, 4), st.integers(1, 3), st.sampled_from([(), (1,), (1, 2)])), max_size=12)


@given(READ, st.integers(1, 4))
def test_a_stack_counts_exactly_when_every_paper_was_read_by_two_and_always_alike(
    read_: list[tuple[int, int, tuple[int, ...]]], collected: int
) -> None:
    entries = [Entry(number, reader, "", content) for number, reader, content in read_]
    found = papers(entries)

    read_by = {number: {each.reader_id for each in entries if each.number == number} for number in range(1, 5)}
    said = {number: {each.content for each in entries if each.number == number} for number in range(1, 5)}
    sound = all(len(read_by[number]) > 1 and len(said[number]) == 1 for number in range(1, collected + 1))
    none_beyond = not any(read_by[number] for number in range(collected + 1, 5))
    assert (problems(found, collected=collected) == []) == (sound and none_beyond)
