"""What the QR code on each page of a form says, and whether the pages that came back are the ones that are wanted."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

LEADING = 16
MARK = re.compile(r"SPB/([1-9][0-9]{0,17})/([1-9][0-9]{0,5})/([1-9][0-9]{0,2})/([1-9][0-9]{0,2})/([0-9A-F]{16})")


@dataclass(frozen=True)
class Mark:
    """One page of one form: ``page`` of ``pages``; ``seal``: the first 16 digits of the SHA-256 of its words."""

    nomination_id: int
    version: int
    page: int
    pages: int
    seal: str

    def __str__(self) -> str:
        """As the code says it: only characters of the QR alphabet, which keeps the code small."""
        return f"SPB/{self.nomination_id}/{self.version}/{self.page}/{self.pages}/{self.seal}"


@dataclass(frozen=True)
class Scanned:
    """One page of a scan: what its QR codes say. A ``blank`` one is the back of a sheet."""

    codes: tuple[str, ...]
    is_blank: bool = False


@dataclass(frozen=True)
class Problem:
    """What is wrong with a scan, and what helps."""

    why: str
    cure: str


def seal_of(sha256: str) -> str:
    """The digits of a hash that stand in the code."""
    return sha256[:LEADING].upper()


def read_mark(text: str) -> Mark | None:
    """The mark a code says; None for any other code."""
    found = MARK.fullmatch(text)
    if found is None:
        return None
    nomination_id, version, page, pages = (int(each) for each in found.group(1, 2, 3, 4))
    return Mark(nomination_id, version, page, pages, found[5])


def recognise(
    scanned: Sequence[Scanned], *, wanted: Mark, sealed_page: int, opinion: str
) -> tuple[list[int], list[Problem]]:
    """Which pages of the form a scan brings, and everything that keeps it from being taken.

    ``wanted``: the form as it counts now, its page aside. ``sealed_page``: where the ``opinion`` of this level stands,
    without which a scan proves nothing. A sheet scanned twice is no fault, nor is an empty back.
    """
    found: set[int] = set()
    problems = []
    for place, each in enumerate(scanned, start=1):
        if each.is_blank and not each.codes:
            continue
        marks = [mark for code in each.codes if (mark := read_mark(code)) is not None]
        if problem := _problem(place, each, marks, wanted):
            problems.append(problem)
        else:
            found.add(marks[0].page)
    if not found and not problems:
        problems.append(Problem("这份扫描件里都是空白页", "请检查扫描时纸张的正反面，重新扫描后再上传。"))
    if not problems and sealed_page not in found:
        brought = "、".join(f"第 {page} 页" for page in sorted(found))
        why = f"扫描件里是审批表的{brought}，{opinion}在第 {sealed_page} 页，没有扫进来"
        problems.append(Problem(why, f"请把盖了章的第 {sealed_page} 页也扫进来，再上传一次。"))
    return sorted(found), problems


def _problem(place: int, scanned: Scanned, marks: Sequence[Mark], wanted: Mark) -> Problem | None:
    """The first thing wrong with one page of the scan."""
    if not scanned.codes:
        return Problem(
            f"扫描件第 {place} 页没有读到右上角的二维码",
            "请按 300 dpi 重新扫描，四边都要扫到；二维码被印章或字迹盖住的，请重新打印这一页，再盖章。",
        )
    if not marks:
        return Problem(f"扫描件第 {place} 页的二维码不是推荐审批表的", "请只上传从本系统打印、已盖章的推荐审批表。")
    mark = marks[0]
    if any(each != mark for each in marks):
        return Problem(f"扫描件第 {place} 页上有几页审批表的二维码", "请一张纸扫描一页，不要叠放。")
    if mark.nomination_id != wanted.nomination_id:
        return Problem(
            f"扫描件第 {place} 页是另一份申报的推荐审批表", "请取出这一页，到那一份申报的“推荐审批表”页面上传。"
        )
    if mark.version != wanted.version:
        return Problem(
            f"扫描件第 {place} 页是第 {mark.version} 版，现在是第 {wanted.version} 版，补正时内容有改动",
            f"请重新打印第 {wanted.version} 版，盖章后再上传。",
        )
    if mark.seal != wanted.seal or mark.pages != wanted.pages or not 1 <= mark.page <= wanted.pages:
        return Problem(
            f"扫描件第 {place} 页的校验码是 {mark.seal}，与现在的审批表 {wanted.seal} 不符",
            "这一页不是由现在的文件打印的，请重新下载、打印，盖章后再上传。",
        )
    return None
