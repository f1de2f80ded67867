"""What invented applicants write of their work: sentences with figures, within the limits of the form.

Nobody is named and no unit either: experts read these texts without knowing whose they are.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from selection.rules.values import characters
from selection.showcase.trades import Trade

BRIEF = range(320, 491)
LONGEST_ACCOUNT = 1200
ORDINALS = "一二三四五六"


@dataclass(frozen=True)
class Deed:
    """One thing put right: what, on what, against what, by what means, and what it brought."""

    work: str
    object: str
    trouble: str
    means: str
    rate: str
    rate_before: float
    rate_after: float
    time: str
    minutes_before: int
    minutes_after: int
    saved: int  # 万元 a year
    year: int

    @property
    def faster(self) -> int:
        """By how many per cent."""
        return round(100 * (self.minutes_before - self.minutes_after) / self.minutes_before)


@dataclass(frozen=True)
class Teller:
    """Who is told of: everything a sentence may need."""

    pronoun: str
    occupation: str
    years: int
    apprentices: int
    promoted: int
    patents: int
    projects: int
    saved: int  # 万元 a year, all deeds together
    deeds: Sequence[Deed]


def deeds_of(trade: Trade, chance: Random, *, merit: float, first_year: int, last_year: int) -> list[Deed]:
    """Three or four deeds; the better somebody is, the more they bring."""
    wanted = 4 if merit > 0.3 else 3
    works, objects = chance.sample(trade.works, wanted), chance.sample(trade.objects, wanted)
    troubles, means = chance.sample(trade.troubles, wanted), chance.sample(trade.means, wanted)
    years = sorted(chance.choices(range(first_year, last_year + 1), k=wanted))
    return [_deed(trade, chance, merit, *parts) for parts in zip(works, objects, troubles, means, years, strict=True)]


def _deed(
    trade: Trade, chance: Random, merit: float, work: str, thing: str, trouble: str, means: str, year: int
) -> Deed:
    before, gain = round(chance.uniform(82, 94), 1), chance.uniform(0.35, 0.6) + 0.1 * max(-2.0, min(2.0, merit))
    minutes = chance.randrange(40, 400, 5)
    return Deed(
        work=work,
        object=thing,
        trouble=trouble,
        means=means,
        rate=chance.choice(trade.rates),
        rate_before=before,
        rate_after=round(before + (99.9 - before) * gain, 1),
        time=chance.choice(trade.times),
        minutes_before=minutes,
        minutes_after=max(5, round(minutes * chance.uniform(0.45, 0.8))),
        saved=round(chance.uniform(18, 90) * (1.6 + max(-1.0, min(2.0, merit)) / 2)),
        year=year,
    )


def expertise(teller: Teller, chance: Random) -> str:
    """工艺专长."""
    first, second, who = teller.deeds[0], teller.deeds[1], teller.pronoun
    openings = (
        f"从事{teller.occupation}工作 {teller.years} 年，专长是{first.work}。",
        f"{teller.years} 年一直在{teller.occupation}岗位，擅长{first.work}和{second.work}。",
        f"在{first.work}上形成了一套自己的做法，{teller.years} 年没有离开过现场。",
    )
    solved = (
        f"{first.object}长期存在{first.trouble}的问题，{who}用{first.means}加以解决，"
        f"{first.rate}由 {first.rate_before}% 提高到 {first.rate_after}%，"
        f"{first.time}由 {first.minutes_before} 分钟缩短到 {first.minutes_after} 分钟。"
        f"这一做法已写入作业指导书，目前班组内只有 {chance.randint(2, 4)} 人能够独立完成。"
    )
    tried = (
        f"针对{first.object}的{first.trouble}，{who}经过 {chance.randint(12, 60)} 次试验，确定了{first.means}的做法，"
        f"使{first.rate}稳定在 {first.rate_after}% 以上（原为 {first.rate_before}%），"
        f"{first.time}缩短 {first.faster}%。同行前来学习 {chance.randint(3, 15)} 批次。"
    )
    return chance.choice(openings) + chance.choice((solved, tried))


def mastery(teller: Teller, chance: Random, *, contest: str) -> str:
    """高超技能."""
    deed = teller.deeds[1]
    judged, months, checked = chance.randint(40, 120), chance.randint(6, 24), chance.randint(80, 400)
    skills = (
        f"能凭手感和声音判断{deed.object}的{deed.trouble}，{judged} 次抽查判断准确 {chance.randint(95, 100)}%。",
        f"在{deed.work}中，重复精度连续 {months} 个月保持在同行前列，抽检 {checked} 件无一返工。",
        f"{deed.work}一项，{teller.pronoun}的用时比定额少 {deed.faster}%，质量仍高于标准一个等级。",
    )
    ranking = contest or f"本单位岗位练兵中连续 {chance.randint(2, 5)} 年名列第一。"
    return f"{chance.choice(skills)}{ranking}经第三方测评，{deed.rate}为 {deed.rate_after}%，高于全市同类岗位平均水平。"


def leadership(teller: Teller, chance: Random) -> str:
    """领军作用."""
    deed = teller.deeds[2]
    taught = (
        f"先后带教徒弟 {teller.apprentices} 名，其中 {teller.promoted} 名晋升等级。"
        if teller.apprentices
        else f"在班组内牵头技能交流，每年讲课 {chance.randint(6, 20)} 学时。"
    )
    return (
        f"{taught}编写{deed.work}培训讲义 {chance.randint(2, 9)} 份、操作视频 {chance.randint(3, 20)} 段，"
        f"累计培训 {chance.randint(60, 600)} 人次。"
        f"{deed.year} 年牵头 {chance.randint(4, 12)} 人小组攻关{deed.object}的{deed.trouble}，采用{deed.means}，"
        f"{deed.time}缩短 {deed.faster}%，成果在 {chance.randint(2, 8)} 条生产线或班组推广。"
    )


def contribution(teller: Teller, chance: Random) -> str:
    """突出贡献."""
    last = teller.deeds[-1]
    owned = f"，取得授权专利 {teller.patents} 项" if teller.patents else ""
    ends = ("连续三年无质量和安全事故。", "所在班组获评工人先锋号。", "相关做法被列入行业标准征求意见稿。")
    return (
        f"完成技术革新 {teller.projects} 项{owned}，经财务部门核算，每年节约成本约 {teller.saved} 万元。"
        f"其中 {last.year} 年完成的{last.object}{last.work}项目，"
        f"{last.rate}由 {last.rate_before}% 提高到 {last.rate_after}%，"
        f"年节约 {last.saved} 万元，保证了重点任务提前 {chance.randint(3, 25)} 天完成。{chance.choice(ends)}"
    )


def brief(teller: Teller, chance: Random) -> str:
    """简要事迹, 300 to 500 characters."""
    who = teller.pronoun
    sentences = [
        f"{who}从事{teller.occupation}工作 {teller.years} 年，始终在生产服务一线，是所在企业公认的技术能手。",
        *(_told(deed) for deed in teller.deeds),
        f"{who}先后完成技术革新 {teller.projects} 项，年节约成本约 {teller.saved} 万元。",
        f"{who}注重传授技艺，带教和培训的职工中有 {max(1, teller.promoted)} 人晋升等级。",
        f"工作中严守操作规程，{chance.randint(3, 12)} 年没有发生质量和安全责任事故。",
        "遇到急难任务，总是带头到现场，把问题解决在班组，受到职工和客户的好评。",
        f"近三年累计参加重点任务 {chance.randint(5, 30)} 次，加班加点保证节点，从未因个人原因影响进度。",
        "平时注意积累，把经验整理成操作口诀和检查清单，供同岗位职工使用，新职工独立上岗的时间明显缩短。",
        "积极参加岗位练兵和技能竞赛，把赛场上的做法带回班组，带动整个班组的技能水平逐年提高。",
    ]
    return _within(sentences, BRIEF)


def account(teller: Teller, chance: Random) -> str:
    """主要事迹, in paragraphs."""
    who = teller.pronoun
    paragraphs = [
        f"{ORDINALS[place]}、攻克{deed.trouble}。{_told(deed)}试验阶段，{who}记录数据 {chance.randint(200, 900)} 组，"
        f"比较方案 {chance.randint(3, 9)} 个，最后确定的做法沿用至今。"
        for place, deed in enumerate(teller.deeds)
    ]
    end = (
        f"{who}常说，手艺是练出来的，也是传下去的。{teller.years} 年来，"
        f"{who}把每一项做法都写成文字、画成简图，让后来的人少走弯路。"
    )
    return _within([f"{each}\n" for each in (*paragraphs, end)], range(LONGEST_ACCOUNT)).strip()


def _told(deed: Deed) -> str:
    return (
        f"{deed.year} 年，针对{deed.object}{deed.work}中的{deed.trouble}，采用{deed.means}，"
        f"{deed.rate}由 {deed.rate_before}% 提高到 {deed.rate_after}%，{deed.time}缩短 {deed.faster}%。"
    )


def _within(sentences: Sequence[str], wanted: range) -> str:
    """Sentences in their order as long as the text may still grow; whatever would not fit is left out."""
    text = ""
    for sentence in sentences:
        if characters(text + sentence) < wanted.stop:
            text += sentence
        if text and characters(text) >= wanted.start > 0 and sentence is not sentences[0]:
            break
    return text
