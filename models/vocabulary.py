"""The glossary: one English word per thing, with the official Chinese term beside it.

Standard library only, so that rules, forms, models and templates may all speak it.
"""

from enum import StrEnum
from typing import Self


class Term(StrEnum):
    """A word of the field: ``value`` is stored, ``label`` is shown."""

    label: str

    def __new__(cls, value: str, label: str = "") -> Self:
        term = str.__new__(cls, value)
        term._value_ = value
        term.label = label
        return term

    def __str__(self) -> str:
        return self.value


class Role(Term):
    """角色: what somebody may act as, in one organisation at a time."""

    UNIT_OFFICER = "unit_officer", "单位经办人"
    UNIT_HEAD = "unit_head", "单位工会负责人"
    NOMINEE = "nominee", "被推荐人"
    UNION_OFFICER = "union_officer", "区局（产业）工会经办人"
    UNION_HEAD = "union_head", "区局（产业）工会负责人"
    CITY_OFFICER = "city_officer", "市级经办人"
    EXPERT = "expert", "评审专家"
    JUROR = "juror", "评委"
    SUPERVISOR = "supervisor", "纪检监督员"
    ADMIN = "admin", "系统管理员"


class Level(Term):
    """层级: where an organisation stands in the tree."""

    CITY = "city", "市总工会"
    UNION = "union", "区局（产业）工会"
    UNIT = "unit", "用人单位"


class UnionKind(Term):
    """工会类别: which line a recommending union belongs to."""

    DISTRICT = "district", "区总工会"
    INDUSTRY = "industry", "产业工会"
    GROUP = "group", "企业集团工会"
    OTHER = "other", "系统及其他工会"


class Ownership(Term):
    """单位性质."""

    STATE = "state", "国有及国有控股企业"
    NON_PUBLIC = "non_public", "非公有制企业"
    INSTITUTION = "institution", "事业单位"
    GOVERNMENT = "government", "机关"
    SOCIAL = "social", "社会组织"


class Phase(Term):
    """环节: a part of the way that has its own deadline; shown as one step of the stage line."""

    FILL = "fill", "填报"
    UNIT = "unit", "单位公示"
    UNION = "union", "推荐"
    CHECK = "check", "资格审查"
    REVIEW = "review", "专家评审"
    COMMITTEE = "committee", "评委票决"
    PUBLICITY = "publicity", "社会公示"
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
    QUALIFIED = "qualified", "资格审查合格"
    ASSIGNED = "assigned", "专家评审中"
    SCORED = "scored", "等待票决"
    RESOLVED = "resolved", "等待公布票决结果"
    RESERVED = "reserved", "递补备选"
    UNCHOSEN = "unchosen", "未入选"
    PUBLICISED = "publicised", "社会公示中"
    HONOURED = "honoured", "已表彰"
    DECLINED = "declined", "不予通过"
    WITHDRAWN = "withdrawn", "已撤回"
    EXPIRED = "expired", "逾期失效"
    DROPPED = "dropped", "公示后退出"


ENDED = frozenset(
    {
        Stage.UNCHOSEN,
        Stage.HONOURED,
        Stage.DECLINED,
        Stage.WITHDRAWN,
        Stage.EXPIRED,
        Stage.DROPPED,
    }
)
"""Stages a nomination never leaves."""


