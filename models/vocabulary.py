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
    CITY_OFFICER = "city_officer", "评选办经办人"
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


class SubjectKind(Term):
    """评选对象: who or what is put forward."""

    PERSON = "person", "个人"
    PROJECT = "project", "项目"
    STUDIO = "studio", "工作室"
    COLLECTIVE = "collective", "集体"


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
    ADMIT = "admit", "面试通过"
    ASSIGN = "assign", "送专家评审"
    TOTAL = "total", "汇总评分"
    RESOLVE = "resolve", "票决"
    RESERVE = "reserve", "列入递补名单"
    PASS_OVER = "pass_over", "未入选"
    MOVE_UP = "move_up", "递补"
    PUBLICISE = "publicise", "社会公示"
    REPORT_UP = "report_up", "推荐上报"
    HONOUR = "honour", "表彰"
    DROP_OUT = "drop_out", "公示后退出"
    WITHDRAW = "withdraw", "撤回申报"
    EXPIRE = "expire", "逾期失效"
    MERGE = "merge", "并入同一份申报"

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
    APPOINT_TELLERS = "appoint_tellers", "指定监票人"
    MAKE_KEY = "make_key", "生成表决密钥"
    READ_SHARE = "read_share", "领取密语"
    OPEN_ROUND = "open_round", "开始一轮投票"
    CLOSE_ROUND = "close_round", "结束一轮投票"
    COUNT = "count", "开票计票"
    VOID_ROUND = "void_round", "作废一轮投票"
    ENTER_PAPER = "enter_paper", "录入纸质票"
    CLOSE_MEETING = "close_meeting", "结束票决"
    PUBLISH_NOTICE = "publish_notice", "发布公示"
    SCHEDULE_NOTICE = "schedule_notice", "预定发布公示"
    CALL_OFF_NOTICE = "call_off_notice", "撤下公示"
    CORRECT_NOTICE = "correct_notice", "更正公示"
    ATTACH_TO_NOTICE = "attach_to_notice", "上传公示附件"
    DETACH_FROM_NOTICE = "detach_from_notice", "删除公示附件"
    LOOK_OVER = "look_over", "查看公示附件"
    RECORD_NOTICE_POSTING = "record_notice_posting", "登记张贴情况"
    OBJECT = "object", "提出异议"
    HANDLE_OBJECTION = "handle_objection", "办理异议"
    SEND_BATCH = "send_batch", "发出征询名单"
    FETCH_BATCH = "fetch_batch", "领取征询名单"
    TAKE_ANSWERS = "take_answers", "收到部门答复"
    DECIDE = "decide", "作出表彰决定"
    ISSUE = "issue", "制发证书"
    PROVE = "prove", "校对证书"
    REISSUE = "reissue", "换发证书"
    VOID = "void", "作废证书"
    HAND_OVER = "hand_over", "登记领取"
    SUPPLY_GLYPH = "supply_glyph", "补字"
    REGISTER = "register", "登记荣誉"
    GRANT_BY_CONTEST = "grant_by_contest", "竞赛授予"
    BEGIN_PERIOD = "begin_period", "开始资助或培育"
    HAND_IN_REPORT = "hand_in_report", "提交年度报告"
    REVIEW_REPORT = "review_report", "审核年度报告"
    ASSESS = "assess", "期满考核"
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
    WRITE_DEFINITION = "write_definition", "编写评选规则"
    PROPOSE = "propose", "提请复核"
    APPROVE = "approve", "复核同意"
    REJECT = "reject", "复核不同意"
    TAKE_BACK = "take_back", "撤回提请"
    ENTER = "enter", "登记人才档案"
    STRIKE = "strike", "撤下人才档案条目"
    JOIN = "join", "合并人员"
    PART = "part", "拆分人员"
    UNDO_REGROUPING = "undo_regrouping", "撤销合并或拆分"
    TELL_APART = "tell_apart", "登记同名不同人"
    AMEND = "amend", "更正人员信息"
    CHECK_INTAKE = "check_intake", "检查导入表"
    SETTLE_MATCH = "settle_match", "确认是否同一人"
    ENTER_INTAKE = "enter_intake", "导入历届荣誉"
    DISCARD_INTAKE = "discard_intake", "作废导入表"
    REVOKE = "revoke", "撤销荣誉"
    RECOVER = "recover", "登记收回情况"
    BAN = "ban", "取消下一届推荐资格"


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


