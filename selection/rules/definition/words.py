"""What the parts of a definition are called in Chinese, for whoever edits or compares one.

The schema itself is ``selection.rules.programme``. An attribute without a word here goes by its own name; a test names
those that are missing.
"""

import re
import typing
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from models.vocabulary import ConsentKind, Phase, Role
from selection.rules.definition.schema import attributes, is_required
from selection.rules.definition.shape import Reader
from selection.rules.eligibility.catalogue import RULES, rule_for
from selection.rules.programme import KINDS as FIELD_KINDS
from selection.rules.programme import Article


@dataclass(frozen=True)
class Part:
    """A page of the editor: some attributes of the programme under one heading."""

    key: str
    name: str
    attributes: tuple[str, ...]
    hint: str = ""


PARTS = (
    Part(
        "basics",
        "名称和依据",
        (
            "name",
            "short_name",
            "key",
            "code",
            "subject",
            "subject_name",
            "organiser",
            "organised_by",
            "basis",
            "years_between",
            "merges",
        ),
    ),
    Part("titles", "称号和名额", ("titles", "recommend_percent"), "从高到低排列。提名也写成一个称号，单列名额。"),
    Part("stages", "环节和天数", ("phases", "days", "unit_publicity_days", "city_publicity_days")),
    Part("channels", "申报渠道", ("channels",)),
    Part("form", "申报表", ("sections",), "每个部分是申报表的一页。"),
    Part("attachments", "佐证材料", ("attachments",)),
    Part("articles", "申报条件", ("articles",), "按通知的条款逐条设定，填报时和申报时按同一条规则核对。"),
    Part("composition", "人员构成", ("groups", "limits")),
    Part("vetting", "资格审查", ("checks", "departments")),
    Part("criteria", "评分", ("criteria", "scoring"), "各项满分相加为 100。"),
    Part("interview", "面试", ("interview",), "有面试环节、现场打分的才填。不填的，由经办人登记面试结果。"),
    Part("committee", "评委票决", ("committee",)),
    Part("certificate", "证书", ("certificate",)),
    Part("letters", "通知函件", ("letters",), "不填的，用系统通用的文字。可以用 {name}、{unit}、{award}、{year}。"),
    Part("consents", "本人同意", ("consent_text",)),
    Part(
        "others",
        "特别安排",
        ("contests", "period", "shortlist", "bans_next_round", "forfeits_upheld"),
        "多数项目用不到，不必填。",
    ),
)
HIDDEN = frozenset({"taxonomies"})
"""Set by the system when a cycle opens."""

Words = Mapping[str, tuple[str, str]]