class Act(Term):
    """动作: what somebody does. Verbs. The first block moves a nomination, the second does not."""

    DRAFT = "draft", "新建申报"
    POST = "post", "开始单位公示"
    RECALL = "recall", "撤回修改"
    SIGN = "sign", "单位签章"
    SUBMIT = "submit", "申报"
    RECOMMEND = "recommend", "推荐"
    UNRECOMMEND = "unrecommend", "撤回推荐"
    FORWARD = "forward", "上报市总工会"
    RETURN = "return", "退回补正"
    RESUBMIT = "resubmit", "补正后重新申报"
    DECLINE = "decline", "不予通过"
    PASS = "pass", "审查合格"
    ASSIGN = "assign", "送专家评审"
    TOTAL = "total", "汇总评分"
    RESOLVE = "resolve", "票决"
    RESERVE = "reserve", "列入递补名单"
    PASS_OVER = "pass_over", "未入选"
    MOVE_UP = "move_up", "递补"
    PUBLICISE = "publicise", "社会公示"
    HONOUR = "honour", "表彰"
    DROP_OUT = "drop_out", "公示后退出"
    WITHDRAW = "withdraw", "撤回申报"
    EXPIRE = "expire", "逾期失效"

    OPEN_CYCLE = "open_cycle", "开启评选"
    CLOSE_CYCLE = "close_cycle", "结束评选"
    SET_DEADLINE = "set_deadline", "调整时间安排"
    EXTEND = "extend", "延长期限"
    GRANT = "grant", "分配名额"
    TRANSFER = "transfer", "调剂名额"
    FORFEIT = "forfeit", "核减名额"
    CONSENT = "consent", "本人同意"
    REFUSE = "refuse", "本人不同意"
    INVITE_CONSENT = "invite_consent", "请本人确认"
    VOID_CONSENT = "void_consent", "内容改动，本人同意失效"
    RECORD_CONGRESS = "record_congress", "登记职代会结果"
    RECORD_POSTING = "record_posting", "登记单位公示情况"
    ATTACH = "attach", "上传材料"
    DETACH = "detach", "删除材料"
    RANK = "rank", "排定推荐顺序"
    ASK = "ask", "征求意见"
    ANSWER = "answer", "登记征求意见结果"
    TICK = "tick", "核对要件"
    FORM_PANEL = "form_panel", "组建评审组"
    RECUSE = "recuse", "回避"
    SCORE = "score", "提交评分"
    CLOSE_REVIEW = "close_review", "结束专家评审"
    CONVENE = "convene", "召开评审会"
    ATTEND = "attend", "签到"
    VOTE = "vote", "投票"
    CLOSE_MEETING = "close_meeting", "结束票决"
    PUBLISH_NOTICE = "publish_notice", "发布公示"
    DECIDE = "decide", "作出表彰决定"
    ISSUE = "issue", "制发证书"
    REGISTER = "register", "登记荣誉"
    INVITE = "invite", "邀请开通账号"
    ACTIVATE = "activate", "开通账号"
    ENTITLE = "entitle", "授予角色"
    DISENTITLE = "disentitle", "收回角色"
    DISABLE = "disable", "停用账号"
    ENABLE = "enable", "启用账号"
    CHANGE_PASSWORD = "change_password", "修改密码"
    SIGN_IN = "sign_in", "登录"
    SIGN_OUT = "sign_out", "退出"
    SWITCH = "switch", "切换身份"
    FOUND = "found", "登记单位"
    MOVE = "move", "调整隶属"
    SET = "set", "修改设置"


class Place(Term):
    """名额账目: what a ledger entry does to the places of one union."""

    GRANT = "grant", "分配"
    RESERVE = "reserve", "占用"
    COMMIT = "commit", "落实"
    RELEASE = "release", "释放"
    TRANSFER_OUT = "transfer_out", "调出"
    TRANSFER_IN = "transfer_in", "调入"
    FORFEIT = "forfeit", "核减"


class ConsentKind(Term):
    """同意事项: asked for, and given, separately."""

    VETTING = "vetting", "同意核查"
    PUBLICITY = "publicity", "同意公示"


class Answer(Term):
    """征求意见结果."""

    PENDING = "pending", "等待答复"
    CLEAR = "clear", "无异议"
    ADVERSE = "adverse", "有不良情况"


class Basis(Term):
    """授予方式: how an honour was won."""

    SELECTION = "selection", "评选"
    CONTEST = "contest", "竞赛授予"
    OUTSIDE = "outside", "外部授予"


class Outcome(Term):
    """评议结果 of the committee for one nomination."""

    CHOSEN = "chosen", "拟表彰"
    RESERVED = "reserved", "递补"
    UNCHOSEN = "unchosen", "未入选"


class JobState(Term):
    """后台任务状态."""

    READY = "ready", "等待"
    RUNNING = "running", "办理中"
    DONE = "done", "办结"
    FAILED = "failed", "未办成"
