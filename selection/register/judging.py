"""What is said of each row of a workbook: the verdict of the rules in sentences, and whom it settles on."""

from collections import defaultdict
from collections.abc import Mapping

from models.sealed import keyring
from models.vocabulary import Match
from selection.rules.intake import Row
from selection.rules.matching import Finding, Index, Scored, Wanted, find, plain, repeated

CANDIDATES = 5


def wanted(row: Row) -> Wanted:
    """A row as the rules compare it."""
    key = keyring.index(row.id_number) if row.id_number else ""
    return Wanted(row.name, key, plain(row.unit), plain(row.occupation), row.sex, row.title, row.year)


Told = tuple[Finding, list[str], int | None]
"""The finding on a row, in sentences, and the person it settles on."""


def judge(rows: Mapping[int, Row], people: Index) -> dict[int, Told]:
    """Every row (by its line) against the register and against the other rows."""
    asked = {line: wanted(row) for line, row in rows.items()}
    twice = repeated({line: each for line, each in asked.items() if each.name})
    told = {line: _judged(row, asked[line], twice.get(line), people) for line, row in rows.items()}
    lines = defaultdict[str, list[int]](list)
    for line, each in asked.items():
        lines[each.name].append(line)
    for line, (finding, sentences, _) in told.items():
        others = [other for other in lines[asked[line].name] if asked[other].unit != asked[line].unit]
        if finding.match is Match.NEW and others:
            sentences.append(f"表中第 {others[0]} 行同名，单位不同，按另一个人登记")
    return told


def _judged(row: Row, asked: Wanted, first: int | None, people: Index) -> Told:
    faults = list(row.faults)
    if first is not None:
        faults.append(f"与第 {first} 行是同一人、同一称号、同一年度。请只留一行")
    if row.person and (row.person not in people.known or people.known[row.person].name != row.name):
        faults.append(f"册上第 {row.person} 号不是{row.name or '这个人'}。请核对人员编号")
    if faults:
        return Finding(Match.FAULTY), faults, None
    if row.person == 0:
        return Finding(Match.NEW), ["表中写明是新人"], None
    if row.person:
        return _same(Finding(Match.CERTAIN), row, row.person, people, "表中写明")
    finding = find(asked, people)
    if finding.match is Match.CERTAIN:
        best = finding.candidates[0]
        return _same(finding, row, best.person_id, people, "、".join(best.why))
    if finding.match is Match.NEW:
        return finding, [finding.note or "册上没有这个人，按新人登记"], None
    told = [_may_be(each, people) for each in finding.candidates[:CANDIDATES]]
    return finding, [*([finding.note] if finding.note else []), *told], None


def _same(finding: Finding, row: Row, person_id: int, people: Index, why: str) -> Told:
    known = people.known[person_id]
    who = f"册上第 {person_id} 号{known.name}"
    if (row.title, row.year) in known.honours:
        return Finding(Match.PRESENT, finding.candidates), [f"{who}已有{row.year}年{row.title}，不再登记"], person_id
    told = [f"与{who}是同一人（{why}）"]
    if row.id_number and not known.id_keys:
        told.append("册上没有他的身份证号，登记时补入")
    return finding, told, person_id


def _may_be(each: Scored, people: Index) -> str:
    return f"可能是册上第 {each.person_id} 号{people.known[each.person_id].name}（{'、'.join(each.why)}）"
