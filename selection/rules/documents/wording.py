"""The words of each kind of document, made from plain facts: 通知, 公示, 评审会纪要, 表彰决定."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from selection.rules.documents.paper import Attachment, Imprint, Listing, Paper, Paragraph, written
from selection.rules.naming import in_list, numeral
from selection.rules.strokes import Order

BY_STROKES = f"（{Order.BY_SURNAME.value}）"
PEOPLE = ("姓名", "工作单位", "职业（工种）")
PEOPLE_WIDTHS = (5, 14, 9)


@dataclass(frozen=True)
class Office:
    """Who issues: ``name`` signs, ``printer`` stands in the 版记, ``contacts`` are pairs of label and value."""

    name: str
    printer: str
    contacts: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Roll:
    """One title and whom it goes to, in the order that was frozen: name, unit, occupation."""

    title: str
    people: Sequence[tuple[str, str, str]]


@dataclass(frozen=True)
class Round:
    """一轮表决 as the minutes tell it."""

    number: int
    title: str
    places: int
    ballots: int
    passed: int
    remark: str


@dataclass(frozen=True)
class MeetingFacts:
    """A closed meeting. ``titles``: title, places, and each line's name, unit, votes; ``recusals``: whole sentences.

    ``reopened``: when it had been closed and when it was opened again, in words.
    """

    name: str
    held_on: date
    summoned: int
    present: int
    quorum: int
    quorum_share: str
    absent: Sequence[str]
    members: Sequence[str]
    tellers: Sequence[str]
    agenda: Sequence[str]
    recusals: Sequence[str]
    is_secret: bool
    threshold_share: str
    needed: int
    rounds: Sequence[Round]
    titles: Sequence[tuple[str, int, Sequence[tuple[str, str, int]]]]
    reserve: Sequence[tuple[str, int]]
    reopened: Sequence[tuple[str, str]] = ()


def decision(
    office: Office, *, number: str, title: str, body: Sequence[str], year: int, rolls: Sequence[Roll], on: date
) -> Paper:
    """表彰决定 with its lists; ``body`` is the text as decided. Its last paragraph names the attachments."""
    text = [each for each in body if not each.startswith("附件：")]
    attachments = tuple(Attachment(f"{year}年{roll.title}名单", listings=(people_of(roll),)) for roll in rolls)
    return _paper(office, number=number, title=title, text=text, attachments=attachments, on=on, copies="各区总工会")


def notice(
    office: Office,
    *,
    title: str,
    prose: Sequence[str],
    contacts: Sequence[tuple[str, str]],
    rolls: Sequence[Roll],
    on: date,
) -> Paper:
    """公示: no number; the ways to object follow the text, the lists are attached."""
    ways = [Paragraph("反映方式", level=1)] + [Paragraph(f"{label}：{value}") for label, value in contacts]
    attachments = tuple(Attachment(f"{roll.title}拟表彰人选名单", listings=(people_of(roll),)) for roll in rolls)
    paragraphs = (*map(Paragraph, prose), *(ways if contacts else ()))
    return Paper(office.name, "", title, "", paragraphs, (), attachments, office.name, on, "", None)


def people_of(roll: Roll) -> Listing:
    """Names of two characters are spaced to three."""
    rows = tuple((in_list(name), unit, occupation) for name, unit, occupation in roll.people)
    return Listing(f"{roll.title}（{len(rows)} 名）", BY_STROKES, PEOPLE, PEOPLE_WIDTHS, rows)


def announcement(
    office: Office,
    *,
    number: str,
    programme: str,
    basis: str,
    year: int,
    titles: Sequence[tuple[str, int]],
    conditions: Sequence[str],
    criteria: Sequence[tuple[str, str]],
    steps: Sequence[tuple[str, str]],
    places: Sequence[tuple[str, int, int]],
    on: date,
) -> Paper:
    """通知 of a cycle. ``steps``: phase and its last moment; ``places``: union, places, how many it may name."""
    named = "、".join(f"“{title}” {number_} 名" for title, number_ in titles)
    text = [
        Paragraph(f"根据{basis}，决定开展{year}年{programme.removesuffix('评选')}评选。现将有关事项通知如下："),
        Paragraph("一、评选名额", 1),
        Paragraph(f"本次评选{named}。" + ("各推荐单位的名额见附件。" if places else "")),
        Paragraph("二、申报条件", 1),
        *(Paragraph(f"{place}. {each}") for place, each in enumerate(conditions, start=1)),
        Paragraph("三、程序和时间", 1),
        *(
            Paragraph(f"（{numeral(place)}）{name}，{until}截止。", 2)
            for place, (name, until) in enumerate(steps, start=1)
        ),
    ]
    demands = [
        "坚持公开、公平、公正，面向基层一线，严格掌握条件和标准，逐级审核，不得突破推荐名额。",
        "申报材料应当真实、准确。发现弄虚作假的，取消申报资格；已经表彰的，撤销荣誉。",
        *(f"专家评审的指标为{'、'.join(f'{name}（{weight}）' for name, weight in criteria)}。" for _ in criteria[:1]),
    ]
    text += [Paragraph("四、工作要求", 1), *(Paragraph(f"{place}. {each}") for place, each in enumerate(demands, 1))]
    text += [Paragraph("五、联系方式", 1)] if office.contacts else []
    text += [Paragraph(f"{label}：{value}") for label, value in office.contacts]
    table = Listing(
        "", "（单位：名）", ("推荐单位", "名额", "可推荐"), (18, 5, 5), tuple((a, str(b), str(c)) for a, b, c in places)
    )
    attachments = (
        (Attachment(f"{year}年{programme.removesuffix('评选')}推荐名额分配表", listings=(table,)),) if places else ()
    )
    title = f"{office.name}关于开展{year}年{programme.removesuffix('评选')}评选工作的通知"
    paper = _paper(office, number=number, title=title, text=(), attachments=attachments, on=on, copies="")
    return Paper(**{**paper.__dict__, "paragraphs": tuple(text), "addressee": "各区总工会，各局（产业）工会"})


def minutes(office: Office, facts: MeetingFacts, *, on: date) -> Paper:
    """评审会纪要: who came, how they voted, what came of it. Names nobody's vote."""
    came = (
        f"{written(facts.held_on)}，{facts.name}召开。应到评委 {facts.summoned} 人，实到 {facts.present} 人，"
        f"不少于规定的 {facts.quorum} 人（{facts.quorum_share}），会议有效。纪要如下："
    )
    how = (
        f"会议以{'无记名' if facts.is_secret else '记名'}投票方式表决，赞成票不少于实到人数的 {facts.threshold_share}"
        f"（{facts.needed} 票）的为达到票数。" + (f"监票人：{'、'.join(facts.tellers)}。" if facts.tellers else "")
    )
    again = [f"{closed}结束票决，经两人复核于{opened}复会，当时的结果作废。" for closed, opened in facts.reopened]
    if again:
        again.append("本纪要记载复会以后的结果，取代复会以前的纪要。")
    text = [
        Paragraph(came),
        *map(Paragraph, again),
        Paragraph("一、议程", 1),
        *map(Paragraph, facts.agenda or ["评议候选人，投票表决。"]),
    ]
    text += [Paragraph("二、回避", 1), *map(Paragraph, facts.recusals or ["没有评委须回避。"])]
    text += [Paragraph("三、表决", 1), Paragraph(how)]
    text += [
        Paragraph(
            f"第 {each.number} 轮：{each.title}{each.remark}，名额 {each.places} 个，收票 {each.ballots} 张，"
            f"达到票数 {each.passed} 人。"
        )
        for each in facts.rounds
    ]
    text += [Paragraph("四、结果", 1)]
    text += [Paragraph(f"{title}：名额 {places} 个，选出 {len(lines)} 名。") for title, places, lines in facts.titles]
    kept = "、".join(f"{name}（{votes} 票）" for name, votes in facts.reserve)
    text += [Paragraph(f"递补人选 {len(facts.reserve)} 名，依次为：{kept}。" if kept else "没有递补人选。")]
    text += [Paragraph(f"出席：{'、'.join(facts.members)}。"), Paragraph(f"缺席：{'、'.join(facts.absent) or '无'}。")]
    attachments = tuple(_resolved(*each) for each in facts.titles if each[2])
    title = f"{facts.name}纪要{'（复会）' if again else ''}"
    return Paper(office.name, "", title, "", tuple(text), (), attachments, office.name, on, "", None)


def _resolved(title: str, _places: int, lines: Sequence[tuple[str, str, int]]) -> Attachment:
    rows = tuple((str(at), in_list(name), unit, str(votes)) for at, (name, unit, votes) in enumerate(lines, start=1))
    return Attachment(
        f"拟表彰{title}人选",
        listings=(Listing("", "（按票数排列）", ("位次", "姓名", "工作单位", "赞成"), (3, 5, 17, 3), rows),),
    )


def _paper(
    office: Office,
    *,
    number: str,
    title: str,
    text: Sequence[str],
    attachments: tuple[Attachment, ...],
    on: date,
    copies: str,
) -> Paper:
    imprint = Imprint(copies, office.printer, on)
    paragraphs = tuple(map(Paragraph, text))
    return Paper(f"{office.name}文件", number, title, "", paragraphs, (), attachments, office.name, on, "", imprint)


def contacts_of(settings: Mapping[str, str], labels: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """The settings that have been filled in, with their labels."""
    return [(label, settings[key]) for key, label in labels if settings.get(key)]