class CertificateEnd(Term):
    """证书作废: why one no longer holds."""

    CORRECTED = "corrected", "更正后换发"
    LOST = "lost", "遗失补发"
    DAMAGED = "damaged", "损毁换发"
    REVOKED = "revoked", "荣誉撤销"


class GlyphKind(Term):
    """补字来源."""

    PICTURE = "picture", "字形图片"
    FACE = "face", "字体文件"


class ObjectionWay(Term):
    """异议渠道: how an objection came."""

    WEB = "web", "网上"
    PHONE = "phone", "电话"
    LETTER = "letter", "来信"


class ObjectionStanding(Term):
    """异议人: in whose name an objection is made. Nobody objects without a name."""

    PERSON = "person", "个人实名"
    UNIT = "unit", "单位盖章"


class ObjectionStepKind(Term):
    """异议办理情况: what was done with an objection."""

    TAKE_UP = "take_up", "受理"
    SET_ASIDE = "set_aside", "不予受理"
    INVESTIGATE = "investigate", "调查核实"
    UPHOLD = "uphold", "异议成立"
    DISMISS = "dismiss", "异议不成立"


class Outcome(Term):
    """评议结果 of the committee for one nomination."""

    CHOSEN = "chosen", "拟表彰"
    RESERVED = "reserved", "递补"
    UNCHOSEN = "unchosen", "未入选"


class Assessment(Term):
    """期满考核的结果."""

    PENDING = "pending", "尚未考核"
    PASSED = "passed", "合格"
    NOT_PASSED = "not_passed", "不合格"


class JobState(Term):
    """后台任务状态."""

    READY = "ready", "等待"
    RUNNING = "running", "办理中"
    DONE = "done", "办结"
    FAILED = "failed", "未办成"


class ProposalState(Term):
    """提请复核的状态."""

    OPEN = "open", "等待复核"
    APPROVED = "approved", "已同意"
    REFUSED = "refused", "不同意"
    WITHDRAWN = "withdrawn", "已撤回"


class EntryKind(Term):
    """档案条目的种类: what the register keeps of a person besides honours."""

    STUDIO = "studio", "领衔工作室"
    APPRENTICE = "apprentice", "师徒"
    PATENT = "patent", "专利"
    CONTEST = "contest", "竞赛获奖"
    PROJECT = "project", "创新成果"
    POST = "post", "聘任"
    TRAINING = "training", "培训研修"
    BENEFIT = "benefit", "享受待遇"


class Ground(Term):
    """撤销事由: modelled on a local regulation of administrative awards; the city's own was not found."""

    FRAUD = "fraud", "伪造先进事迹或隐瞒严重错误，骗取荣誉"
    PROCEDURE = "procedure", "严重违反评选程序或审批权限"
    MISCONDUCT = "misconduct", "获得荣誉后被开除、受刑事处罚或有其他严重错误"


class RegroupingKind(Term):
    """并档、拆档."""

    JOIN = "join", "合并"
    PART = "part", "拆分"


class Match(Term):
    """比对结论: what became of one imported row."""

    FAULTY = "faulty", "须更正"
    UNSURE = "unsure", "须人工确认"
    CERTAIN = "certain", "同一人"
    NEW = "new", "新人"
    PRESENT = "present", "已在册"


class IntakeState(Term):
    """导入表的状态."""

    CHECKED = "checked", "等待登记"
    ENTERED = "entered", "已登记"
    DISCARDED = "discarded", "已作废"
