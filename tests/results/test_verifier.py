"""The verifier shares no code with the application and comes to the same results: otherwise it would prove nothing."""

import json
import subprocess
import sys
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import product
from pathlib import Path
from random import Random
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from config import ROOT
from models.vocabulary import Outcome
from scripts import verify_pack as verifier
from selection.rules import calibration, scoring
from selection.rules.programme import Branch, Committee, Criterion, Group, Limit, Scoring, Title
from selection.rules.scoring import Scored
from selection.rules.seats import Candidate, choose

PROGRAM = ROOT / "scripts" / "verify_pack.py"
TITLES = (Title("first", "一等", "First", 2, "second"), Title("second", "二等", "Second", 4))
GROUPS = (
    Group("a", "甲", "a"),
    Group("b", "乙", "b"),
    Group("c", "丙", "c"),
    Group("trade", "行业", "trade", each=True),
)
COMMITTEE = Committee(Fraction(2, 3), Fraction(1, 2), reserve=2)


def as_json(limit: Limit) -> dict[str, Any]:
    return {
        **{name: getattr(limit, name) for name in ("group", "scope", "operator", "count", "binding", "of", "per")},
        "percent": None if limit.percent is None else str(limit.percent),
        "either": [{"group": each.group, "count": each.count} for each in limit.either],
    }


def rules_of(limits: Sequence[Limit]) -> dict[str, Any]:
    return {
        "titles": [{"key": each.key, "places": each.places, "falls_to": each.falls_to} for each in TITLES],
        "groups": [{"key": each.key, "each": each.each, "one_of": list(each.one_of)} for each in GROUPS],
        "limits": [as_json(each) for each in limits],
        "committee": {"method": "vote", "threshold": "1/2", "reserve": 2, "score_percent": "0"},
    }


@st.composite
def a_limit(draw: st.DrawFn) -> Limit:
    if draw(st.integers(0, 9)) == 0:
        either = (Branch("a", draw(st.integers(1, 2))), Branch("b", draw(st.integers(1, 2))))
        return Limit(
            "either", "award", "<=", None, None, "条", True, per=draw(st.sampled_from(["unit", ""])), either=either
        )
    operator = draw(st.sampled_from([">=", "<="]))
    group = draw(st.sampled_from(["a", "b", "c", "trade", "unit", "union"] if operator == "<=" else ["a", "b", "c"]))
    of = draw(st.sampled_from(["places", "places", "list"])) if group in "abc" else "places"
    if of == "list" or draw(st.booleans()):
        return Limit(group, "award", operator, Decimal(draw(st.integers(1, 12)) * 5), None, "条", True, of=of)
    return Limit(group, "award", operator, None, draw(st.integers(0 if operator == ">=" else 1, 4)), "条", True)


@st.composite
def candidates(draw: st.DrawFn) -> list[Candidate]:
    chance = Random(draw(st.integers(0, 10**6)))
    return [
        Candidate(
            nomination_id=number,
            name=str(number),
            applied_title=chance.choice([None, "first", "first", "second"]),
            rank=number,
            votes_for=chance.randint(3, 9),
            score=Decimal(90 - number),
            groups=frozenset(
                [*(key for key in "abc" if chance.random() < 0.4), f"trade:{chance.choice(['x', 'y', 'z'])}"]
            ),
            unit_id=chance.randint(1, 4),
            unit_name="",
            union_id=chance.randint(1, 2),
        )
        for number in range(1, draw(st.integers(1, 13)))
    ]


def person(each: Candidate) -> verifier.Person:
    return verifier.Person(
        each.nomination_id,
        each.applied_title,
        each.rank,
        Fraction(each.score),
        each.unit_id,
        each.union_id,
        each.groups,
        each.votes_for,
        (-each.votes_for,),
    )


