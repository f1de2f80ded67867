"""What a code on a page says, and which scans are taken."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selection.rules.documents.marks import Mark, Scanned, read_mark, recognise, seal_of

SEAL = seal_of("ab" * 32)
WANTED = Mark(17, 2, 1, 4, SEAL)


def page(number: int, **changes: object) -> Scanned:
    return Scanned((str(Mark(**{**WANTED.__dict__, "page": number, **changes})),))


@given(st.integers(1, 10**18 - 1), st.integers(1, 999), st.integers(0, 16**16 - 1))
def test_a_mark_is_read_as_it_was_written(nomination_id: int, pages: int, seal: int) -> None:
    mark = Mark(nomination_id, 1 + pages % 7, 1 + pages % 50, 1 + pages // 11, seal_of(f"{seal:064x}"[::-1]))
    assert read_mark(str(mark)) == mark


@given(st.text())
def test_other_codes_are_no_marks(text: str) -> None:
    assert read_mark(text) is None


def take(*scanned: Scanned) -> tuple[list[int], list[str]]:
    pages, problems = recognise(scanned, wanted=WANTED, sealed_page=4, opinion="所在单位意见")
    assert all(each.cure for each in problems)
    return pages, [each.why for each in problems]


def test_the_sealed_page_is_enough_and_backs_and_repetitions_are_no_fault() -> None:
    back = Scanned((), is_blank=True)
    assert take(page(4)) == ([4], [])
    assert take(page(1), back, page(2), page(3), page(4), back, page(4)) == ([1, 2, 3, 4], [])


@pytest.mark.parametrize(
    ("scanned", "said"),
    [
        ([Scanned(())], "扫描件第 1 页没有读到右上角的二维码"),
        ([page(4), Scanned(("https://example.org",))], "扫描件第 2 页的二维码不是推荐审批表的"),
        ([Scanned((page(3).codes[0], page(4).codes[0]))], "扫描件第 1 页上有几页审批表的二维码"),
        ([page(4, nomination_id=18)], "扫描件第 1 页是另一份申报的推荐审批表"),
        ([page(4, version=1)], "扫描件第 1 页是第 1 版，现在是第 2 版，补正时内容有改动"),
        ([page(4, seal="0" * 16)], f"扫描件第 1 页的校验码是 {'0' * 16}，与现在的审批表 {SEAL} 不符"),
        ([page(5)], f"扫描件第 1 页的校验码是 {SEAL}，与现在的审批表 {SEAL} 不符"),
        ([page(1), page(2)], "扫描件里是审批表的第 1 页、第 2 页，所在单位意见在第 4 页，没有扫进来"),
        ([Scanned((), is_blank=True)], "这份扫描件里都是空白页"),
    ],
)
def test_what_cannot_be_taken_is_named(scanned: list[Scanned], said: str) -> None:
    assert take(*scanned)[1] == [said]