ANYWHERE: Words = {
    "key": ("代码", "小写字母、数字和下划线，用来在系统里认出这一项。不填的自动编一个，以后不要改。"),
    "name": ("名称", ""),
    "name_en": ("英文名称", ""),
    "hint": ("填写说明", "显示在这一项旁边。"),
    "description": ("说明", ""),
    "article": ("条款", "在通知里的出处，如 申报条件第二条。不符合时一并显示。"),
    "identifying": ("能看出是谁", "选“是”的，评审专家看不到。"),
    "field": ("看哪一项", "申报表里的一项。"),
    "one_of": ("取哪些值", "填了其中任何一个就算。"),
    "count": ("人数", ""),
    "step": ("最小分差", "如 0.5。"),
    "trim": ("两端各去掉几份", ""),
}
OF_EACH: Mapping[str, Words] = {
    "Programme": {
        "key": ("代码", "小写字母、数字和连字符，如 changning-star。同一项目每年用同一个代码，才能和上届比较。"),
        "name": ("项目名称", "如 上海工匠选树。"),
        "short_name": ("简称", ""),
        "code": ("受理编号字头", "2 至 8 个大写字母，印在受理号前面；工会主办的，前面加本工会名称的字母。"),
        "organiser": ("主办单位", ""),
        "basis": ("依据", "文件名称和文号。"),
        "years_between": ("几年一届", ""),
        "phases": ("环节", "不办的环节不选。填报和表彰决定必须有。"),
        "days": ("开启后第几天结束", "日历天，后一个环节要晚于前一个。"),
        "titles": ("称号", "从高到低。"),
        "channels": ("申报渠道", ""),
        "recommend_percent": ("差额推荐比例（%）", "按名额的百分之多少推荐，100 为等额。"),
        "unit_publicity_days": ("单位公示（工作日）", "不少于 5 个工作日。"),
        "city_publicity_days": ("社会公示（工作日）", "不少于 5 个工作日。"),
        "sections": ("申报表的部分", ""),
        "attachments": ("佐证材料", ""),
        "articles": ("申报条件", ""),
        "groups": ("人员类别", "谁算在内，由申报表里填的内容得出。"),
        "limits": ("构成要求", "每一条是一个下限或上限。"),
        "checks": ("形式审查要件", ""),
        "departments": ("征求意见部门", ""),
        "criteria": ("评分指标", ""),
        "scoring": ("评分规则", ""),
        "interview": ("面试", ""),
        "committee": ("票决规则", ""),
        "certificate": ("证书", ""),
        "letters": ("通知函件", ""),
        "consent_text": ("告知和同意的文字", "被推荐人看到的原文，逐项同意。"),
        "subject": ("评选对象", ""),
        "subject_name": ("页面上的叫法", "如 成果、工作室。不填的按评选对象称呼。"),
        "organised_by": ("由谁主办", "区局（产业）工会主办的，只评所属单位。"),
        "merges": ("多渠道合并", "同一对象由几个渠道申报的，并为一份材料；选“否”的，后来的不予受理。"),
        "contests": ("竞赛授予", ""),
        "period": ("资助期（培育期）", ""),
        "shortlist": ("优先推荐", ""),
        "forfeits_upheld": ("异议成立时名额核减", "选“是”的，名额空缺；选“否”的，由递补名单上的第一位递补，另行公示。"),
        "bans_next_round": ("违规推荐停一届", "违反规定推荐的工会，下一届不能推荐。"),
    },
    "Contest": {
        "title": ("授予的称号", "不设竞赛授予的，以下都不填。"),
        "levels": ("竞赛级别", ""),
        "placing": ("取前几名", ""),
    },
    "Period": {
        "name": ("叫法", "如 资助期。不设的，以下都不填。"),
        "years": ("几年", ""),
        "report": ("年度报告的填报项", ""),
        "money": ("资助金额（万元）", ""),
        "matching": ("单位配套（万元）", "单位至少配套多少。"),
    },
    "Shortlist": {
        "honours": ("已获荣誉", "一行写一个。不设优先推荐的，以下都不填。"),
        "within_years": ("几年以内", ""),
    },
    "Title": {
        "places": ("名额", ""),
        "falls_to": ("未入选的转入", "落选的人参加哪个称号的评选。没有的不选。"),
    },
    "Channel": {
        "opened_by": ("由谁申报", ""),
        "uses_place": ("占用工会名额", ""),
        "skips": ("免去的环节", "经这一渠道的，不必经过哪些环节。"),
    },
    "Section": {"name": ("部分名称", ""), "fields": ("填报项", ""), "hint": ("填写说明", "显示在这一页开头。")},
    "Field": {
        "label": ("名称", "申报人看到的叫法。"),
        "kind": ("种类", "保存后，按种类显示要填的设置。"),
        "required": ("必填", ""),
        "limit": ("上限", "文字为字数，数字为最大值，表格为行数，多选为项数。不限的不填。"),
        "at_least": ("下限", ""),
        "unit": ("单位", "如 年、万元。"),
        "taxonomy": ("名录", "从已有的名录里选；自己列选项的不选。"),
        "options": ("选项", "不用名录时在这里列出。"),
        "columns": ("表格的列", ""),
        "custom": ("可以自己写", "列表里没有的，允许填写其他。"),
        "private": ("加密保存", "身份证号、电话等选“是”。"),
        "shown_when": ("什么时候显示", "不设的一直显示。"),
        "required_when": ("什么时候必填", "不设的按上面的“必填”。"),
    },
    "Attachment": {"at_least": ("至少几份", "0 为可以不交。"), "at_most": ("最多几份", "不限的不填。")},
    "Article": {
        "rule": ("规则", "保存后，按规则显示要填的设置。"),
        "settings": ("设置", ""),
        "channels": ("只问哪些渠道", "都不选的，各渠道都要符合。"),
    },
    "Group": {
        "younger_than": ("不满多少周岁", "按出生日期统计的填这一项，不填“取哪些值”。"),
        "each": ("逐个值分开统计", "如 按行业，每个行业各是一类。"),
    },
    "Limit": {
        "group": ("对哪一类人", ""),
        "scope": ("用在哪张名单", ""),
        "operator": ("下限还是上限", ""),
        "percent": ("百分比", "和“人数”只填一个。"),
        "count": ("人数", "和“百分比”只填一个。"),
        "binding": ("超出时不能通过", "选“否”的只作提示。"),
        "of": ("百分比按什么算", ""),
        "per": ("逐个计算", ""),
        "either": ("只能选用一类", "只在“只能选用一类”时填，至少两行。"),
    },
    "Branch": {"group": ("哪一类人", ""), "count": ("最多几名", "")},
    "Department": {
        "required": ("都要征求", "选“否”的按需要征求。"),
        "identified": ("凭证件号核查", "选“是”的，征询名单里带身份证号；其他部门的名单里没有。"),
    },
    "Criterion": {"name": ("指标", ""), "points": ("满分", ""), "bands": ("评分档", "从高到低，最低一档从 0 分起。")},
    "Band": {"name": ("档", ""), "lowest": ("最低分", ""), "comment": ("评这一档要写评语", "")},
    "Scoring": {
        "sheets": ("每份材料几人评分", ""),
        "ties": ("同分时依次比较", "按先后列出评分指标。"),
        "comment_below": ("低于多少分要写评语", ""),
        "average": ("取平均的办法", "取中位数的不再去掉高低分。"),
        "blind": ("隐名评审", "选“是”的，专家看不到姓名、单位和能看出是谁的材料；选“否”的看得到，证件和照片除外。"),
        "peers": ("互访互评", "由其他参评单位的人评分，不请专家。"),
        "calibrated": ("校准分计入名次", "选“否”的只供参看。选“是”的不去掉高低分；各组没有共同材料时仍按原始分。"),
    },
    "Interview": {
        "minutes": ("每人几分钟", ""),
        "pause": ("两人之间间隔几分钟", ""),
        "sheets": ("至少几名评委打分", ""),
        "criteria": ("面试评分指标", "各项满分相加为 100。"),
        "line": ("合格线（分）", "达到的可以办理面试通过。"),
    },
    "Committee": {
        "quorum": ("到会比例", "如 2/3。"),
        "threshold": ("通过比例", "占到会人数，如 1/2。"),
        "reserve": ("递补名单人数", ""),
        "method": ("产生办法", ""),
        "score_percent": ("专家评分占比（%）", "其余为得票。0 为先看得票，票数相同再看评分。"),
        "ballot": ("投票方式", ""),
        "by_title": ("分称号投票", "选“是”的，先投第一个称号，再投后面的。"),
        "rounds": ("最多几轮", ""),
        "tellers": ("监票人数", "无记名时，密钥由几名监票人分持。"),
        "tellers_needed": ("几名监票人可以开票", ""),
        "screen": ("投票后大屏显示", ""),
    },
    "Letters": {
        "sent_back": ("退回补正", ""),
        "declined": ("不予通过", ""),
        "chosen": ("入选", ""),
        "unchosen": ("未入选", ""),
    },
    "LetterWording": {"subject": ("标题", "代替通用的标题。"), "text": ("补充段落", "加在通用文字的后面。")},
    "CertificateWording": {
        "heading": ("证书名称", ""),
        "heading_en": ("英文证书名称", ""),
        "text": (
            "正文",
            "可以用 {name} 姓名、{year} 年、{edition} 届、{award} 项目、{title} 称号、{unit} 单位、{date} 日期。",
        ),
        "issuer": ("颁发单位", ""),
        "issuer_en": ("颁发单位英文名称", ""),
        "number": ("编号样式", "要有 {code} 字头、{year} 年、{serial} 序号，如 {code}-{year}-{serial}。"),
        "code": ("各称号的编号字头", "2 至 8 个大写字母，各不相同；工会主办的，前面加本工会名称的字母。"),
    },
}

