"""The form printed with names of one to twenty characters, a long unit and long texts: each text keeps its place."""

from pathlib import Path

import page
import pytest
from flask import Flask

from selection.approvals.typesetting import print_form
from selection.rules.documents.marks import Mark
from selection.rules.documents.sheet import Grid, Opinion, Part, Sheet
from tests.nominations.steps import picture
from tests.printed import NAMES, UNIT, Box, faults, pages

ROOM: Box = (19.5, 29.0, 190.5, 289.0)
CODE: Box = (210 - 14 - 17 - 2, 9 - 2, 210 - 14 + 2, 9 + 17 + 2)
"""Where the QR code stands, with its quiet zone."""


def sheet(name: str) -> Sheet:
    pairs = (("姓名", name), ("性别", "女"), ("从事本职业（工种）累计工作年限", UNIT), ("岗位（职务）", UNIT))
    story = "在生产一线解决了多项难题，" * 90
    return Sheet(
        title="上海市（杰出）技术能手推荐审批表",
        subtitle="（2026年）",
        organiser="上海市总工会",
        cover=(("姓名", name), ("工作单位", UNIT), ("推荐单位", UNIT), ("申报称号", "上海市杰出技术能手")),
        remarks=("本表由系统按封存的申报材料生成，内容不得涂改；需要更正的，退回补正后重新打印。",) * 3,
        parts=(
            Part("基本信息", pairs * 4),
            Part("业绩", (("单位", UNIT),), (("主要事迹", f"{story}\n{story}"),)),
            Part(
                "获奖", (), (), (("竞赛", Grid(("姓名", "单位", "名次"), tuple((each, UNIT, "一") for each in NAMES))),)
            ),
        ),
        opinions=(
            Opinion("unit", "职工（代表）大会讨论情况", "2026年3月10日讨论，应到 86 人，实到 81 人，同意 80 人。"),
            Opinion("unit", "所在单位意见", "同意申报。" * 60, ("党组织", "行政", "工会")),
            Opinion("union", "区局（产业）工会意见", "", ("区局（产业）工会",)),
            Opinion("city", "上海市总工会审定意见", "", ("上海市总工会",)),
        ),
    )


@pytest.mark.parametrize("name", [NAMES[0], NAMES[19], NAMES[20]])
def test_no_text_leaves_its_place_touches_another_or_covers_the_code(name: str) -> None:
    app = Flask("print", template_folder=str(Path(__file__).parents[2] / "templates"))
    with app.app_context():
        form = print_form(sheet(name), Mark(123456, 2, 1, 1, "0123456789ABCDEF"), copies=1, photo=picture())

    told = page.validate_pdf_bytes(form.content, profile="3u")
    assert [(each.rule_id, each.message) for each in told.failures] == []
    printed = pages(form.content)
    found = [(place, fault) for place, words in enumerate(printed, 1) for fault in faults(words, ROOM, CODE)]
    assert found == []
    assert len(printed) == form.pages
    for level, said in (("unit", "所在单位意见"), ("union", "区局（产业）工会意见"), ("city", "上海市总工会审定意见")):
        assert said in [word for word, _ in printed[form.places[level] - 1]]
