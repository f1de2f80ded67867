"""A bare Flask application that shows the shared macros, without the system behind them."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from flask import Flask, flash, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf import CSRFProtect, FlaskForm
from flask_wtf.file import FileField
from jinja2 import ChoiceLoader, FileSystemLoader
from wtforms import (
    BooleanField,
    DateField,
    IntegerField,
    MonthField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired, Length, Optional

from models.vocabulary import Stage
from selection.clock import SHANGHAI
from selection.errors import Reason
from selection.pages import POLICY
from selection.rules.answers import FieldProblem
from selection.rules.programme import Band, Condition, Criterion, Field

ROOT = Path(__file__).parents[2]
UNIONS = [SelectChoice(str(number), f"第 {number} 工会") for number in range(1, 41)]


@dataclass
class Visitor:
    """Whoever is signed in, as base.html asks."""

    organisation: str = "东浦区总工会"
    role: str = "推荐经办"
    name: str = "林晓舟"
    switch_url: str | None = "/switch"
    sign_out_url: str = "/sign-out"


class Sample(FlaskForm):  # type: ignore[misc]
    """Every kind of control."""

    account = StringField("账号", [InputRequired("没有填，请写工作邮箱或手机号码。")])
    password = PasswordField("密码")
    opinion = TextAreaField("推荐意见", [Length(max=30, message="超出 8 字。请精简到 30 字以内。")])
    union = SelectField("工会", choices=UNIONS)
    basis = RadioField(
        "授予方式",
        [InputRequired("没有选，请选择一项。")],
        choices=[SelectChoice("1", "评选"), SelectChoice("2", "竞赛授予")],
    )
    kinds = SelectMultipleField(
        "人员类别", [Optional()], choices=[SelectChoice("a", "一线"), SelectChoice("b", "非公")]
    )
    agreed = BooleanField("本人同意公示")
    posted_on = DateField("公示日期", [Optional()])
    since = MonthField("拜师年月", [Optional()])
    age = IntegerField("年龄", [Optional()])
    scan = FileField("盖章扫描件")


MANY = tuple((str(number), f"第 {number} 种职业") for number in range(1, 41))
GRADES = (("5", "初级工"), ("4", "中级工"), ("3", "高级工"))
DEFINITION = (
    Field(
        key="years", label="从事本工种年限", kind="number", required=True, hint="按整年填写，不含学徒期。", unit="年"
    ),
    Field(key="craft", label="工艺专长", kind="long_text", required=True, hint="不可替代的地方。", limit=20),
    Field(key="occupation", label="职业", kind="choice", required=True, options=MANY),
    Field(key="front_line", label="一线职工", kind="flag", required=True),
    Field(key="team", label="班组名称", kind="text", shown_when=Condition("front_line", ("true",))),
    Field(key="groups", label="人员类别", kind="choices", options=(("a", "产业工人"), ("b", "劳务派遣"))),
    Field(key="id_number", label="身份证号", kind="id_number", required=True, private=True),
    Field(
        key="apprentices",
        label="带徒传艺",
        kind="table",
        limit=3,
        hint="一行填一名徒弟。",
        columns=(
            Field(key="name", label="徒弟姓名", kind="text"),
            Field(key="since", label="拜师年月", kind="month"),
            Field(key="grade", label="现在等级", kind="choice", options=GRADES),
        ),
    ),
)
ANSWERS: dict[str, Any] = {
    "years": 24,
    "craft": "从事无菌制剂灌装 19 年，熟练掌握全流程。",
    "occupation": "7",
    "front_line": False,
    "groups": ["b"],
    "apprentices": [
        {"name": "叶知秋", "since": "2021-03", "grade": "4"},
        {"name": "严守拙", "since": "2024-06", "grade": ""},
    ],
}
PROBLEMS = (
    FieldProblem("years", "从事本工种年限", "work", None, "填了 24 年，多于参加工作以来的 21 年"),
    FieldProblem("front_line", "一线职工", "work", None, "没有选，请选“是”或“否”"),
    FieldProblem("apprentices", "带徒传艺", "work", 2, "没有填现在的等级，没有晋升的请选当时的等级", "grade"),
)
BANDS = tuple(Band(name, Decimal(lowest)) for name, lowest in (("优", 22), ("良", 18), ("中", 13), ("差", 0)))
CRITERIA = (
    Criterion("craft_points", "工艺专长", Decimal(25), bands=BANDS),
    Criterion("skill_points", "高超技能", Decimal(25), bands=BANDS),
)
CONTEXT: dict[str, Any] = {
    "visitor": Visitor(),
    "places": [("待办", "/", False), ("推荐", "/order", True), ("办事指南", "/guide", False)],
    "sort": "-granted",
    "stages": list(Stage),
    "steps": [
        {"name": "填报", "note": "10月26日", "state": "done"},
        {"name": "单位公示", "note": "11月9日", "state": "done"},
        {"name": "推荐", "note": "12月11日截止", "state": "now"},
        *({"name": name} for name in ("资格审查", "专家评审", "评委票决", "社会公示", "表彰决定", "颁发证书")),
    ],
    "todos": [
        {
            "title": "回复异议：严守拙的带徒人数",
            "href": "/1",
            "text": "须书面答复并上传核查记录。",
            "mark": ("stop", "已逾期 1 天"),
            "due": "11月20日 17:00",
            "left": "应在昨天办结",
            "pressing": "late",
        },
        {"title": "排定推荐顺序并上报", "href": "/2", "due": "12月11日 17:00", "left": "还有 20 天"},
    ],
    "now_acts": [
        {"label": "推荐", "href": "/3", "kind": "primary", "why": "占用 1 个名额；推荐后剩余 2 个。"},
        {"label": "退回单位补正", "href": "/4", "kind": "plain", "why": "请写明要补什么。"},
        {"label": "撤回推荐", "href": "/5", "kind": "grave", "method": "post"},
        {"label": "上报市总工会", "refused": "现在不能办：须先上传推荐会议纪要（第十二条）。"},
    ],
    "composition": [
        {
            "name": "一线职工",
            "demand": "不少于 60%",
            "state": "wait",
            "word": "还差 1 人",
            "percent": 58.3,
            "limit": 60,
            "label": "一线职工 7 人，占 12 人的 58%，要求 60%",
            "note": "已有 7 人，满额须有 8 人。",
        },
        {
            "name": "企业负责人",
            "demand": "不超过 1 人",
            "state": "stop",
            "word": "已满",
            "note": "不能再推荐：赵伯庸。",
        },
        {"name": "女职工", "demand": "只统计", "state": "", "word": "2 人"},
    ],
    "events": [
        {
            "at": datetime(2026, 11, 18, 9, 20, tzinfo=SHANGHAI),
            "shown": "11月18日 09:20",
            "text": "审核通过",
            "detail": "林晓舟",
        },
        {"at": datetime(2026, 11, 10, 16, 31, tzinfo=SHANGHAI), "shown": "11月10日 16:31", "text": "单位首次申报"},
    ],
    "refusals": [
        Reason("同一单位已推荐 2 人，达到上限。", "请先撤回其中一人的推荐。", "《评选实施办法》第十条"),
        Reason("您与孙一鸣登记为师徒，须回避。"),
    ],
    "parts": [
        {"name": "一、基本信息", "href": "/p1", "state": "ok", "word": "已填好"},
        {"name": "二、岗位与技能", "href": "/p2", "state": "wait", "word": "填了一半"},
        {"name": "三、业绩与指标", "href": "/p3", "state": "stop", "word": "3 处要改"},
    ],
    "definition": DEFINITION,
    "answers": ANSWERS,
    "problems": PROBLEMS,
    "taxonomies": {},
    "criteria": CRITERIA,
}


@dataclass
class Received:
    """What the scripts have sent, and how the next requests are to be answered."""

    bodies: list[Any] = field(default_factory=list)
    answers: list[tuple[Any, int]] = field(default_factory=list)


def bare_app() -> Flask:
    """The macros, the policy of the real pages, and addresses for the scripts to talk to."""
    app = Flask("sink", static_folder=str(ROOT / "selection" / "static"))
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_loader = ChoiceLoader([FileSystemLoader(ROOT / "templates"), FileSystemLoader(Path(__file__).parent)])
    app.config.update(SECRET_KEY="for tests only", TESTING=True, WTF_CSRF_TIME_LIMIT=None)
    CSRFProtect(app)
    received = app.extensions["received"] = Received()

    @app.after_request
    def protect(response: Any) -> Any:
        response.headers["Content-Security-Policy"] = POLICY
        return response

    @app.get("/")
    def sink() -> str:
        flash("已推荐上报")
        form = Sample(posted_on=date(2026, 11, 2))
        form.opinion.data = "同意推荐，依据是二〇二四年全市竞赛第二名，以及三名徒弟全部晋升高级工的事实。"
        form.opinion.errors = ["超出 8 字。请精简到 30 字以内。"]
        form.basis.errors = ["没有选，请选择一项。"]
        form.agreed.errors = ["没有勾选，请阅读后勾选。"]
        return render_template("kitchen_sink.html", form=form, **CONTEXT)

    @app.get("/error/<int:status>")
    def error(status: int) -> str:
        return render_template(
            "error.html",
            status=status,
            why="没有找到这个页面",
            cure="可能地址有误。",
            reference="R-7F2C-0921",
            **CONTEXT,
        )

    @app.get("/refused")
    def refused() -> str:
        return render_template(
            "refused.html",
            heading="现在不能推荐孙一鸣",
            subject="受理号 JN2026-0392",
            reasons=CONTEXT["refusals"],
            back_url="/",
            back_label="回到推荐顺序",
            reference="R-7F2C-0921",
            **CONTEXT,
        )

    @app.route("/autosave", methods=["GET", "POST"])
    @app.route("/order", methods=["POST"], endpoint="order")
    @app.route("/form", methods=["POST"], endpoint="form")
    def answer() -> ResponseReturnValue:
        received.bodies.append(request.get_json() if request.is_json else request.form.to_dict(flat=False))
        body, status = received.answers.pop(0) if received.answers else ({"revision": "8", "saved_at": "16:42:08"}, 200)
        return jsonify(body), status

    @app.get("/progress")
    def progress() -> ResponseReturnValue:
        return jsonify(done=12, total=120, message="已制发 12 份，共 120 份", finished=True, location=None)

    return app
