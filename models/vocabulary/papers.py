"""Words of the papers an office sends out."""

from models.vocabulary.term import Term


class PaperKind(Term):
    """公文种类."""

    ANNOUNCEMENT = "announcement", "评选通知"
    MINUTES = "minutes", "评审会纪要"
    NOTICE = "notice", "公示"
    DECISION = "decision", "表彰决定"
    SUMMARY = "summary", "推荐汇总表"
    ROSTER = "roster", "表彰名册"
    CONSULTATION = "consultation", "征求意见函"
