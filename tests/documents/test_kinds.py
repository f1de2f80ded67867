"""Every kind of document printed with names of one to twenty characters and a long unit: each text keeps its place."""

from datetime import date
from functools import cache
from io import BytesIO
from pathlib import Path

import docx
import pytest
from flask import Flask

from selection.documents.typesetting import print_paper
from selection.documents.word import written_file
from selection.rules.documents import listings, wording
from selection.rules.documents.paper import LETTER, TABLE, Paper
from tests.printed import NAMES, UNIT, Box, faults, pages

OFFICE = wording.Office("上海市总工会", "上海市总工会办公室", (("电话", "021-00000000"), ("来信地址", UNIT)))
CYCLE, ON = "2026年上海市（杰出）技术能手评选", date(2026, 7, 31)
TRADE = "城市轨道交通车辆电气维修工"
ROLLS = [wording.Roll("上海市杰出技术能手", [(name, UNIT, TRADE) for name in NAMES])]
UPRIGHT: Box = (27.5, 36.0, 184.5, 273.0)
TURNED: Box = (34.5, 27.0, 260.5, 195.0)
"""The type area with the line of the page number under it, half a millimetre allowed."""


def minutes() -> Paper:
    facts = wording.MeetingFacts(
        name="2026年评审委员会会议",
        held_on=ON,
        summoned=25,
        present=22,
        quorum=17,
        quorum_share="三分之二",
        absent=NAMES[:3],
        members=NAMES,
        tellers=NAMES[3:5],
        agenda=["听取资格审查情况。", "评议候选人，投票表决。"],
        recusals=[f"{NAMES[19]}对{NAMES[20]}回避：同一单位，{UNIT}。"],
        is_secret=True,
        threshold_share="三分之二",
        needed=15,
        rounds=[wording.Round(1, "上海市杰出技术能手", 20, 22, 20, "")],
        titles=[("上海市杰出技术能手", 20, [(name, UNIT, 21) for name in NAMES])],
        reserve=[(name, 12) for name in NAMES[18:]],
    )
    return wording.minutes(OFFICE, facts, on=ON)


@cache
def papers() -> dict[str, Paper]:
    return {
        "announcement": wording.announcement(
            OFFICE,
            number="沪工总〔2026〕1号",
            programme="上海市（杰出）技术能手评选",
            basis="沪人社职〔2023〕345号",
            year=2026,
            titles=[("上海市杰出技术能手", 20), ("上海市技术能手", 100)],
            conditions=["热爱祖国，遵纪守法。", f"{UNIT}在职职工。"],
            criteria=[("工艺专长", "25 分")],
            steps=[("填报", "2026年4月6日 17:00")],
            places=[(UNIT, 12, 14), ("东浦区总工会", 3, 3)],
            on=ON,
        ),
        "notice": wording.notice(
            OFFICE,
            title=f"关于{CYCLE}拟表彰人选的公示",
            prose=["现予公示。"],
            contacts=OFFICE.contacts,
            rolls=ROLLS,
            on=ON,
        ),
        "decision": wording.decision(
            OFFICE,
            number="沪工总〔2026〕12号",
            title="上海市总工会关于授予2026年上海市杰出技术能手荣誉称号的决定",
            body=[f"决定授予{NAMES[20]}等 22 名同志荣誉称号。"],
            year=2026,
            rolls=ROLLS,
            on=ON,
        ),
        "minutes": minutes(),
        "summary": listings.summary(
            cycle=CYCLE,
            union=UNIT,
            candidates=[
                (
                    name,
                    UNIT,
                    TRADE,
                    "上海市杰出技术能手",
                    "一线职工、产业工人、非公有制企业职工、女职工",
                    "JSNS2026-00417",
                )
                for name in NAMES
            ],
            on=ON,
        ),
        "roster": listings.roster(
            OFFICE,
            cycle=CYCLE,
            number="沪工总〔2026〕12号",
            rolls=[("上海市杰出技术能手", [(name, UNIT, TRADE, "JCNS-2026-00417") for name in NAMES])],
            on=ON,
        ),
        "consultation": listings.consultation(
            OFFICE,
            number="沪工总〔2026〕11号",
            cycle=CYCLE,
            basis="沪人社职〔2023〕345号",
            department="上海市人力资源和社会保障局（劳动监察总队）",
            people=[(name, UNIT) for name in NAMES],
            batch=3,
            until="2026年6月1日",
            on=ON,
        ),
    }


@pytest.fixture(scope="module")
def app() -> Flask:
    return Flask("print", template_folder=str(Path(__file__).parents[2] / "templates"))


@pytest.mark.parametrize("kind", list(papers()))
def test_no_text_leaves_its_place_or_touches_another(app: Flask, kind: str) -> None:
    paper = papers()[kind]
    with app.app_context():
        printed = pages(print_paper(paper))

    first = (27.5, 28.0, 184.5, 273.0) if paper.layout == LETTER else UPRIGHT
    rooms = [TURNED if paper.layout == TABLE else first if not place else UPRIGHT for place in range(len(printed))]
    found = [(place, fault) for place, words in enumerate(printed) for fault in faults(words, rooms[place])]
    assert found == []
    whole = "".join(word for page in printed for word, _ in page)
    named = NAMES if kind != "announcement" else [UNIT]
    assert [name for name in named if len(name) > 5 and name[:4] not in whole] == []


def test_a_letter_has_the_head_of_a_letter(app: Flask) -> None:
    """信函格式: the mark 30 mm down, no page number on the first page, the number at the right under the lines."""
    with app.app_context():
        first, second, *_ = pages(print_paper(papers()["consultation"]))
    mark = next(box for word, box in first if word == "上海市总工会")
    number = [box for word, box in first if word in ("沪工总〔2026〕11号", "号")][-1]
    assert mark[1] == pytest.approx(30, abs=1.5)
    assert (mark[0] + mark[2]) / 2 == pytest.approx(106, abs=0.5)
    assert number[2] == pytest.approx(184, abs=0.6)
    assert not [word for word, box in first if box[1] > 262]
    assert "2" in [word for word, box in second if box[1] > 262]


@pytest.mark.parametrize("kind", ["summary", "roster", "consultation"])
def test_the_word_file_says_the_same(kind: str) -> None:
    paper = papers()[kind]
    opened = docx.Document(BytesIO(written_file(paper)))
    listing = (paper.listings or paper.attachments[0].listings)[0]
    rows = [tuple(cell.text for cell in row.cells) for row in opened.tables[0].rows]
    assert rows == [listing.columns, *listing.rows]
    assert Paper.from_json(paper.to_json()) == paper
    assert written_file(paper) == written_file(paper)