KINDS: Mapping[str, str] = {
    "text": "一行文字",
    "long_text": "多行文字",
    "number": "数字",
    "date": "日期",
    "month": "年月",
    "choice": "单选",
    "choices": "多选",
    "flag": "是或否",
    "person_name": "姓名",
    "id_number": "身份证号",
    "phone": "手机号",
    "table": "表格（可加行）",
    "file": "文件",
    "person": "人员",
    "organisation": "单位",
}
CHOICES: Mapping[tuple[str, str], Mapping[str, str]] = {
    ("Field", "kind"): KINDS,
    ("Limit", "scope"): {"union": "各工会的推荐名单", "award": "评委会的表彰名单"},
    ("Limit", "operator"): {">=": "不少于（下限）", "<=": "不超过（上限）"},
    ("Limit", "of"): {"places": "名额", "list": "名单上的人数"},
    ("Limit", "per"): {"unit": "每个单位", "union": "每个工会"},
    ("Scoring", "average"): {"mean": "平均分", "median": "中位数"},
    ("Committee", "method"): {"vote": "评委投票", "order": "按评分名次"},
    ("Committee", "ballot"): {"named": "记名", "secret": "无记名"},
    ("Committee", "screen"): {"nothing": "不显示", "names": "显示名单", "votes": "显示名单和票数"},
}
"""Attributes that are texts but take only certain values."""

