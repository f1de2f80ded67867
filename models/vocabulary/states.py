"""What else is said of things: places, answers, outcomes, states of work and of the register."""

from models.vocabulary.term import Term


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


class Numbered(Term):
    """编号: what has a number that begins with letters of its award."""

    RECEIPT = "receipt", "受理编号"
    CERTIFICATE = "certificate", "证书编号"


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


class CallState(Term):
    """聘请的状态: reserves are asked when somebody declines or is replaced."""

    RESERVE = "reserve", "候补"
    INVITED = "invited", "等待答复"
    ACCEPTED = "accepted", "已接受"
    DECLINED = "declined", "不能参加"
    REPLACED = "replaced", "已更换"


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
