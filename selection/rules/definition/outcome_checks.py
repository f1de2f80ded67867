"""Checks on how a definition judges and certifies: scoring, committee, certificate, consent."""

import re
import string
from collections.abc import Iterator
from dataclasses import fields
from decimal import Decimal
from fractions import Fraction

from models.vocabulary import ConsentKind, Phase
from selection.rules.definition.findings import Finding, filled, keyed
from selection.rules.definition.lines import Path
from selection.rules.programme import CertificateWording, Criterion, Programme, Scoring

METHODS = ("vote", "order")
IN_TEXT = frozenset({"name", "year", "edition", "award", "title", "unit", "date", "team"})
IN_LETTER = frozenset({"name", "unit", "award", "year"})
NONE: frozenset[str] = frozenset()
IN_NUMBER = frozenset({"code", "year", "serial"})
BALLOTS, SCREENS = ("named", "secret"), ("nothing", "names", "votes")
MOST_ROUNDS, MOST_TELLERS = 9, 16


def scoring(programme: Programme) -> Iterator[Finding]:
    """Criteria add up to 100, bands lie within them, and the trimming leaves a score."""
    rules = programme.scoring
    total = sum((criterion.points for criterion in programme.criteria), Decimal(0))
    if programme.criteria and total != 100:
        yield ("criteria",), f"各项满分相加应为 100，现为 {total:f}"
    if rules.step <= 0:
        yield ("scoring", "step"), "step 应大于 0"
    if rules.sheets < 1:
        yield ("scoring", "sheets"), "sheets 至少为 1"
    yield from _trimming(rules)
    if rules.comment_below > 100:
        yield ("scoring", "comment_below"), "comment_below 应在 0 至 100 之间"
    keys = {criterion.key for criterion in programme.criteria}
    for place, key in enumerate(rules.ties):
        if key not in keys:
            yield ("scoring", "ties", place), f"没有 {key} 这个评分指标"
        elif key in rules.ties[:place]:
            yield ("scoring", "ties", place), f"{key} 写了两次"
    for place, criterion in enumerate(programme.criteria):
        yield from _criterion(criterion, rules.step, ("criteria", place))


def _trimming(rules: Scoring) -> Iterator[Finding]:
    if rules.average not in ("mean", "median"):
        yield ("scoring", "average"), "average 应为其中之一：mean、median"
    if rules.is_median and (rules.trim or rules.calibrated):
        yield ("scoring", "average"), "取中位数的不去掉高低分，也不按校准分，trim 应为 0，calibrated 应为 false"
    if rules.trim * 2 >= rules.sheets:
        yield ("scoring", "trim"), f"两端各去掉 {rules.trim} 份，{rules.sheets} 份评分表剩不下一份"
    if rules.calibrated and rules.trim:
        yield ("scoring", "trim"), f"校准分计入名次的不去掉高低分，trim 应为 0，现为 {rules.trim}"


def interview(programme: Programme) -> Iterator[Finding]:
    """An interview is scored where there is one: criteria of 100 points, a line within them, judges enough."""
    rules = programme.interview
    if rules is None:
        return
    if Phase.INTERVIEW not in programme.phases:
        yield ("interview",), "没有 interview（面试）环节的，不写面试"
    if (total := sum((each.points for each in rules.criteria), Decimal(0))) != 100:
        yield ("interview", "criteria"), f"各项满分相加应为 100，现为 {total:f}"
    within = {"minutes": (1, 240), "pause": (0, 240), "sheets": (1, 99), "line": (0, 100)}
    for name, (least, most) in within.items():
        if not least <= getattr(rules, name) <= most:
            yield ("interview", name), f"{name} 应在 {least} 至 {most} 之间"
    if rules.sheets <= 2 * rules.trim:
        yield ("interview", "trim"), f"两端各去掉 {rules.trim} 份，{rules.sheets} 份评分表剩不下一份"
    if rules.step <= 0:
        yield ("interview", "step"), "step 应大于 0"
    yield from keyed(rules.criteria, ("interview", "criteria"))
    for place, each in enumerate(rules.criteria):
        yield from _criterion(each, rules.step, ("interview", "criteria", place))


def criteria(programme: Programme) -> Iterator[Finding]:
    """Criteria where somebody scores, and only there."""
    if (Phase.REVIEW in programme.phases) != bool(programme.criteria):
        yield ("criteria",), "有 review（专家评审）环节的要写评分指标，没有的不写"


