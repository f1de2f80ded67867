"""Refusals: what cannot be done now, with every reason and its cure."""

import secrets
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app, jsonify, render_template, request
from flask.json.provider import DefaultJSONProvider
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import IntegrityError, OperationalError
from werkzeug.exceptions import HTTPException, SecurityError


@dataclass(frozen=True)
class Reason:
    """Why not, what would help, and where it is written."""

    why: str
    cure: str = ""
    cite: str = ""


class Refused(Exception):
    """A rule says no. Carries every reason; nothing has been changed."""

    def __init__(self, *reasons: Reason | str, title: str = "") -> None:
        self.reasons = [each if isinstance(each, Reason) else Reason(each) for each in reasons]
        self.title = title
        super().__init__("；".join(reason.why for reason in self.reasons))


CONSTRAINTS = {
    "uq_nomination_cycle_id_claimed_key": Reason(
        "同一对象在本届已经有一份申报", "同一人、同一项目在一届评选中只能申报一次。"
    ),
    "never_overrun": Reason("名额已经用完", "请先撤回一人的推荐，或申请调剂名额。"),
    "uq_organisation_credit_code": Reason("这个统一社会信用代码已经登记", "请在单位列表中查找。"),
    "uq_organisation_organ_code": Reason("这个机关代字刚由另一个工会使用", "请换一个，或先与该工会商定。"),
    "uq_affiliation_open": Reason("这个单位已经有推荐工会", "请刷新页面，看它现在隶属哪个工会。"),
    "uq_membership_held": Reason("这个人已经有这个角色", "不必重复授予。"),
    "uq_user_account_account": Reason("这个账号已经存在", "请直接给已有账号授予角色。"),
    "uq_ballot_round_id_juror_id": Reason("您已经投过票", "每轮一人一票，投出后不能更改。"),
    "uq_envelope_round_id_juror_id": Reason("您已经投过票", "每轮一人一票，投出后不能更改。"),
    "uq_cycle_programme_key_batch_year": Reason("这个项目本年度的评选已经开启", "请在届次列表中查看。"),
    "uq_cycle_organiser_id_programme_key_batch_year": Reason("这个项目本年度的评选已经开启", "请在届次列表中查看。"),
    "pk_number_letters": Reason("这组编号字头刚由另一个项目使用", "请刷新页面再办；仍不成时，在评选规则里换一组字母。"),
    "uq_proposal_open": Reason("这件事已经提请复核", "请等另一位经办人复核，或先撤回原来的提请。"),
}
"""Constraints a user can run into, each with its sentence. SQLite names columns instead: see ``_reason_for``."""

COLUMNS = {
    "nomination.cycle_id, nomination.claimed_key": "uq_nomination_cycle_id_claimed_key",
    "organisation.credit_code": "uq_organisation_credit_code",
    "organisation.organ_code": "uq_organisation_organ_code",
    "affiliation.unit_id": "uq_affiliation_open",
    "membership.user_id, membership.organisation_id, membership.role": "uq_membership_held",
    "user_account.account": "uq_user_account_account",
    "ballot.round_id, ballot.juror_id": "uq_ballot_round_id_juror_id",
    "envelope.round_id, envelope.juror_id": "uq_envelope_round_id_juror_id",
    "cycle.programme_key, cycle.batch_year": "uq_cycle_programme_key_batch_year",
    "number_letters.kind, number_letters.letters": "pk_number_letters",
    "proposal.kind, proposal.subject_key": "uq_proposal_open",
}

HEADINGS = {
    400: ("这个请求缺少必要的内容", "请返回上一页，刷新后再办。"),
    401: ("请先登录", "登录后可以继续办理，已经保存的内容都在。"),
    403: ("您现在的身份不能办这件事", "如果您有其他身份，请切换后再办。"),
    404: ("没有找到这个页面", "可能地址有误，或者这项内容不在您的办理范围内。"),
    405: ("不能这样打开这个地址", "请从页面上的按钮办理。"),
    409: ("内容已经有变化", "请刷新页面，看过最新情况后再办。"),
    410: ("这个链接已经用过或已经到期", "需要时请重新索取。"),
    413: ("文件太大", "单个文件不超过 50 MB，请压缩后再上传。"),
    415: ("不支持这种内容", "请从页面上的表单提交。"),
    429: ("操作太频繁", "请过几分钟再试。"),
    500: ("系统没有办成这件事", "已经保存的内容都在。请稍后再试；仍不成时，把下面的编号告诉市总工会评选办。"),
    503: ("系统正忙", "已经保存的内容都在。请过一分钟再试。"),
}


class JsonProvider(DefaultJSONProvider):
    """JSON as ever; what is nested too deep to be read counts as unreadable, like any other broken text."""

    def loads(self, s: str | bytes, **kwargs: Any) -> Any:
        try:
            return super().loads(s, **kwargs)
        except RecursionError:
            raise ValueError("nested too deep") from None


def reference() -> str:
    """A short number by which the office finds this answer in the log."""
    text = secrets.token_hex(4).upper()
    return f"R-{text[:4]}-{text[4:]}"


def wants_json() -> bool:
    """Whether the caller is a script of a page rather than a person."""
    return request.accept_mimetypes.best == "application/json"


def _answer(status: int, number: str = "") -> ResponseReturnValue:
    why, cure = HEADINGS.get(status, HEADINGS[400])
    if wants_json():
        return jsonify(why=why, cure=cure, reference=number), status
    return render_template("error.html", status=status, why=why, cure=cure, reference=number), status


def _refused(refusal: Refused) -> ResponseReturnValue:
    if wants_json():
        return jsonify(reasons=[reason.__dict__ for reason in refusal.reasons]), 409
    page = render_template("refused.html", reasons=refusal.reasons, heading=refusal.title or "现在不能这样办")
    return page, 409


def _reason_for(error: IntegrityError) -> Reason | None:
    text = str(error.orig)
    for columns, name in COLUMNS.items():
        if text.endswith(columns):
            return CONSTRAINTS[name]
    return next((reason for name, reason in CONSTRAINTS.items() if name in text), None)


def _violated(error: IntegrityError) -> ResponseReturnValue:
    if reason := _reason_for(error):
        return _refused(Refused(reason))
    return _unexpected(error)


def answer(error: HTTPException) -> ResponseReturnValue:
    """The page, or the JSON, of an HTTP error."""
    if error.code is None or error.code < 400:
        return error
    return _answer(error.code)


def _strange_host(_error: SecurityError) -> ResponseReturnValue:
    """A request for a host we do not serve: no page of ours, as no address of ours may be built from it."""
    return "这不是本系统的地址，请从正确的网址进入。", 400, {"Content-Type": "text/plain; charset=utf-8"}


def _busy(error: OperationalError) -> ResponseReturnValue:
    number = reference()
    current_app.logger.error("%s database unavailable: %s", number, type(error.orig).__name__)
    return _answer(503, number)


def _unexpected(error: Exception) -> ResponseReturnValue:
    number = reference()
    current_app.logger.exception("%s %s", number, type(error).__name__)
    return _answer(500, number)


def prepare(app: Flask) -> None:
    """Answer every kind of trouble with a Chinese page."""
    app.json = JsonProvider(app)
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(IntegrityError, _violated)
    app.register_error_handler(OperationalError, _busy)
    app.register_error_handler(SecurityError, _strange_host)
    app.register_error_handler(HTTPException, answer)
    if not app.config["TESTING"]:
        app.register_error_handler(Exception, _unexpected)