@settings(max_examples=150, deadline=None)
@given(candidates(), st.lists(a_limit(), max_size=5))
def test_the_seats_are_the_same_under_any_limits(people: list[Candidate], limits: list[Limit]):
    ours = choose(people, TITLES, limits, COMMITTEE, 9, groups=GROUPS)

    theirs = verifier.seats(rules_of(limits), [person(each) for each in people], 9)

    assert theirs == {each.nomination_id: (str(each.outcome), each.title_key, each.position) for each in ours}
    assert {seat[0] for seat in theirs.values()} <= {str(each) for each in Outcome}


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_whole_numbers_are_found_where_there_are_some_and_only_there(data: st.DataObject):
    upper = data.draw(st.lists(st.integers(0, 3), min_size=1, max_size=4))
    factors = st.lists(st.integers(-3, 3), min_size=len(upper), max_size=len(upper))
    rows = data.draw(st.lists(st.tuples(factors, st.integers(-6, 6)), max_size=5))

    def holds(point: Sequence[int]) -> bool:
        return all(sum(a * b for a, b in zip(line, point, strict=True)) <= most for line, most in rows)

    there_are = any(holds(point) for point in product(*(range(each + 1) for each in upper)))

    found = verifier.solution(upper, [({n: a for n, a in enumerate(line) if a}, most) for line, most in rows])

    assert (found is not None) == there_are
    assert found is None or (holds(found) and all(0 <= a <= b for a, b in zip(found, upper, strict=True)))


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from(["mean", "median"]), st.integers(0, 2))
def test_totals_and_ranks_are_the_same(seed: int, average: str, trim: int):
    chance = Random(seed)
    criteria = (Criterion("x", "甲", Decimal(5)), Criterion("y", "乙", Decimal(5)))
    rule = Scoring(sheets=1, trim=trim, step=Decimal("0.5"), ties=("y",), comment_below=Decimal(0), average=average)
    sheets = {
        number: [{key: Decimal(chance.randint(6, 10)) / 2 for key in "xy"} for _ in range(chance.randint(1, 6))]
        for number in range(1, 9)
    }
    ranked = scoring.rank([Scored(number, tuple(mine)) for number, mine in sheets.items()], criteria, rule)
    rows = [
        {
            "id": each.nomination_id,
            "total": f"{each.total:.4f}",
            "rank": each.rank,
            "sheets": len(sheets[each.nomination_id]),
            "tie_broken_by": each.tie_broken_by or "",
        }
        for each in ranked
    ]
    pack = {
        "rules": {"scoring": {"trim": trim, "average": average, "ties": ["y"]}},
        "ranking": {"calibrated": False, "rows": rows},
    }
    exact = {
        each: [{key: Fraction(value) for key, value in one.items()} for one in mine] for each, mine in sheets.items()
    }
    report = verifier.Report()

    verifier.check_ranking(pack, exact, report)

    assert report == []


def test_adjusted_scores_are_the_same_to_the_last_digit_that_counts():
    chance = Random(3)
    lenient = [chance.gauss(0, 3) for _ in range(9)]
    pairs = [(dossier, judge) for dossier in range(1, 61) for judge in chance.sample(range(9), 5)]
    marks = [(d, j, Decimal(round(2 * (70 + d / 4 + lenient[j] + chance.gauss(0, 2)))) / 2) for d, j in pairs]
    ours = calibration.calibrate([calibration.Mark(*mark) for mark in marks])
    sheets = [{"nomination": d, "expert": f"E{j}", "total": str(score)} for d, j, score in marks]

    theirs = verifier._adjusted({"review": {"sheets": sheets, "recusals": []}}, range(1, 61))

    assert theirs is not None
    assert ours.is_connected
    assert max(abs(Fraction(theirs[each.dossier]) - Fraction(each.adjusted)) for each in ours.standings) < Fraction(
        51, 10**6
    )


@settings(max_examples=10, deadline=None)
@given(st.binary(min_size=32, max_size=32), st.binary(max_size=80), st.integers(0, 511))
def test_signatures_hold_and_no_bit_of_them_may_change(seed: bytes, message: bytes, bit: int):
    key = Ed25519PrivateKey.from_private_bytes(seed)
    public, signature = key.public_key().public_bytes_raw(), key.sign(message)
    other = (int.from_bytes(signature, "big") ^ (1 << bit)).to_bytes(64, "big")

    assert verifier.is_signed(public, message, signature)
    assert not verifier.is_signed(public, message, other)
    assert not verifier.is_signed(public, message + b"x", signature)


def test_it_is_one_file_that_runs_by_itself(pack: bytes, tmp_path: Path):
    alone, file, keys = tmp_path / "verify_pack.py", tmp_path / "pack.zip", tmp_path / "keys.json"
    alone.write_bytes(PROGRAM.read_bytes())
    file.write_bytes(pack)
    keys.write_text(json.dumps({"body": json.dumps({"keys": {"0": "0" * 64}})}))

    def run(*given_: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-I", "-S", str(alone), *given_]
        return subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, env={"PYTHONUTF8": "1"})

    right, stranger, missing = run("pack.zip"), run("pack.zip", "--keys", "keys.json"), run("nowhere.zip")

    assert (right.returncode, right.stdout.split(":")[0]) == (0, "一致 matches")
    assert (stranger.returncode, stranger.stdout.split(": ")[1]) == (1, "signature.json/public_key")
    assert missing.returncode == 2