def _criterion(criterion: Criterion, step: Decimal, path: Path) -> Iterator[Finding]:
    if criterion.points <= 0:
        yield (*path, "points"), "points 应大于 0"
    if step > 0 and criterion.points % step:
        yield (*path, "points"), f"满分 {criterion.points:f} 不是 {step:f} 的整倍数"
    above = criterion.points
    for place, band in enumerate(criterion.bands):
        here = (*path, "bands", place)
        yield from filled(band, ("name",), here)
        if band.lowest >= above:
            yield (*here, "lowest"), f"评分档应由高到低，{band.lowest:f} 应小于 {above:f}"
        if step > 0 and band.lowest % step:
            yield (*here, "lowest"), f"{band.lowest:f} 不是 {step:f} 的整倍数"
        above = band.lowest
    if criterion.bands and criterion.bands[-1].lowest != 0:
        yield (*path, "bands"), "最低一档应从 0 分起"


def committee(programme: Programme) -> Iterator[Finding]:
    """Ratios that can be reached, words that are known, tellers who can be found and who can open what they sealed."""
    rules = programme.committee
    yield from _weighing(programme)
    for name in ("quorum", "threshold"):
        if not Fraction(0) < getattr(rules, name) <= 1:
            yield ("committee", name), f"{name} 应大于 0、不大于 1"
    for name, words in (("ballot", BALLOTS), ("screen", SCREENS)):
        if getattr(rules, name) not in words:
            yield ("committee", name), f"{name} 应为其中之一：{'、'.join(words)}"
    if not 1 <= rules.rounds <= MOST_ROUNDS:
        yield ("committee", "rounds"), f"rounds 应在 1 至 {MOST_ROUNDS} 之间"
    if not 2 <= rules.tellers <= MOST_TELLERS:
        yield ("committee", "tellers"), f"tellers 应在 2 至 {MOST_TELLERS} 之间"
    if not 2 <= rules.tellers_needed <= rules.tellers:
        yield ("committee", "tellers_needed"), "tellers_needed 至少为 2，不多于 tellers"


def _weighing(programme: Programme) -> Iterator[Finding]:
    """How scores and votes are joined."""
    rules = programme.committee
    if rules.method not in METHODS:
        yield ("committee", "method"), f"method 应为其中之一：{'、'.join(METHODS)}"
    if rules.score_percent > 100:
        yield ("committee", "score_percent"), "score_percent 应在 0 至 100 之间"
    if rules.score_percent and (Phase.REVIEW not in programme.phases or rules.method != "vote"):
        yield ("committee", "score_percent"), "既评分又票决的，才能按比例合成总分"


def certificate(programme: Programme) -> Iterator[Finding]:
    """Wording whose placeholders can be filled, numbers that cannot collide, and both consents in words."""
    wording = programme.certificate
    yield from _consents(programme)
    if Phase.DECISION not in programme.phases:
        if wording != CertificateWording():
            yield ("certificate",), "推荐上报的评选由上级发证，不写证书文字"
        return
    yield from filled(wording, ("heading", "heading_en", "issuer", "issuer_en"), ("certificate",))
    yield from _placeholders(wording.text, IN_TEXT, frozenset({"name", "title"}), ("certificate", "text"))
    yield from _placeholders(wording.number, IN_NUMBER, IN_NUMBER, ("certificate", "number"))
    titles = {title.key for title in programme.titles}
    for key in sorted(titles - wording.code.keys()):
        yield ("certificate", "code"), f"code 缺少称号 {key}"
    for key, letters in wording.code.items():
        if key not in titles:
            yield ("certificate", "code", key), f"没有 {key} 这个称号"
        if not re.fullmatch(r"[A-Z]{2,12}", letters):
            yield ("certificate", "code", key), "证书字头应为 2 至 12 个大写字母"
    if len(set(wording.code.values())) < len(wording.code):
        yield ("certificate", "code"), "各称号的证书字头应不同"


def letters(programme: Programme) -> Iterator[Finding]:
    """Placeholders that can be filled."""
    for occasion in fields(programme.letters):
        wording = getattr(programme.letters, occasion.name)
        for name in ("subject", "text"):
            yield from _placeholders(getattr(wording, name), IN_LETTER, NONE, ("letters", occasion.name, name))


def _consents(programme: Programme) -> Iterator[Finding]:
    for kind in ConsentKind:
        if not programme.consent_text.get(kind, "").strip():
            yield ("consent_text",), f"缺少 {kind}（{kind.label}）的文字"
    for name in programme.consent_text.keys() - {str(kind) for kind in ConsentKind}:
        yield ("consent_text", name), f"没有 {name} 这种同意事项"


def _placeholders(text: str, allowed: frozenset[str], needed: frozenset[str], path: Path) -> Iterator[Finding]:
    try:
        parts = list(string.Formatter().parse(text))
    except ValueError:
        yield path, "花括号没有成对"
        return
    used = {name for _, name, _, _ in parts if name is not None}
    for name in sorted(used - allowed):
        yield path, f"没有 {{{name}}} 这个占位，可用：{'、'.join(f'{{{each}}}' for each in sorted(allowed))}"
    for name in sorted(needed - used):
        yield path, f"缺少 {{{name}}}"
    if any(spec or conversion for _, _, spec, conversion in parts):
        yield path, "占位里只写名称，不写格式"
