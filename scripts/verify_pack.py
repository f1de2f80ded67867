#!/usr/bin/env python3
"""Recompute a published result from its pack (结果包), away from the server and with none of its code.

    python3 verify_pack.py PACK.zip [--key PUBLIC-KEY-IN-HEX | --keys keys.json]

One file, standard library only. Everything is done again from what was written down first: the sheets of the experts,
the ballots, the frozen rules. Totals, ranks, rounds, seats and the published lists must come out as the pack has them.
Prints 一致 (matches) and exits with 0, or names the differences, the first one first, and exits with 1; 2 where the
file cannot be read at all. What a pack holds: docs/verification.md.
"""

import argparse
import hashlib
import json
import sys
import zipfile
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, localcontext
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any

FORMAT = "selection-result-pack/1"
MANIFEST, SIGNATURE = "manifest.json", "signature.json"
MEMBERS = ("cycle", "rules", "nominations", "review", "ranking", "meeting", "seats", "timeline", "notices")
NAMING = ("publish", "correct", "set_aside")
Json = Any


@dataclass(frozen=True)
class Difference:
    """What does not match. ``where`` is a path into the pack: ``ranking/17/total``."""

    where: str
    what: str


class Report(list[Difference]):
    """Everything that was found, in the order of the checks."""

    def same(self, where: str, given: object, found: object) -> bool:
        """Compare what the pack says with what was computed."""
        if given != found:
            self.append(Difference(where, f"包内为 {_shown(given)}，重算为 {_shown(found)}"))
        return bool(given == found)

    def holds(self, where: str, is_true: bool, what: str) -> bool:
        """Note ``what`` unless it is true."""
        if not is_true:
            self.append(Difference(where, what))
        return is_true


def _shown(value: object) -> str:
    text = f"{float(value):.4f}" if isinstance(value, Fraction) else str(value)
    return text if len(text) <= 120 else f"{text[:117]}..."


