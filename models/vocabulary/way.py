"""Where a nomination stands on its way."""

from models.vocabulary.term import Term


class Phase(Term):
    """环节: a part of the way that has its own deadline; shown as one step of the stage line."""

    FILL = "fill", "填报"
    UNIT = "unit", "单位公示"
    UNION = "union", "推荐"
    CHECK = "check", "资格审查"
    INTERVIEW = "interview", "面试"
    REVIEW = "review", "专家评审"
    COMMITTEE = "committee", "评委票决"
    PUBLICITY = "publicity", "社会公示"
    REPORT = "report", "推荐上报"
    DECISION = "decision", "表彰决定"
    CERTIFICATE = "certificate", "颁发证书"


class Stage(Term):
    """阶段: where one nomination stands. Adjectives."""

    DRAFTED = "drafted", "填报中"
    POSTED = "posted", "单位公示中"
    SIGNED = "signed", "单位已签章"
    SUBMITTED = "submitted", "等待推荐"
    RETURNED_BY_UNION = "returned_by_union", "区局工会退回补正"
    RECOMMENDED = "recommended", "拟推荐"
    FORWARDED = "forwarded", "等待资格审查"
    RETURNED_BY_CITY = "returned_by_city", "市总工会退回补正"
    INTERVIEWING = "interviewing", "等待面试"
    QUALIFIED = "qualified", "资格审查合格"
    ASSIGNED = "assigned", "专家评审中"
    SCORED = "scored", "等待票决"
    RESOLVED = "resolved", "等待公布票决结果"
    RESERVED = "reserved", "递补备选"
    UNCHOSEN = "unchosen", "未入选"
    PUBLICISED = "publicised", "社会公示中"
    REPORTED = "reported", "已推荐上报"
    HONOURED = "honoured", "已表彰"
    DECLINED = "declined", "不予通过"
    WITHDRAWN = "withdrawn", "已撤回"
    EXPIRED = "expired", "逾期失效"
    DROPPED = "dropped", "公示后退出"
    MERGED = "merged", "已并入同一份申报"


ENDED = frozenset(
    {
        Stage.UNCHOSEN,
        Stage.HONOURED,
        Stage.DECLINED,
        Stage.WITHDRAWN,
        Stage.EXPIRED,
        Stage.DROPPED,
        Stage.MERGED,
    }
)
"""Stages a nomination never leaves."""