SETTINGS: Words = {
    "at_least": ("至少", ""),
    "at_most": ("至多", ""),
    "men_below": ("男不满（周岁）", ""),
    "women_below": ("女不满（周岁）", ""),
    "level": ("最低技能等级", ""),
    "name": ("等级名称", "显示给申报人的叫法，如 高级工。"),
    "names": ("荣誉名称", "一行写一个，不写届次和年份。"),
    "channels": ("允许的渠道", ""),
    "within_years": ("几年以内获得", "0 为不限。"),
    "kinds": ("哪些人员类别", "申报表“人员类别”里的。"),
    "allowed": ("哪些户籍情况", "申报表“户籍”里的。"),
    "words": ("合起来的叫法", "显示给申报人，如 企业负责人和县处级以上干部。"),
    "levels": ("竞赛级别", ""),
    "placing": ("取前几名", ""),
    "programmes": ("哪些项目", ""),
}
"""Settings of the rules of eligibility."""

KEYS: Mapping[str, Mapping[str, str]] = {
    "days": {str(phase): phase.label for phase in Phase},
    "phases": {str(phase): phase.label for phase in Phase},
    "consent_text": {str(kind): kind.label for kind in ConsentKind},
    "opened_by": {str(role): role.label for role in Role},
}


def kinds(*, in_table: bool = False) -> Mapping[str, str]:
    """The kinds of field there are; the columns of a table cannot be tables."""
    return {kind: KINDS.get(kind, kind) for kind in FIELD_KINDS if not (in_table and kind == "table")}


def name_of(kind: Any) -> str:
    """What one item of a dataclass is called: the Chinese its docstring begins with."""
    found = re.search(r"[\u4e00-\u9fff]+", kind.__doc__ or "")
    return {
        "Field": "填报项",
        "Section": "部分",
        "Article": "申报条件",
        "Condition": "条件",
        "Branch": "可选的一类",
    }.get(kind.__name__, found.group() if found else kind.__name__)


def label(kind: Any, attribute: str) -> str:
    """An attribute in Chinese; its own name where there is no word for it."""
    return _word(kind, attribute)[0]


def hint(kind: Any, attribute: str) -> str:
    """What to know before one fills it in."""
    return _word(kind, attribute)[1]


def rule_name(rule: str) -> str:
    """What a rule of eligibility is about: the words its docstring begins with."""
    return re.split(r"[.:：。]", RULES[rule].__doc__ or rule)[0].strip() if rule in RULES else rule


def settings_of(rule: str) -> Mapping[str, Any]:
    """The settings a rule of eligibility takes, with their annotations."""
    kind = RULES.get(rule)
    return {name: each for name, each in attributes(kind).items() if name != "article"} if kind else {}


def rule_sentence(article: Any) -> str:
    """What an article will ask for, as the applicant reads it; empty while its settings are not right."""
    reader = Reader()
    built: Article = reader.read(Article, article)
    wanted, given = settings_of(built.rule), built.settings
    needed = {name for name in wanted if is_required(RULES[built.rule], name)}
    fits = not reader.faults and built.rule in RULES and needed <= given.keys() <= wanted.keys()
    return rule_for(built).label if fits and all(_fits(given[name], wanted[name]) for name in given) else ""


def _fits(value: Any, annotation: Any) -> bool:
    return type(value) is (typing.get_origin(annotation) or annotation)


def _word(kind: Any, attribute: str) -> tuple[str, str]:
    own = OF_EACH.get(getattr(kind, "__name__", ""), {})
    return own.get(attribute) or ANYWHERE.get(attribute) or (attribute, "")


def explained(message: str, kind: Any = None) -> str:
    """A message about a TOML text said with the words of the editor.

    ``kind`` is whose attributes it speaks of: a dataclass, or ``settings`` for those of a rule.
    """
    own = SETTINGS if kind == "settings" else OF_EACH.get(getattr(kind, "__name__", ""), {})
    words = {**_spoken(), **{name: word for name, (word, _) in own.items()}}
    said = re.sub(r"规则 ([a-z_]+)", lambda found: f"规则“{rule_name(found[1])}”", message)
    said = re.sub(r"[a-z]+(?:_[a-z]+)*", lambda found: words.get(found[0], found[0]), said)
    return re.sub(r"(?<=[\u4e00-\u9fff”）]) (?=[\u4e00-\u9fff“（])", "", said)


@cache
def _spoken() -> Mapping[str, str]:
    words: dict[str, str] = {name: word for name, (word, _) in SETTINGS.items()}
    for own in (*OF_EACH.values(), ANYWHERE):
        words |= {name: word for name, (word, _) in own.items()}
    return {**words, **{str(phase): phase.label for phase in Phase}, **KINDS}