# --- The file: members, hashes, signature (Ed25519, RFC 8032, by plain integers) ---

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
ROOT = pow(2, (P - 1) // 4, P)
Point = tuple[int, int, int, int]


def _plus(a: Point, b: Point) -> Point:
    e, f = (a[1] - a[0]) * (b[1] - b[0]), (a[1] + a[0]) * (b[1] + b[0])
    g, h = 2 * a[3] * b[3] * D, 2 * a[2] * b[2]
    one, two, three, four = f - e, h - g, h + g, f + e
    return one * two % P, three * four % P, two * three % P, one * four % P


def _times(number: int, point: Point) -> Point:
    found: Point = (0, 1, 1, 0)
    while number:
        if number & 1:
            found = _plus(found, point)
        point, number = _plus(point, point), number >> 1
    return found


def _point(raw: bytes) -> Point | None:
    y = int.from_bytes(raw, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    x = x if (x * x - square) % P == 0 else x * ROOT % P
    if y >= P or (x * x - square) % P or (x == 0 and sign):
        return None
    x = P - x if x & 1 != sign else x
    return x, y, 1, x * y % P


BASE = _point((4 * pow(5, -1, P) % P).to_bytes(32, "little"))


def is_signed(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether this is the Ed25519 signature of the message by this key."""
    key, nonce = (_point(each) if len(each) == 32 else None for each in (public, signature[:32]))
    proof = int.from_bytes(signature[32:], "little")
    if key is None or nonce is None or BASE is None or len(signature) != 64 or proof >= ORDER:
        return False
    challenge = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % ORDER
    left, right = _times(proof, BASE), _plus(nonce, _times(challenge, key))
    return (left[0] * right[2] - right[0] * left[2]) % P == 0 and (left[1] * right[2] - right[1] * left[2]) % P == 0


def key_id(public: str) -> str:
    """How a key is called: the first eight digits of its SHA-256."""
    return hashlib.sha256(bytes.fromhex(public)).hexdigest()[:8]


def read(path: Path, trusted: Sequence[str], report: Report) -> dict[str, Json]:
    """The members of a pack, parsed; hashes and signature are compared. OSError, ValueError: no pack at all."""
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        raw = {name: archive.read(name) for name in names}
    report.holds("pack", len(names) == len(raw), "同一个文件名出现了两次")
    manifest, signed = (json.loads(raw.get(name, b"{}")) for name in (MANIFEST, SIGNATURE))
    report.same(f"{MANIFEST}/format", manifest.get("format"), FORMAT)
    listed = manifest.get("members", {})
    for name in sorted({*listed, *(f"{member}.json" for member in MEMBERS)} - raw.keys()):
        report.append(Difference(name, "包内缺这个文件"))
    for name in sorted(raw.keys() - {MANIFEST, SIGNATURE}):
        if report.holds(name, name in listed, "清单里没有这个文件"):
            report.same(f"{name}/sha256", listed[name], hashlib.sha256(raw[name]).hexdigest())
    public = str(signed.get("public_key", ""))
    try:
        is_true = is_signed(bytes.fromhex(public), raw.get(MANIFEST, b""), bytes.fromhex(signed.get("signature", "")))
    except ValueError:
        is_true = False
    if report.holds(f"{SIGNATURE}/signature", is_true, "签名不是这把公钥对这份清单的签名") and trusted:
        report.holds(f"{SIGNATURE}/public_key", public in trusted, f"签名的公钥 {key_id(public)} 不是主办方公布的公钥")
    return {name.removesuffix(".json"): json.loads(text) for name, text in raw.items() if name.endswith(".json")} | {
        "rules.sha256": hashlib.sha256(raw.get("rules.json", b"")).hexdigest()
    }


# --- Scores: trimmed mean or median, rank, ties; severity where the definition lets it count ---


def exact(text: object) -> Fraction:
    """A number as it is written down: "7.25", "2/3"."""
    return Fraction(str(text))


def four_places(value: Fraction) -> Fraction:
    """Rounded once, half to even."""
    return Fraction(round(value * 10_000), 10_000)


def middle(values: Sequence[Fraction], scoring: Json) -> Fraction:
    """The mean or the median of the sheets, the highest and lowest left out as far as one sheet remains."""
    kept, trim = sorted(values), int(scoring["trim"])
    if len(kept) > 2 * trim:
        kept = kept[trim : len(kept) - trim]
    if not kept:
        return Fraction(0)
    return four_places(median(kept) if scoring.get("average") == "median" else sum(kept, Fraction(0)) / len(kept))


def check_sheets(pack: Json, report: Report) -> dict[int, list[dict[str, Fraction]]]:
    """The sheets that count, by nomination, once every row is known to belong to an assignment."""
    rules, review = pack["rules"], pack["review"]
    people = {row["id"]: row for row in pack["nominations"]}
    criteria = {each["key"]: exact(each["points"]) for each in rules["criteria"]}
    step, asked = exact(rules["scoring"]["step"]), int(rules["scoring"]["sheets"])
    assigned = [(row["nomination"], row["expert"]) for row in review["assignments"]]
    recused = [(row["nomination"], row["expert"]) for row in review["recusals"]]
    sheets = [(row["nomination"], row["expert"]) for row in review["sheets"]]
    for name, pairs in (("assignments", assigned), ("recusals", recused), ("sheets", sheets)):
        report.holds(f"review/{name}", all(a < b for a, b in pairwise(pairs)), "各行重复，或不按编号和专家排列")
    for where, pairs in (("recusals", recused), ("sheets", sheets)):
        for nomination, expert in sorted(set(pairs) - set(assigned)):
            report.append(Difference(f"review/{where}/{nomination}/{expert}", "这位专家没有分到这份材料"))
    counted: dict[int, list[dict[str, Fraction]]] = {row["id"]: [] for row in people.values() if row["reviewed"]}
    for row in review["sheets"]:
        where = f"review/sheets/{row['nomination']}/{row['expert']}"
        points = {key: exact(text) for key, text in row["points"].items()}
        report.same(f"{where}/points", sorted(points), sorted(criteria))
        for key, value in points.items():
            is_allowed = 0 <= value <= criteria.get(key, value) and value % step == 0
            report.holds(f"{where}/points/{key}", is_allowed, f"{value} 分不在评分标准允许的范围内")
        report.same(f"{where}/total", exact(row["total"]), sum(points.values(), Fraction(0)))
        if (row["nomination"], row["expert"]) not in recused and row["nomination"] in counted:
            counted[row["nomination"]].append(points)
    _check_corrections(review, report)
    stays = {nomination for nomination in counted if people[nomination]["left"] != "review"}
    for nomination in sorted(stays):
        given = sum(each == nomination for each, _ in assigned)
        report.holds(f"review/assignments/{nomination}", given >= asked, f"只分给 {given} 位专家，须 {asked} 位")
    for nomination, expert in sorted(set(assigned) - set(recused) - set(sheets)):
        where = f"review/sheets/{nomination}/{expert}"
        report.holds(where, nomination not in stays, "分到这份材料的专家没有回避，却没有评分表")
    return {nomination: found for nomination, found in counted.items() if nomination in stays}


def _check_corrections(review: Json, report: Report) -> None:
    """Each sheet says what the last correction of it wrote; each correction began where the one before it ended."""
    latest = {(row["nomination"], row["expert"]): row["points"] for row in review["sheets"]}
    changed = {(row["nomination"], row["expert"]): row["after"] for row in review["corrections"]}
    for pair, after in changed.items():
        report.same(f"review/corrections/{pair[0]}/{pair[1]}", _numbers(after), _numbers(latest.get(pair, {})))
    for one, other in pairwise(review["corrections"]):
        if (one["nomination"], one["expert"]) == (other["nomination"], other["expert"]):
            where = f"review/corrections/{one['nomination']}/{one['expert']}"
            report.same(where, _numbers(other["before"]), _numbers(one["after"]))


def _numbers(points: Mapping[str, str]) -> dict[str, Fraction]:
    return {key: exact(text) for key, text in points.items()}


def check_ranking(pack: Json, sheets: Mapping[int, Sequence[Mapping[str, Fraction]]], report: Report) -> None:
    """Every total and rank from the sheets."""
    scoring, given = pack["rules"]["scoring"], {row["id"]: row for row in pack["ranking"]["rows"]}
    report.same("ranking", sorted(given), sorted(sheets))
    report.same("ranking/rows", len(pack["ranking"]["rows"]), len(given))
    ranked = [each for each in sorted(sheets) if each in given]
    totals = {each: middle([sum(sheet.values(), Fraction(0)) for sheet in sheets[each]], scoring) for each in ranked}
    adjusted = _adjusted(pack, ranked) if scoring.get("calibrated") else None
    report.same("ranking/calibrated", pack["ranking"]["calibrated"], adjusted is not None)
    for each in ranked if adjusted else ():
        said = exact(given[each]["total"])
        # The server computes severities in floating point: the last of four places may fall either way.
        is_near = abs(said - Fraction((adjusted or {})[each])) <= Fraction(1, 20_000) + Fraction(1, 10**7)
        totals[each] = said if is_near else four_places(Fraction((adjusted or {})[each]))
    ties = {
        each: [middle([s.get(k, Fraction(0)) for s in sheets[each]], scoring) for k in scoring["ties"]]
        for each in ranked
    }
    order = sorted(ranked, key=lambda each: (-totals[each], [-value for value in ties[each]], each))
    keys = [(totals[each], ties[each]) for each in order]
    for each in ranked:
        report.same(f"ranking/{each}/total", exact(given[each]["total"]), totals[each])
        report.same(f"ranking/{each}/sheets", given[each]["sheets"], len(sheets[each]))
    for each, key in zip(order, keys, strict=True):
        rivals = [other for other in keys if other[0] == key[0] and other != key]
        depths = [next(n for n, value in enumerate(key[1]) if value != other[1][n]) for other in rivals]
        report.same(f"ranking/{each}/rank", given[each]["rank"], keys.index(key) + 1)
        decided_by = scoring["ties"][max(depths)] if depths else ""
        report.same(f"ranking/{each}/tie_broken_by", given[each]["tie_broken_by"], decided_by)
    report.same("ranking/order", [row["id"] for row in pack["ranking"]["rows"]], order)


def _adjusted(pack: Json, ranked: Sequence[int]) -> dict[int, Decimal] | None:
    """Each dossier's mean without the severity of its judges; None where panels share no dossier.

    score = merit + severity + noise; severities shrunk by variance components (fitting constants), to 40 digits.
    """
    recused = {(row["nomination"], row["expert"]) for row in pack["review"]["recusals"]}
    wanted = set(ranked)
    marks = [
        (row["nomination"], row["expert"], Decimal(row["total"]))
        for row in pack["review"]["sheets"]
        if row["nomination"] in wanted and (row["nomination"], row["expert"]) not in recused
    ]
    with localcontext() as context:
        context.prec = 40
        judges = sorted({judge for _, judge, _ in marks})
        of: dict[int, list[tuple[int, Decimal]]] = {}
        for dossier, judge, score in marks:
            of.setdefault(dossier, []).append((judges.index(judge), score))
        if len({_root(of, place) for place in range(len(judges))}) > 1:
            return None
        severities = _severities(of, len(judges))
        return {
            dossier: sum((score - severities[judge] for judge, score in mine), Decimal(0)) / len(mine)
            for dossier, mine in of.items()
        }


def _root(of: Mapping[int, Sequence[tuple[int, Decimal]]], judge: int) -> int:
    """The lowest judge linked with this one by common dossiers."""
    linked, size = {judge}, 0
    while len(linked) > size:
        size = len(linked)
        for mine in of.values():
            here = {each for each, _ in mine}
            linked |= here if here & linked else set()
    return min(linked)


def _severities(of: Mapping[int, Sequence[tuple[int, Decimal]]], judges: int) -> list[Decimal]:
    marks = [(dossier, judge, score) for dossier, mine in of.items() for judge, score in mine]
    number, zero = len(marks), Decimal(0)
    grand = sum((score for _, _, score in marks), zero) / number
    means = {dossier: sum((score for _, score in mine), zero) / len(mine) for dossier, mine in of.items()}
    own, leftover, given = [zero] * judges, [zero] * judges, [0] * judges
    for dossier, judge, score in marks:
        own[judge], given[judge] = own[judge] + score - grand, given[judge] + 1
        leftover[judge] += score - means[dossier]
    shared = [[Decimal(given[row] if row == column else 0) for column in range(judges)] for row in range(judges)]
    for mine in of.values():
        for one, _ in mine:
            for other, _ in mine:
                shared[one][other] -= Decimal(1) / len(mine)
    fitted = _solved([[value + 1 for value in row] for row in shared], leftover)
    by_judges = sum((a * b for a, b in zip(leftover, fitted, strict=True)), zero)
    unexplained = max(zero, sum(((score - means[dossier]) ** 2 for dossier, _, score in marks), zero) - by_judges)
    free = number - len(of) - judges + 1
    noise = unexplained / free if free > 0 else zero
    noise = noise if noise >= Decimal("1e-12") else zero
    severity = (by_judges - (judges - 1) * noise) / (number - len(of)) if judges > 1 else zero
    if severity <= Decimal("1e-12"):
        return [zero] * judges
    ratio = max(noise / severity, Decimal("1e-9"))
    return _solved(
        [[value + (ratio if r == c else 0) for c, value in enumerate(row)] for r, row in enumerate(shared)], leftover
    )


def _solved(matrix: list[list[Decimal]], right: Sequence[Decimal]) -> list[Decimal]:
    """Gauss with the largest pivot."""
    rows = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    for place in range(len(rows)):
        best = max(range(place, len(rows)), key=lambda row: abs(rows[row][place]))
        rows[place], rows[best] = rows[best], rows[place]
        rows[place] = [value / rows[place][place] for value in rows[place]]
        for row in range(len(rows)):
            factor = rows[row][place]
            if row != place and factor:
                rows[row] = [a - factor * b for a, b in zip(rows[row], rows[place], strict=True)]
    return [row[-1] for row in rows]


# --- Whole numbers: is there a solution of a system of inequalities? Exact, by bounds, dual simplex, branching ---

Row = tuple[dict[int, int], int]
"""sum(factor * variable) <= most."""


def solution(upper: Sequence[int], rows: Sequence[Row], lower: Sequence[int] | None = None) -> list[int] | None:
    """Whole numbers between the bounds that keep every row, or None where there are none."""
    low, high = list(lower or [0] * len(upper)), list(upper)
    if not _narrowed(low, high, rows):
        return None
    point = _vertex(low, high, rows)
    if point is None:
        return None
    split = next((place for place, value in enumerate(point) if value.denominator > 1), None)
    if split is None:
        return [int(value) for value in point]
    below, floor = list(high), point[split].numerator // point[split].denominator
    below[split] = floor
    above = list(low)
    above[split] = floor + 1
    return solution(below, rows, low) or solution(high, rows, above)


def _narrowed(low: list[int], high: list[int], rows: Sequence[Row]) -> bool:
    """Tighten the bounds by each row until nothing changes; False where that leaves nothing."""
    changed = True
    while changed:
        changed = False
        if any(a > b for a, b in zip(low, high, strict=True)):
            return False
        for terms, most in rows:
            least = sum(factor * (low if factor > 0 else high)[place] for place, factor in terms.items())
            if least > most:
                return False
            for place, factor in terms.items():
                room = most - least
                if factor > 0 and low[place] + room // factor < high[place]:
                    high[place], changed = low[place] + room // factor, True
                elif factor < 0 and high[place] - room // -factor > low[place]:
                    low[place], changed = high[place] - room // -factor, True
    return True


def _vertex(low: Sequence[int], high: Sequence[int], rows: Sequence[Row]) -> list[Fraction] | None:
    """A point within the bounds that keeps every row: dual simplex without a goal, in whole numbers (Bland's rule)."""
    size = len(low)
    table = []
    for terms, most in [*rows, *(({place: 1}, high[place]) for place in range(size))]:
        line = [terms.get(place, 0) for place in range(size)]
        table.append([*line, most - sum(factor * low[place] for place, factor in terms.items())])
    basis, outside = [size + place for place in range(len(table))], list(range(size))
    scale = 1  # every entry is a whole number over this one
    while (row := min((r for r in range(len(table)) if table[r][-1] < 0), key=lambda r: basis[r], default=-1)) >= 0:
        column = min((c for c in range(size) if table[row][c] < 0), key=lambda c: outside[c], default=-1)
        if column < 0:
            return None
        line, width = table[row], abs(table[row][column])
        sign = 1 if table[row][column] > 0 else -1
        for other in range(len(table)):
            factor = sign * table[other][column]
            if other != row and (factor or width != scale):
                table[other] = [(a * width - factor * b) // scale for a, b in zip(table[other], line, strict=True)]
                table[other][column] = -factor
        table[row] = [sign * value for value in line]
        table[row][column] = sign * scale
        scale = width
        basis[row], outside[column] = outside[column], basis[row]
    found = [Fraction(value) for value in low]
    for row, place in enumerate(basis):
        if place < size:
            found[place] += Fraction(table[row][-1], scale)
    return found


# --- Seats: title after title, in the order of merit, under the limits of the award ---


@dataclass(frozen=True)
class Person:
    """A candidate; ``wish`` is the title asked for, ``standing`` orders those who were voted on, the best first."""

    id: int
    wish: str | None
    rank: int
    score: Fraction
    unit: int
    union: int
    groups: frozenset[str]
    votes: int = 0
    standing: tuple[int, ...] = ()


@dataclass(frozen=True)
class Clause:
    """A binding limit for one group, of one unit or union where it counts by these. ``need``: people; for a floor."""

    limit: Json
    group: str
    per: str
    place: int
    need: int

    @property
    def is_floor(self) -> bool:
        return bool(self.limit["operator"] == ">=")

    @property
    def is_share(self) -> bool:
        return bool(self.limit["of"] == "list")

    @property
    def is_soft(self) -> bool:
        """Whether a longer list may still fulfil it."""
        return self.is_floor or self.is_share

    def side(self, person: Person) -> int:
        """1 for whom it counts; for an either-or the number of his side, -1 for several, 0 for none."""
        if self.per and getattr(person, self.per) != self.place:
            return 0
        if self.group != "either":
            return int(self.group == "everyone" or self.group in person.groups)
        sides = [n for n, branch in enumerate(self.limit["either"], start=1) if branch["group"] in person.groups]
        return sides[0] if len(sides) == 1 else -1 if sides else 0

    def within(self, have: int, total: int, short: int) -> bool:
        """Whether a list of ``total`` with ``have`` of these misses it by at most ``short``; for floors and shares."""
        if not self.is_share:
            return have + short >= self.need
        share = exact(self.limit["percent"]) * total / 100
        return have + short >= share if self.is_floor else have - short <= share


def clauses_of(rules: Json, people: Sequence[Person]) -> list[Clause]:
    """The binding limits of the award's list, one clause for each group, unit, union or value they speak of."""
    places = sum(title["places"] for title in rules["titles"])
    families = {each["key"]: each for each in rules["groups"] if each["each"]}
    found = []
    for limit in rules["limits"]:
        if limit["scope"] != "award" or not limit["binding"]:
            continue
        group, per = limit["group"], limit["per"] or (limit["group"] if limit["group"] in ("unit", "union") else "")
        keys = ["everyone" if group in ("unit", "union") else group]
        if group in families:
            carried = {key for person in people for key in person.groups if key.startswith(f"{group}:")}
            asked = {f"{group}:{value}" for value in families[group]["one_of"]} if limit["operator"] == ">=" else set()
            keys = sorted(carried | asked)
        need = _people(limit, places)
        if need is not None or group == "either":
            where = sorted({getattr(person, per) for person in people}) if per else [0]
            made = [Clause(limit, key, per, place, need or 0) for place in where for key in keys]
            found += [each for each in made if each.is_soft or group == "either" or _is_reached(each, people)]
    return found


def _is_reached(clause: Clause, people: Sequence[Person]) -> bool:
    """Whether more people count towards a ceiling than it allows; otherwise it is no limit."""
    return sum(clause.side(person) != 0 for person in people) > clause.need


def _people(limit: Json, places: int) -> int | None:
    if limit["count"] is not None or limit["percent"] is None:
        return None if limit["count"] is None else int(limit["count"])
    share = exact(limit["percent"]) * places / 100
    return -(-share.numerator // share.denominator) if limit["operator"] == ">=" else int(share)


def is_barred(clauses: Sequence[Clause], seated: Sequence[Person], person: Person, places: int) -> bool:
    """Whether a clause keeps somebody off a list whoever else comes; a floor holds its last places back."""
    left = places - len(seated)
    for clause in clauses:
        mine, others = clause.side(person), [side for each in seated if (side := clause.side(each))]
        if clause.group == "either":
            if mine and (mine < 0 or any(side != mine for side in others)):
                return True
            if mine and len(others) >= clause.limit["either"][mine - 1]["count"]:
                return True
        elif clause.is_floor:
            if not mine and len(others) < clause.need and clause.need - len(others) >= left:
                return True
        elif mine and len(others) >= clause.need:
            return True
    return False


@dataclass
class Seating:
    """Seats given so far, who is still to be asked for which titles, and a full list known to be possible."""

    rules: Json
    clauses: Sequence[Clause]
    waiting: dict[Person, tuple[int, ...]]
    seated: dict[Person, int] = field(default_factory=dict)
    likely: dict[Person, int] = field(default_factory=dict)  # of those waiting, in which title the known list has them
    hopeless: set[object] = field(default_factory=set)
    targets: list[int] | None = None

    def __post_init__(self) -> None:
        self.free = [int(title["places"]) for title in self.rules["titles"]]
        self.places = sum(self.free)
        self.soft = [clause for clause in self.clauses if clause.is_soft]
        self.kind = {person: tuple(clause.side(person) for clause in self.clauses) for person in self.waiting}

    def fits(self, person: Person, title: int) -> bool:
        """Whether this name may have a seat of this title: barred by nothing, and the floors still within reach."""
        if is_barred(self.clauses, list(self.seated), person, self.places):
            return False
        if not self.soft:
            return True
        if self.targets is None:
            self.targets = [0] * len(self.soft)
            self.likely = self._gathered()
            if not self._is_possible(self.likely):
                self._aim()
        spot = (self.kind[person], self.waiting[person], title)
        if spot in self.hopeless:
            return False
        if self.likely.get(person) == title or self._exchanged(person, title):
            return True
        found = self._list((person, title), self.targets)
        if found is None:
            self.hopeless.add(spot)
            return False
        self.likely = found
        return True

    def _aim(self) -> None:
        """Where some floor must be missed: by how few, one floor after the other."""
        self.targets = []
        for _ in self.soft:
            tried, places = list(self.targets), range(self.places)
            self.targets.append(bisect_left(places, True, key=lambda n: self._list(None, [*tried, n]) is not None))
        self.likely = self._list(None, self.targets) or {}

    def _gathered(self) -> dict[Person, int]:
        """Whoever serves most floors that are still short, as long as no ceiling is passed; nothing is proved by it."""
        found: dict[Person, int] = {}
        free, have = list(self.free), [0] * len(self.clauses)
        while True:
            wanted = [n for n, each in enumerate(self.clauses) if each.is_floor and have[n] < each.need]
            best, value = None, 0
            for person, chain in self.waiting.items() if wanted else ():
                kind = self.kind[person]
                title = next((each for each in reversed(chain) if free[each]), None)
                serves = sum(kind[n] > 0 for n in wanted)
                if person in found or title is None or serves <= value:
                    continue
                if all(e.is_floor or not kind[n] or have[n] < e.need for n, e in enumerate(self.clauses)):
                    best, value = (person, title), serves
            if best is None:
                return found
            found[best[0]] = best[1]
            free[best[1]] -= 1
            have = [number + (mark > 0) for number, mark in zip(have, self.kind[best[0]], strict=True)]

    def take(self, person: Person, title: int) -> None:
        """Give the seat."""
        self.seated[person] = title
        self.free[title] -= 1
        self.likely.pop(person, None)
        del self.waiting[person]

    def _exchanged(self, person: Person, title: int) -> bool:
        """The known list with this name in this title, for nobody or for one other: does that hold as well?"""
        with_him = {**self.likely, person: title}
        for other in (None, *(each for each in self.likely if each != person)):
            tried = {each: place for each, place in with_him.items() if each != other}
            if self._is_possible(tried):
                self.likely = tried
                return True
        return False

    def _is_possible(self, likely: Mapping[Person, int]) -> bool:
        """Whether these, with those who are seated, keep every clause and come as near to the floors as can be."""
        used = Counter(likely.values())
        if any(used[title] > free for title, free in enumerate(self.free)):
            return False
        people, targets = [*self.seated, *likely], iter(self.targets or ())
        for place, clause in enumerate(self.clauses):
            sides = [self.kind[each][place] for each in people]
            have = sum(side > 0 for side in sides)
            if clause.group == "either":
                used_sides = Counter(side for side in sides if side)
                if len(used_sides) > 1 or any(
                    s < 0 or n > clause.limit["either"][s - 1]["count"] for s, n in used_sides.items()
                ):
                    return False
            elif len(people) - have > self.places - clause.need if clause.is_floor else have > clause.need:
                return False
            if (clause.is_floor or clause.is_share) and not clause.within(have, len(people), next(targets)):
                return False
        return True

    def _list(self, wanted: tuple[Person, int] | None, targets: Sequence[int]) -> dict[Person, int] | None:
        """A full list that misses the first floors by no more than ``targets``, with ``wanted`` on it; None if none."""
        alike: dict[tuple[tuple[int, ...], tuple[int, ...]], list[Person]] = {}
        for person, chain in self.waiting.items():
            alike.setdefault((self.kind[person], chain), []).append(person)
        spots = [(kind, chain, title) for kind, chain in sorted(alike) for title in chain]
        upper = [len(alike[kind, chain]) for kind, chain, _ in spots]
        rows: list[Row] = [
            ({n: 1 for n, spot in enumerate(spots) if spot[:2] == each}, len(people)) for each, people in alike.items()
        ]
        rows += [({n: 1 for n, spot in enumerate(spots) if spot[2] == t}, free) for t, free in enumerate(self.free)]
        if wanted is not None:
            rows.append(({spots.index((self.kind[wanted[0]], self.waiting[wanted[0]], wanted[1])): -1}, -1))
        allowed = iter(targets)
        for place, clause in enumerate(self.clauses):
            short = next(allowed, None) if clause.is_floor or clause.is_share else None
            rows += self._rows(place, clause, [spot[0][place] for spot in spots], short, upper)
        found = solution(upper, rows)
        if found is None:
            return None
        likely: dict[Person, int] = {}
        for (kind, chain, title), number in zip(spots, found, strict=False):
            people = [each for each in alike[kind, chain] if each not in likely]
            if wanted is not None and wanted[0] in people and wanted[1] == title and number:
                people = [wanted[0], *(each for each in people if each != wanted[0])]
            elif wanted is not None and wanted[0] in people:
                people = [*(each for each in people if each != wanted[0]), wanted[0]]
            likely |= dict.fromkeys(people[:number], title)
        return likely

    def _rows(
        self, place: int, clause: Clause, sides: Sequence[int], short: int | None, upper: list[int]
    ) -> Iterator[Row]:
        """One clause over the seats still to be given."""
        taken = [self.kind[each][place] for each in self.seated]
        have, total = sum(side > 0 for side in taken), len(taken)
        if clause.group == "either":
            used = {side for side in taken if side}
            switches = {}
            for side, branch in enumerate(clause.limit["either"], start=1):
                mine = {n: 1 for n, each in enumerate(sides) if each == side}
                if used:
                    yield mine, max(0, branch["count"] - have) if used == {side} else 0
                else:
                    switches[len(upper)] = 1
                    yield {**mine, len(upper): -branch["count"]}, 0
                    upper.append(1)
            yield switches, 1
            yield {n: 1 for n, each in enumerate(sides) if each < 0}, 0
            return
        mine = {n: 1 for n, each in enumerate(sides) if each}
        if clause.is_floor:
            others = {n: 1 for n, each in enumerate(sides) if not each}
            yield others, max(0, self.places - clause.need - (total - have))
        else:
            yield mine, max(0, clause.need - have)
        if short is None:
            return
        if not clause.is_share:
            yield dict.fromkeys(mine, -1), have + short - clause.need
            return
        share = exact(clause.limit["percent"]) / 100
        part, whole = share.numerator, share.denominator
        sign = -1 if clause.is_floor else 1
        terms = {n: sign * (whole * (n in mine) - part) for n in range(len(sides))}
        yield terms, sign * (part * total - whole * have) + whole * short


Settled = dict[int, tuple[str, str | None, int | None]]
"""By nomination: outcome, title, position."""


def seats(rules: Json, people: Sequence[Person], present: int) -> Settled:
    """What the votes make of everybody."""
    committee, titles = rules["committee"], rules["titles"]
    keys = [title["key"] for title in titles]
    by_vote = committee["method"] != "order"
    needed = least(present, exact(committee["threshold"])) if by_vote else 0
    merit = {person: _merit(committee, person, present) for person in people}
    settled: Settled = {person.id: ("unchosen", None, None) for person in people}
    chains = {}
    for person in people:
        chain: list[int] = []
        key = person.wish or (keys[0] if keys else None)
        while key in keys and (not chain or keys.index(key) > chain[-1]):
            chain.append(keys.index(key))
            key = titles[chain[-1]]["falls_to"]
        if chain and person.votes >= needed:
            chains[person] = tuple(chain)
    seating = Seating(rules, clauses_of(rules, list(chains)), dict(chains))
    passed = []
    for title, key in enumerate(keys):
        pool = [person for person, chain in seating.waiting.items() if chain[0] == title]
        given = 0
        for person in sorted(pool, key=lambda each: merit[each]):
            if seating.free[title] and seating.fits(person, title):
                seating.take(person, title)
                given += 1
                settled[person.id] = ("chosen", key, given)
                continue
            seating.likely = {each: place for each, place in seating.likely.items() if (each, place) != (person, title)}
            seating.waiting[person] = seating.waiting[person][1:]
            if not seating.waiting[person]:
                del seating.waiting[person]
                passed.append(person)
    for place, person in enumerate(sorted(passed, key=lambda each: merit[each])[: committee["reserve"]], start=1):
        settled[person.id] = ("reserved", None, place)
    return settled


def _merit(committee: Json, person: Person, present: int) -> tuple[Fraction | int, ...]:
    weight = exact(committee.get("score_percent", 0)) / 100
    if committee["method"] == "order":
        return (person.rank, person.id)
    if not weight or not present:
        return (*person.standing, person.rank, person.id)
    return (-(weight * person.score + (1 - weight) * Fraction(100 * person.votes, present)), person.rank, person.id)


# --- Rounds: was each question the one the rules ask, and do the ballots give these votes? ---

AT_MOST = 2
"""A further round is among so many of the best for each open place."""


def least(people: int, share: Fraction) -> int:
    """The fewest who make up a share."""
    return max(1, -(-people * share.numerator // share.denominator))


@dataclass(frozen=True)
class Held:
    """A round that counts."""

    title: str | None
    attempt: int
    why: str
    listed: tuple[int, ...]
    places: int
    votes: Mapping[int, int]


Question = tuple[str | None, int, str, tuple[int, ...], int]


def question(rules: Json, people: Sequence[Person], held: Sequence[Held], present: int, fills: bool) -> Question | None:
    """What the committee has to be asked next; None when all is answered. Not ``fills``: open places stay open."""
    committee, titles = rules["committee"], rules["titles"]
    needed = least(present, exact(committee["threshold"]))
    alive = sorted(people, key=lambda each: (each.rank, each.id))
    asked = titles if committee["by_title"] else [{"key": None, "places": sum(each["places"] for each in titles)}]
    for number, title in enumerate(asked):
        mine = [each for each in held if each.title == title["key"]]
        if mine:
            again = _again(committee, alive, mine, title["places"], needed)
            if again and (again[2] == "tie" or (fills and held[-1].title == title["key"])):
                return again
            continue
        listed = [each.id for each in alive]
        if committee["by_title"]:
            now = seats(rules, voted(rules, alive, held, present), present) if held else {}
            before = {each["key"] for each in titles[:number]}
            listed = [
                each.id
                for each in alive
                if now.get(each.id, ("", None, None))[1] not in before and _may_take(titles, each.wish, title["key"])
            ]
        if listed and title["places"]:
            return (title["key"], 1, "vote", tuple(listed), title["places"])
    return None


def _may_take(titles: Json, wish: str | None, key: str) -> bool:
    falls = {each["key"]: each["falls_to"] for each in titles}
    here, seen = wish or titles[0]["key"], set()
    while here in falls and here not in seen:
        if here == key:
            return True
        seen.add(here)
        here = falls[here]
    return False


def _again(committee: Json, alive: Sequence[Person], mine: Sequence[Held], places: int, needed: int) -> Question | None:
    if len(mine) >= committee["rounds"]:
        return None
    on_it = [each.id for each in alive if each.id in mine[0].votes]
    standing = {each: _standing(each, mine, needed) for each in on_it}
    passed = sorted((each for each in on_it if _has_passed(each, mine, needed)), key=lambda each: standing[each])
    key, attempt = mine[0].title, len(mine) + 1
    if len(passed) > places:
        edge = standing[passed[places - 1]]
        tied = tuple(each for each in on_it if each in passed and standing[each] == edge)
        room = places - sum(standing[each] < edge for each in passed)
        return (key, attempt, "tie", tied, room) if standing[passed[places]] == edge else None
    open_places = places - len(passed)
    before = sum(_has_passed(each, mine[:-1], needed) for each in on_it)
    if not open_places or (mine[-1].why == "short" and before == len(passed)):
        return None
    others = [each for each in on_it if each not in passed]
    latest = {each: next(one.votes[each] for one in reversed(mine) if each in one.votes) for each in others}
    best = sorted(others, key=lambda each: -latest[each])[: AT_MOST * open_places]
    if not best or not latest[best[0]]:
        return None
    edge_votes = max(1, latest[best[-1]])
    return (key, attempt, "short", tuple(each for each in others if latest[each] >= edge_votes), open_places)


def _has_passed(nomination: int, mine: Sequence[Held], needed: int) -> bool:
    return any(each.votes.get(nomination, 0) >= needed for each in mine)


def _standing(nomination: int, mine: Sequence[Held], needed: int) -> tuple[int, ...]:
    found: list[int] = []
    through = False
    for each in mine:
        votes = each.votes.get(nomination)
        if votes is None:
            found += [0 if through else 2, 0]
        elif votes >= needed or each.why == "tie":
            found += [0, -votes]
            through = True
        else:
            found += [1, 0]
    return tuple(found)


def voted(rules: Json, people: Sequence[Person], held: Sequence[Held], present: int) -> list[Person]:
    """Everybody with the votes that count for him and where he stands among those voted on with him."""
    needed = least(present, exact(rules["committee"]["threshold"]))
    keys = [title["key"] for title in rules["titles"]]
    found = []
    for each in people:
        mine = [one for one in held if each.id in one.votes]
        key = mine[-1].title if mine else None
        of_title = [one for one in held if one.title == key] if mine else []
        got = [one.votes[each.id] for one in of_title if each.id in one.votes]
        votes = next((number for number in got if number >= needed), got[-1]) if got else 0
        place = keys.index(key) if key in keys else 0
        standing = (place, *_standing(each.id, of_title, needed), -votes) if mine else (len(keys), 0)
        wish = (key or each.wish) if mine else each.wish
        found.append(Person(each.id, wish, each.rank, each.score, each.unit, each.union, each.groups, votes, standing))
    return found


def people_of(pack: Json, *, at_round: int | None, among: Sequence[int] | None = None) -> list[Person]:
    """The candidates who stood before the committee when a round was opened; None: at its end, or just ``among``."""
    ranks = {row["id"]: row for row in pack["ranking"]["rows"]}
    here = [
        row
        for row in pack["nominations"]
        if (row["left"] is None or (at_round is not None and row["left"] != "review" and row["left"] >= at_round))
        or (among is not None and row["id"] in among)
    ]
    here = [row for row in here if among is None or row["id"] in among]
    behind = max((ranks[row["id"]]["rank"] for row in here if row["id"] in ranks), default=0)
    return [
        Person(
            row["id"],
            row["applied_title"],
            ranks[row["id"]]["rank"] if row["id"] in ranks else behind + (row["union_rank"] or 1),
            exact(ranks[row["id"]]["total"]) if row["id"] in ranks else Fraction(0),
            row["unit"],
            row["union"],
            frozenset(row["groups"]),
        )
        for row in here
    ]


def check_rounds(pack: Json, report: Report) -> list[Held]:
    """Each round against the question the rules ask, and its votes against its ballots."""
    rules, meeting = pack["rules"], pack["meeting"]
    jurors = {each["code"]: each["present"] for each in meeting["jurors"]}
    present = sum(jurors.values())
    report.same("meeting/present", meeting["present"], present)
    report.same("meeting/method", meeting["method"], rules["committee"]["method"])
    report.same("meeting/secret", meeting["secret"], rules["committee"]["ballot"] == "secret")
    if meeting["method"] == "order":
        report.same("meeting/rounds", meeting["rounds"], [])
        return []
    quorum = least(len(jurors), exact(rules["committee"]["quorum"]))
    report.holds("meeting/jurors", present >= quorum, f"实到 {present} 人，须到 {quorum} 人")
    report.same(
        "meeting/rounds", [each["number"] for each in meeting["rounds"]], list(range(1, len(meeting["rounds"]) + 1))
    )
    held: list[Held] = []
    for each in meeting["rounds"]:
        if each["voided"]:
            continue
        where = f"meeting/rounds/{each['number']}"
        candidates = people_of(pack, at_round=each["number"])
        asked = [question(rules, candidates, held, present, fills) for fills in (True, False)]
        given = (each["title"], each["attempt"], each["why"], tuple(each["listed"]), each["places"])
        if given not in asked:
            for name, one, two in zip(
                ("title", "attempt", "why", "listed", "places"), given, asked[0] or (None,) * 5, strict=True
            ):
                report.same(f"{where}/{name}", one, two)
        report.same(f"{where}/present", each["present"], present)
        _check_ballots(pack, each, where, report)
        votes = {int(key): number for key, number in each["votes"].items()}
        held.append(Held(given[0], given[1], given[2], given[3], given[4], votes))
    left = question(rules, people_of(pack, at_round=None), held, present, False)
    report.holds("meeting/rounds", left is None, "按评选规则还须再投一轮")
    _check_reopenings(pack, held, report)
    return held


def _check_reopenings(pack: Json, held: Sequence[Held], report: Report) -> None:
    """Each time the closed meeting was opened again is among the steps; what it had resolved follows from the votes.

    Of rounds that were voided afterwards no ballots are told: what rested on them is shown, and not computed again.
    """
    meeting, given = pack["meeting"], pack["meeting"].get("reopenings", [])
    steps = [each for each in pack["cycle"]["anchors"] if each["act"] in ("close_meeting", "reopen_meeting")]
    acts = ["close_meeting", *["reopen_meeting", "close_meeting"] * len(given)]
    report.same("meeting/reopenings", [each["act"] for each in steps], acts)
    events = [each["event"] for each in steps if each["act"] == "reopen_meeting"]
    report.same("meeting/reopenings/event", [each["event"] for each in given], events)
    after = [each["after"] for each in given]
    is_ordered = after == sorted(after) and all(0 < each <= len(meeting["rounds"]) for each in after)
    report.holds("meeting/reopenings/after", is_ordered, "复会以前的轮数不对")
    counting = {each["number"]: one for each, one in zip(_not_voided(meeting), held, strict=False)}
    for number, each in enumerate(given, start=1):
        where = f"meeting/reopenings/{number}"
        missing = {one for one in counting if one <= each["after"]} - set(each["counted"])
        report.holds(f"{where}/counted", not missing, f"第 {sorted(missing)} 轮现在有效，当时也应有效")
        ids = [row["id"] for row in each["seats"]]
        report.holds(f"{where}/seats", bool(ids) and ids == sorted(set(ids)), "各行重复，或不按编号排列")
        if set(each["counted"]) <= counting.keys():
            before = [counting[one] for one in each["counted"]]
            people = voted(pack["rules"], people_of(pack, at_round=None, among=ids), before, meeting["present"])
            settled = seats(pack["rules"], people, meeting["present"])
            votes = {person.id: person.votes for person in people}
            for row in each["seats"]:
                found = (*settled.get(row["id"], ()), votes.get(row["id"]))
                report.same(
                    f"{where}/seats/{row['id']}", (row["outcome"], row["title"], row["position"], row["votes"]), found
                )


def _not_voided(meeting: Json) -> list[Json]:
    return [each for each in meeting["rounds"] if not each["voided"]]


def _check_ballots(pack: Json, each: Json, where: str, report: Report) -> None:
    meeting, jurors = pack["meeting"], {one["code"]: one["present"] for one in pack["meeting"]["jurors"]}
    barred = {(one["juror"], one["nomination"]) for one in meeting["recusals"]}
    ballots = [sorted(one["in_favour"]) for one in each["ballots"]]
    for number, one in enumerate(each["ballots"], start=1):
        ticks, here = one["in_favour"], f"{where}/ballots/{one.get('juror', number)}"
        is_good = len(set(ticks)) == len(ticks) <= each["places"] and set(ticks) <= set(each["listed"])
        report.holds(here, is_good, f"这张票不合规则：最多 {each['places']} 人，须在名单上，不能重复")
        if "juror" in one:
            report.holds(here, jurors.get(one["juror"], False), "投票的评委没有到会")
            report.holds(here, not any((one["juror"], tick) in barred for tick in ticks), "评委对须回避的人投了票")
    named = [one["juror"] for one in each["ballots"] if "juror" in one]
    report.holds(f"{where}/ballots", len(set(named)) == len(named), "有评委投了两张票")
    report.holds(f"{where}/ballots", len(ballots) <= each["present"], "票多于到会的人")
    report.holds(f"{where}/ballots", bool(named) != meeting["secret"] or not ballots, "记名和无记名与评选规则不符")
    if not named:
        report.holds(f"{where}/ballots", ballots == sorted(ballots), "无记名票不按内容排列")
    counted = {str(nomination): sum(nomination in ticks for ticks in ballots) for nomination in each["listed"]}
    for nomination, number in counted.items():
        report.same(f"{where}/votes/{nomination}", each["votes"].get(nomination), number)
        could = each["present"] - sum(jurors.get(juror, False) and str(who) == nomination for juror, who in barred)
        report.holds(f"{where}/votes/{nomination}", number <= could, f"得 {number} 票，除回避的以外只有 {could} 人能投")
    report.same(f"{where}/votes", sorted(each["votes"]), sorted(counted))
    receipts = each["receipts"]
    report.holds(
        f"{where}/receipts",
        (receipts is not None) == (meeting["secret"] and not each["paper"]),
        "回执的有无与投票方式不符",
    )
    if receipts is not None:
        report.same(f"{where}/receipts", len(receipts), len(ballots))
        report.holds(f"{where}/receipts", receipts == sorted(set(receipts)), "回执重复，或不按顺序排列")
    content = {"ballots": sorted(ballots), "receipts": receipts, "votes": each["votes"]}
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    report.same(f"{where}/sha256", each["sha256"], hashlib.sha256(text.encode()).hexdigest())


# --- The published list ---


def check_seats(pack: Json, held: Sequence[Held], report: Report) -> None:
    """What the votes make of everybody, what happened since, and the notices."""
    rules, present = pack["rules"], pack["meeting"]["present"]
    people = people_of(pack, at_round=None)
    people = voted(rules, people, held, present) if pack["meeting"]["method"] != "order" else people
    settled = seats(rules, people, present)
    votes = {each.id: each.votes for each in people}
    given = {row["id"]: row for row in pack["seats"]}
    report.same("seats", sorted(given), sorted(settled))
    report.same("seats/rows", len(pack["seats"]), len(given))
    moved = {step["nomination"] for step in pack["timeline"] if step["act"] == "move_up"}
    both = sorted(given.keys() & settled.keys())
    for each in both:
        report.same(f"seats/{each}/votes", given[each]["votes"], votes[each])
    for each in (each for each in both if each not in moved):
        _compare_seat(given[each], settled[each], report)
    _replay(pack, {each.id: each for each in people}, settled, report)
    for each in sorted(moved & given.keys() & settled.keys()):
        _compare_seat(given[each], settled[each], report)


def _compare_seat(row: Json, seat: tuple[str, str | None, int | None], report: Report) -> None:
    for name, found in zip(("outcome", "title", "position"), seat, strict=True):
        report.same(f"seats/{row['id']}/{name}", row[name], found)


def _replay(pack: Json, people: Mapping[int, Person], settled: Settled, report: Report) -> None:
    """Take every step after the vote again: who left, who moved up, whom each notice had to name."""
    notices = {each["version"]: each for each in pack["notices"]}
    gone: set[int] = set()
    public: dict[int, set[int]] = {}
    report.same("notices", sorted(notices), list(range(1, len(notices) + 1)))
    listed = [(step["act"], step["version"]) for step in pack["timeline"] if step["act"] in NAMING]
    report.same("timeline", [version for _, version in listed], sorted(notices))
    report.holds("timeline", any(act == "publish" for act, _ in listed), "没有发布过公示")
    for number, step in enumerate(pack["timeline"], start=1):
        where, chosen = f"timeline/{number}", {each for each, seat in settled.items() if seat[0] == "chosen"} - gone
        told = set().union(*public.values())
        if step["act"] == "leave":
            report.holds(where, step["nomination"] in settled, "退出的人不在票决结果里")
            gone.add(step["nomination"])
        elif step["act"] == "move_up":
            why = _why_not_up(pack, people, settled, gone, step)
            report.holds(where, not why, why)
            settled[step["nomination"]] = ("chosen", step["title"], step["position"])
        elif step["act"] == "call_off":
            public.pop(step["version"], None)
        elif step["act"] == "set_aside" and step["version"] in notices:
            report.holds(where, bool(pack["meeting"].get("reopenings")), "没有复会，公示却搁置了")
            _check_content(notices[step["version"]], report)
        elif step["version"] in notices:
            due = public.pop(step["replaces"], set()) - gone if step["act"] == "correct" else chosen - told
            public[step["version"]] = due
            _check_notice(pack, notices[step["version"]], due, settled, report)


def _why_not_up(pack: Json, people: Mapping[int, Person], settled: Settled, gone: set[int], step: Json) -> str:
    """Why this move from the reserve breaks the rules; empty when it keeps them."""
    rules, applied = pack["rules"], {row["id"]: row["applied_title"] for row in pack["nominations"]}
    forfeited = {each["nomination"] for each in pack["timeline"] if each.get("forfeited")}
    place = (step["title"], step["position"])
    holders = {each for each, seat in settled.items() if seat[1:] == place and seat[0] == "chosen"}
    if not holders or holders - gone or (rules.get("forfeits_upheld") and holders & forfeited):
        return "递补的名额没有空出来"
    places = sum(title["places"] for title in rules["titles"])
    seated = [people[each] for each, seat in settled.items() if seat[0] == "chosen" and each not in gone]
    reserve = sorted(
        (seat[2] or 0, each) for each, seat in settled.items() if seat[0] == "reserved" and each not in gone
    )
    for _, each in reserve:
        person = people[each]
        clauses = clauses_of(rules, [*seated, person])
        may = _may_take(rules["titles"], applied[each], step["title"])
        if may and not is_barred(clauses, seated, person, places):
            return "" if each == step["nomination"] else f"应由 {each} 递补"
    return "递补名单上没有人可以递补"


def _check_notice(pack: Json, notice: Json, due: set[int], settled: Settled, report: Report) -> None:
    where, titles = f"notices/{notice['version']}", pack["rules"]["titles"]
    names = {title["key"]: title["name"] for title in titles}
    for each in sorted(due - set(notice["names"])):
        report.append(Difference(f"{where}/names", f"{each} 应在这份名单里"))
    for each in sorted(set(notice["names"]) - due):
        report.append(Difference(f"{where}/names", f"{each} 不应在这份名单里"))
    report.same(f"{where}/lines", len(notice["lines"]), len(notice["names"]))
    report.holds(f"{where}/names", len(set(notice["names"])) == len(notice["names"]), "同一人列了两次")
    for number, (line, each) in enumerate(zip(notice["lines"], notice["names"], strict=False), start=1):
        if each in due:
            report.same(f"{where}/lines/{number}/title", line["title"], names.get(settled[each][1] or ""))
    order = [title["name"] for title in titles]
    places = [order.index(line["title"]) for line in notice["lines"] if line["title"] in order]
    report.holds(f"{where}/lines", places == sorted(places), "名单不按称号从高到低排列")
    _check_content(notice, report)


def _check_content(notice: Json, report: Report) -> None:
    """The notice says what was hashed."""
    content = {name: notice[name] for name in ("title", "body", "lines", "ends_on")}
    content |= {"files": notice["files"]} if notice["files"] else {}
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    report.same(f"notices/{notice['version']}/sha256", notice["sha256"], hashlib.sha256(text.encode()).hexdigest())


# --- All together ---


def check_tables(pack: Json, report: Report) -> None:
    """The rules are those that were frozen; every row is about a nomination of the pack, once."""
    report.same("rules/sha256", pack["cycle"]["definition_sha256"], pack["rules.sha256"])
    ids = [row["id"] for row in pack["nominations"]]
    report.holds("nominations", all(a < b for a, b in pairwise(ids)), "各行重复，或不按编号排列")
    skips = {each["key"]: each["skips"] for each in pack["rules"]["channels"]}
    reviews = "review" in pack["rules"]["phases"]
    for row in pack["nominations"]:
        where = f"nominations/{row['id']}"
        is_hash = len(row["dossier"]["sha256"]) == 64 and set(row["dossier"]["sha256"]) <= set("0123456789abcdef")
        report.holds(f"{where}/dossier", is_hash, "申报材料的散列值不是 64 位十六进制数")
        should = reviews and "review" not in skips.get(row["channel"], [])
        report.same(f"{where}/reviewed", row["reviewed"], should)
    about = [
        (name, row["nomination"]) for name in ("assignments", "recusals", "sheets") for row in pack["review"][name]
    ]
    for name, each in sorted({*about} - {(name, each) for name, _ in about for each in ids}):
        report.append(Difference(f"review/{name}/{each}", "包内没有这份申报"))
    anchor = pack["cycle"]["chain"]
    report.holds("cycle/chain", len(anchor["hash"]) == 64 and anchor["length"] > 0, "经过链的链头不完整")


def verify(path: Path, trusted: Sequence[str] = ()) -> Report:
    """Everything that does not match; empty when all does. OSError, ValueError: it cannot be read at all."""
    report = Report()
    pack = read(path, trusted, report)
    sheets: dict[int, list[dict[str, Fraction]]] = {}
    held: list[Held] = []
    checks: Sequence[tuple[str, Callable[[], object]]] = (
        ("tables", lambda: check_tables(pack, report)),
        ("review", lambda: sheets.update(check_sheets(pack, report))),
        ("ranking", lambda: check_ranking(pack, sheets, report)),
        ("meeting", lambda: held.extend(check_rounds(pack, report))),
        ("seats", lambda: check_seats(pack, held, report)),
    )
    for name, check in checks:
        try:
            check()
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as trouble:
            report.append(Difference(name, f"内容不完整，算不下去（{type(trouble).__name__}: {trouble}）"))
    return report


def main(arguments: Sequence[str]) -> int:
    """The command."""
    parser = argparse.ArgumentParser(description="Recompute a published result from its pack.")
    parser.add_argument("pack", type=Path)
    parser.add_argument("--key", action="append", default=[], help="a public key of the organiser, hexadecimal")
    parser.add_argument("--keys", type=Path, help="what /verify/keys.json answers")
    given = parser.parse_args(arguments)
    try:
        listed = json.loads(json.loads(given.keys.read_text(encoding="utf-8"))["body"])["keys"] if given.keys else {}
        report = verify(given.pack, [*given.key, *listed.values()])
    except (OSError, KeyError, ValueError, zipfile.BadZipFile) as trouble:
        print(f"读不出 unreadable: {trouble}")
        return 2
    for each in report:
        print(f"不一致 differs: {each.where}: {each.what}")
    if report:
        print(f"共 {len(report)} 处不一致，先看第一处。")
        return 1
    print(f"一致 matches: {given.pack.name}, SHA-256 {hashlib.sha256(given.pack.read_bytes()).hexdigest()}")
    if not (given.key or given.keys):
        print("没有给出主办方公布的公钥：签名完好，但不知道是谁签的。加 --key 或 --keys 再核验一次。")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
