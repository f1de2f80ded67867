"""A draw of experts that anybody can repeat (可复核的抽取): committed to, decided by a public number, told in minutes.

Before the number is known, the facts are fixed: who may be drawn in each trade, how many places and alternates there
are, which public number decides, and 32 random bytes drawn for this occasion. Their SHA-256 (the commitment) is
published, the facts are not, so nobody can tell the outcome beforehand, and nobody can change the facts afterwards.
Then each candidate gets SHA-256(commitment, number, trade, candidate); the lowest of each trade are drawn, the next
are alternates in that order. The minutes hold all of it. Standard library only.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

METHOD = "selection-draw-1"


@dataclass(frozen=True)
class Stratum:
    """A trade with its candidates (codes, each once), how many are drawn, and how many alternates follow."""

    name: str
    candidates: tuple[str, ...]
    places: int
    alternates: int


@dataclass(frozen=True)
class Terms:
    """What is fixed before the number is known. ``salt``: random hex, so that the commitment gives nothing away."""

    occasion: str
    number_source: str
    salt: str
    strata: tuple[Stratum, ...]

    @property
    def canonical(self) -> str:
        """The one text these facts have, whatever the order they were gathered in."""
        strata = [
            {
                "name": each.name,
                "candidates": sorted(each.candidates),
                "places": each.places,
                "alternates": each.alternates,
            }
            for each in sorted(self.strata, key=lambda each: each.name)
        ]
        facts = {"occasion": self.occasion, "number_source": self.number_source, "salt": self.salt, "strata": strata}
        return written({"method": METHOD, **facts})

    @property
    def commitment(self) -> str:
        """SHA-256 of the canonical text, hex."""
        return sha256(self.canonical.encode()).hexdigest()


def problems(terms: Terms) -> list[str]:
    """Why these terms cannot be drawn by; each trade with what it lacks."""
    counted = [(each.name, each.places, len(set(each.candidates))) for each in terms.strata]
    found = [
        f"{name}要抽 {places} 人，可抽的只有 {there} 人，还差 {places - there} 人。"
        for name, places, there in counted
        if there < places
    ]
    everybody = [one for each in terms.strata for one in each.candidates]
    if len(set(everybody)) < len(everybody):
        found.append("同一人不能在两处抽取。")
    if not any(each.places for each in terms.strata):
        found.append("一个名额也没有，不需要抽取。")
    return found


def drawn(terms: Terms, number: str) -> dict[str, tuple[str, ...]]:
    """By trade, who comes in which order: the first ``places`` are drawn, the ``alternates`` after them stand by."""
    return {
        each.name: tuple(sorted(each.candidates, key=lambda one: _lot(terms.commitment, number, each.name, one)))[
            : each.places + each.alternates
        ]
        for each in terms.strata
    }


def _lot(commitment: str, number: str, stratum: str, candidate: str) -> str:
    return sha256(written([commitment, number, stratum, candidate]).encode()).hexdigest()


def minutes(terms: Terms, number: str, names: Mapping[str, str]) -> str:
    """The record of a draw: everything it takes to repeat it. ``names``: what each candidate's code stands for."""
    return written(
        {
            "terms": json.loads(terms.canonical),
            "commitment": terms.commitment,
            "number": number,
            "drawn": {name: list(order) for name, order in drawn(terms, number).items()},
            "names": dict(names),
        }
    )


def read(facts: Mapping[str, Any]) -> Terms:
    """Terms from their canonical form. KeyError, TypeError or ValueError where it is not one."""
    if facts["method"] != METHOD:
        raise ValueError("drawn by another method")
    strata = tuple(
        Stratum(str(each["name"]), tuple(map(str, each["candidates"])), int(each["places"]), int(each["alternates"]))
        for each in facts["strata"]
    )
    return Terms(str(facts["occasion"]), str(facts["number_source"]), str(facts["salt"]), strata)


def differences(record: str, *, published: str = "") -> list[str]:
    """Where minutes do not repeat: empty when the draw was as they say. ``published``: the commitment made known."""
    try:
        told = json.loads(record)
        terms, number, order = read(told["terms"]), str(told["number"]), told["drawn"]
        commitment, listed = str(told["commitment"]), {str(name): list(each) for name, each in order.items()}
    except (KeyError, TypeError, ValueError, AttributeError):
        return ["这不是一份抽取记录，或内容不完整。"]
    found = list(problems(terms))
    if terms.commitment != commitment:
        found.append(f"抽取条件与承诺值不符：按条件算得 {terms.commitment}，记录写的是 {commitment}。")
    if published and published != commitment:
        found.append(f"承诺值与事先公布的不符：公布的是 {published}，记录写的是 {commitment}。")
    right = drawn(terms, number)
    for name in sorted({*right, *listed}):
        found += _first_difference(name, right.get(name, ()), listed.get(name, []))
    return found


def _first_difference(name: str, right: Sequence[str], listed: Sequence[str]) -> list[str]:
    if list(right) == list(listed):
        return []
    for place, (one, other) in enumerate(zip(right, listed, strict=False), start=1):
        if one != other:
            return [f"{name}第 {place} 位按号码应为 {one}，记录写的是 {other}。"]
    return [f"{name}应有 {len(right)} 人，记录写了 {len(listed)} 人。"]


def written(value: object) -> str:
    """Canonical JSON."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
