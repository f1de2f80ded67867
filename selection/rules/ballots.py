"""Ballots (票决): whether the meeting may vote, what a ballot may say, and how ballots are counted.

Fractions are exact. "Two thirds of 23" is 16: a share that is not a whole number of people is rounded up, and a share
that is met exactly is met (以上 includes the figure itself).
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from fractions import Fraction

FEWEST = 5
"""Ballots below which a secret vote keeps hardly any secret."""


def least(people: int, share: Fraction) -> int:
    """The fewest of ``people`` that make up ``share``; never below one, so an empty room decides nothing."""
    return max(1, -(-people * share.numerator // share.denominator))


def has_quorum(*, present: int, members: int, quorum: Fraction) -> bool:
    """Whether enough members are present for the meeting to count."""
    return present >= least(members, quorum)


def votes_needed(*, present: int, threshold: Fraction) -> int:
    """Votes in favour a candidate needs. Counted on everyone present, abstaining and recused members included."""
    return least(present, threshold)


def meeting_problems(*, present: int, members: int, quorum: Fraction) -> list[str]:
    """Why the committee cannot vote yet."""
    if members < 1:
        return ["还没有登记评委会成员。请先登记成员再召开评审会。"]
    if present > members:
        return [f"实到 {present} 人，多于应到 {members} 人。请核对签到。"]
    if not has_quorum(present=present, members=members, quorum=quorum):
        need = least(members, quorum)
        share = f"{quorum.numerator}/{quorum.denominator}"
        return [
            f"应到 {members} 人，实到 {present} 人，须到 {need} 人（{share}）会议才有效，还差 {need - present} 人。"
        ]
    return []


def ballot_problems(
    ticks: Sequence[int], listed: Mapping[int, str], *, at_most: int, recused: Collection[int] = frozenset()
) -> list[str]:
    """Every reason why a ballot does not count.

    ``ticks`` are the nominations this member is in favour of, ``listed`` the names on the ballot paper, ``recused`` the
    nominations this member must not vote on. No tick at all is a good ballot: it is in favour of nobody.
    """
    ticked = dict.fromkeys(ticks)
    problems = []
    if len(ticked) > at_most:
        problems.append(f"一张票最多赞成 {at_most} 人，现为 {len(ticked)} 人。请减少 {len(ticked) - at_most} 人。")
    doubled = [listed[each] for each in ticked if each in listed and ticks.count(each) > 1]
    if doubled:
        problems.append(f"同一人只能赞成一次，重复的有：{'、'.join(doubled)}。")
    unknown = sum(each not in listed for each in ticked)
    if unknown:
        problems.append(f"有 {unknown} 人不在本轮候选人名单上。请只在名单上选择。")
    barred = [listed[each] for each in ticked if each in recused and each in listed]
    if barred:
        problems.append(f"须回避、不能投票的候选人有：{'、'.join(barred)}。请取消选择。")
    return problems


def count_problems(*, present: int, cast: int) -> list[str]:
    """Why a finished vote cannot be counted: more ballots than people. Fewer is allowed, the rest did not vote."""
    if cast > present:
        return [f"实到 {present} 人，收到 {cast} 张票，多出 {cast - present} 张。本轮投票无效，请重新投票。"]
    return []


def tally(ballots: Iterable[Collection[int]], listed: Collection[int]) -> dict[int, int]:
    """Votes in favour of everyone listed, zero included. A ballot counts once for a name, and only for listed ones."""
    votes = dict.fromkeys(listed, 0)
    for ballot in ballots:
        for each in votes.keys() & set(ballot):
            votes[each] += 1
    return votes


def exposed(votes: Mapping[int, int], *, cast: int) -> list[str]:
    """What the figures of a secret round betray by themselves, however well its ballots are kept."""
    if not cast:
        return []
    told = []
    if cast < FEWEST:
        told.append(f"本轮只有 {cast} 张票，从票数就能推知各人的选择。")
    if whole := sum(number in (0, cast) for number in votes.values()):
        told.append(f"有 {whole} 名候选人得票全部一致（{cast} 票或 0 票），对他们每位评委怎样投票是看得出的。")
    return told
