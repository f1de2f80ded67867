"""Whoever changes a pack is found out, and what he changed is named.

Each tampering is done as somebody would who knows the format: he mends the manifest and signs it with a key of his own.
Even where nobody has told the verifier whose key to trust, the figures then contradict one another.
"""

import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from scripts.verify_pack import Report, verify
from selection.certificates import payload
from selection.results.packing import sealed, written, zipped

ATTACKER = Ed25519PrivateKey.from_private_bytes(b"a" * 32)
OURS = payload.public_key("q" * 32)
Json = Any
Change = Callable[[Json], object]


def members(pack: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(pack)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def contents(pack: bytes) -> dict[str, bytes]:
    """Everything that is hashed and signed."""
    return {name: raw for name, raw in members(pack).items() if name not in ("manifest.json", "signature.json")}


def found(folder: Path, pack: bytes, *trusted: str) -> Report:
    file = folder / "pack.zip"
    file.write_bytes(pack)
    return verify(file, trusted)


def signed_again(parsed: Json) -> bytes:
    """These contents with a manifest that fits and the signature of somebody else."""
    return sealed({f"{key}.json": written(content) for key, content in parsed.items()}, ATTACKER)


def first(rows: list[Json], **wanted: object) -> Json:
    return next(row for row in rows if all(row[key] == value for key, value in wanted.items()))


def a_round(pack: Json, number: int) -> Json:
    return first(pack["meeting"]["rounds"], number=number)


def swap(rows: list[Json], one: int = 0, other: int = 1) -> None:
    rows[one], rows[other] = rows[other], rows[one]


def exchanged(rows: list[Json], one: int, other: int, *keys: str) -> None:
    """The same values for each other: two people change places."""
    for key in keys:
        rows[one][key], rows[other][key] = rows[other][key], rows[one][key]


def raised(row: Json, key: str, by: int = 1) -> None:
    row[key] = row[key] + by if isinstance(row[key], int) else f"{float(row[key]) + by:.4f}"


def higher_by_two(sheet: Json) -> None:
    """Two points more, and the sum of the sheet mended."""
    key = min(sheet["points"], key=lambda each: float(sheet["points"][each]))
    sheet["points"][key] = str(float(sheet["points"][key]) + 2)
    sheet["total"] = str(float(sheet["total"]) + 2)


def of_rules(path: str, value: object) -> Change:
    """One rule changed, and the hash of the rules mended."""

    def change(pack: Json) -> None:
        *way, last = (int(each) if each.isdecimal() else each for each in path.split("/"))
        here = pack["rules"]
        for each in way:
            here = here[each]
        here[last] = value
        pack["cycle"]["definition_sha256"] = hashlib.sha256(written(pack["rules"])).hexdigest()

    return change


def rehashed_notice(change: Change) -> Change:
    """A notice changed, and its own hash mended."""

    def both(pack: Json) -> None:
        change(pack)
        for notice in pack["notices"]:
            content = {name: notice[name] for name in ("title", "body", "lines", "ends_on")}
            notice["sha256"] = hashlib.sha256(written(content)).hexdigest()

    return both


def recounted(number: int, change: Change) -> Change:
    """The ballots of a round changed; votes and digest mended."""

    def both(pack: Json) -> None:
        change(pack)
        round_ = a_round(pack, number)
        ballots = sorted(sorted(each["in_favour"]) for each in round_["ballots"])
        round_["ballots"] = [{"in_favour": each} for each in ballots]
        round_["votes"] = {str(each): sum(each in one for one in ballots) for each in round_["listed"]}
        content = {"ballots": ballots, "receipts": round_["receipts"], "votes": round_["votes"]}
        round_["sha256"] = hashlib.sha256(written(content)).hexdigest()

    return both


def rows(*path: str) -> Callable[[Json], list[Json]]:
    def reach(pack: Json) -> list[Json]:
        here = pack
        for each in path:
            here = here[each]
        return here  # type: ignore[no-any-return]

    return reach


SHEETS, RANKS, PEOPLE, SEATS = rows("review", "sheets"), rows("ranking", "rows"), rows("nominations"), rows("seats")
CHANGES: dict[str, tuple[Change, str]] = {
    # what the experts wrote
    "one point more": (lambda p: SHEETS(p)[0]["points"].update(mastery="24.5"), "review/sheets/1/E01/total"),
    "a point off the steps": (lambda p: SHEETS(p)[0]["points"].update(mastery="13.3"), "review/sheets/1/E01/points"),
    "more than a criterion gives": (
        lambda p: SHEETS(p)[3]["points"].update(mastery="26"),
        "review/sheets/1/E04/points",
    ),
    "a whole sheet made better": (lambda p: higher_by_two(SHEETS(p)[1]), "ranking/1/total"),
    "a criterion left out": (lambda p: SHEETS(p)[2]["points"].pop("leadership"), "review/sheets/1/E03/points"),
    "the sum of a sheet": (lambda p: SHEETS(p)[2].update(total="99"), "review/sheets/1/E03/total"),
    "a sheet taken out": (lambda p: SHEETS(p).pop(7), "review/sheets/2/E03"),
    "a sheet twice": (lambda p: SHEETS(p).insert(1, SHEETS(p)[0]), "review/sheets"),
    "two sheets in another order": (lambda p: swap(SHEETS(p)), "review/sheets"),
    "the sheets of two experts exchanged": (
        lambda p: exchanged(SHEETS(p), 0, 6, "points", "total"),
        "ranking/1/total",
    ),
    "a sheet nobody was asked for": (
        lambda p: SHEETS(p).append({**SHEETS(p)[-1], "expert": "E06"}),
        "review/sheets/14/E06",
    ),
    "a sheet for nobody": (lambda p: SHEETS(p).append({**SHEETS(p)[-1], "nomination": 99}), "review/sheets/99"),
    # who was asked
    "an assignment taken out": (lambda p: p["review"]["assignments"].pop(5), "review/sheets/2/E01"),
    "an assignment and its sheet taken out": (
        lambda p: (p["review"]["assignments"].pop(10), SHEETS(p).pop(10)),
        "review/assignments/3",
    ),
    "an assignment to somebody unknown": (
        lambda p: p["review"]["assignments"].append({"nomination": 98, "expert": "E01", "panel": "P1"}),
        "review/assignments/98",
    ),
    "a recusal taken out": (lambda p: p["review"]["recusals"].clear(), "ranking/7/total"),
    "a recusal put in": (
        lambda p: p["review"]["recusals"].insert(0, {"nomination": 2, "expert": "E02"}),
        "ranking/2/total",
    ),
    "what a correction wrote": (
        lambda p: p["review"]["corrections"][0]["after"].update(mastery="2"),
        "review/corrections/8/E02",
    ),
    # what came of the sheets
    "a total": (lambda p: raised(RANKS(p)[3], "total"), "ranking/"),
    "the last place of a total": (
        lambda p: RANKS(p)[0].update(total=RANKS(p)[0]["total"][:-1] + "4"),
        "ranking/1/total",
    ),
    "two ranks exchanged": (lambda p: exchanged(RANKS(p), 4, 6, "id"), "ranking/"),
    "a rank": (lambda p: raised(RANKS(p)[5], "rank"), "ranking/12/rank"),
    "rows of the ranking in another order": (lambda p: swap(RANKS(p), 2, 3), "ranking/order"),
    "a dossier out of the ranking": (lambda p: RANKS(p).pop(), "ranking"),
    "why a tie was broken": (lambda p: RANKS(p)[0].update(tie_broken_by="mastery"), "ranking/1/tie_broken_by"),
    "how many sheets there were": (lambda p: raised(RANKS(p)[2], "sheets", -1), "ranking/5/sheets"),
    "a score called calibrated": (lambda p: p["ranking"].update(calibrated=True), "ranking/calibrated"),
    # the rules, their hash mended
    "nothing trimmed": (of_rules("scoring/trim", 0), "ranking/1/total"),
    "the median instead of the mean": (of_rules("scoring/average", "median"), "ranking/1/total"),
    "another tie rule": (of_rules("scoring/ties", ["leadership"]), "ranking/"),
    "another threshold": (of_rules("committee/threshold", "2/3"), "meeting/rounds"),
    "one place more": (of_rules("titles/0/places", 4), "meeting/rounds/2/places"),
    "a longer reserve": (of_rules("committee/reserve", 0), "seats/"),
    "a floor raised": (of_rules("limits/0/count", 6), "meeting/rounds/3/"),
    "a ceiling lowered": (of_rules("limits/3/count", 2), "seats/"),
    "a quorum nobody reached": (of_rules("committee/quorum", "1"), "meeting/jurors"),
    "rules other than those frozen": (lambda p: p["rules"]["scoring"].update(trim=0), "rules/sha256"),
    # the candidates
    "a dossier's hash": (lambda p: PEOPLE(p)[2]["dossier"].update(sha256="0" * 63), "nominations/3/dossier"),
    "somebody spared the review": (lambda p: PEOPLE(p)[2].update(reviewed=False), "nominations/3/reviewed"),
    "the title somebody asked for": (lambda p: PEOPLE(p)[0].update(applied_title="master"), "meeting/rounds/2/listed"),
    "a candidate taken out": (lambda p: PEOPLE(p).pop(7), "review/assignments/8"),
    "somebody who left called back": (lambda p: PEOPLE(p)[9].update(left=None), "meeting/rounds/3/"),
    "the group of a candidate": (lambda p: [each.update(groups=["cadre"]) for each in PEOPLE(p)], "meeting/rounds/3/"),
    # the vote
    "one ballot": (
        recounted(2, lambda p: a_round(p, 2)["ballots"][0].update(in_favour=a_round(p, 2)["listed"][-3:])),
        "seats/",
    ),
    "one ballot, uncounted": (lambda p: a_round(p, 2)["ballots"][0].update(in_favour=[]), "meeting/rounds/2/votes"),
    "a ballot for too many": (
        recounted(2, lambda p: a_round(p, 2)["ballots"][0].update(in_favour=a_round(p, 2)["listed"][:4])),
        "meeting/rounds/2/ballots",
    ),
    "a ballot taken out": (recounted(2, lambda p: a_round(p, 2)["ballots"].pop()), "meeting/rounds/2/receipts"),
    "a ballot put in": (
        recounted(2, lambda p: a_round(p, 2)["ballots"].append(a_round(p, 2)["ballots"][0])),
        "meeting/rounds/2/ballots",
    ),
    "ballots in another order": (lambda p: a_round(p, 3)["ballots"].reverse(), "meeting/rounds/3/ballots"),
    "votes of one name": (lambda p: a_round(p, 2)["votes"].update({"1": 6}), "meeting/rounds/2/votes/1"),
    "a name put on the ballot": (lambda p: a_round(p, 3)["listed"].append(1), "meeting/rounds/3/listed"),
    "the order of names on the ballot": (lambda p: swap(a_round(p, 2)["listed"]), "meeting/rounds/2/listed"),
    "a run-off left out": (lambda p: p["meeting"]["rounds"].pop(), "meeting/rounds"),
    "a round that was voided counted": (lambda p: p["meeting"]["rounds"].pop(0), "meeting/rounds"),
    "a receipt": (lambda p: a_round(p, 2)["receipts"].__setitem__(0, "0" * 64), "meeting/rounds/2/sha256"),
    "a receipt twice": (
        lambda p: a_round(p, 2)["receipts"].__setitem__(1, a_round(p, 2)["receipts"][0]),
        "meeting/rounds/2/receipts",
    ),
    "the digest of a count": (lambda p: a_round(p, 2).update(sha256="0" * 64), "meeting/rounds/2/sha256"),
    "one more present": (lambda p: raised(p["meeting"], "present"), "meeting/present"),
    "an absent member called present": (
        lambda p: first(p["meeting"]["jurors"], present=False).update(present=True),
        "meeting/present",
    ),
    # the seats and the published lists
    "a seat added": (
        lambda p: first(SEATS(p), outcome="reserved").update(outcome="chosen", title="master", position=5),
        "seats/",
    ),
    "two seats exchanged": (lambda p: exchanged(SEATS(p), 0, 4, "outcome", "title", "position"), "seats/1/"),
    "a seat taken out": (lambda p: SEATS(p).pop(0), "seats"),
    "the votes behind a seat": (lambda p: raised(SEATS(p)[0], "votes"), "seats/1/votes"),
    "a name off the published list": (
        rehashed_notice(lambda p: (p["notices"][0]["lines"].pop(), p["notices"][0]["names"].pop())),
        "notices/1/names",
    ),
    "a name put on the published list": (
        rehashed_notice(
            lambda p: (
                p["notices"][0]["lines"].append(p["notices"][0]["lines"][-1]),
                p["notices"][0]["names"].append(2),
            )
        ),
        "notices/1/names",
    ),
    "a better title on the published list": (
        rehashed_notice(lambda p: p["notices"][0]["lines"][-1].update(title=p["notices"][0]["lines"][0]["title"])),
        "notices/1/lines",
    ),
    "another name in the same place": (lambda p: p["notices"][0]["lines"][0].update(name="某某"), "notices/1/sha256"),
    "an earlier end of the publicity": (lambda p: p["notices"][0].update(ends_on="2026-01-01"), "notices/1/sha256"),
    "a move from the reserve left out": (
        lambda p: p["timeline"].remove(first(p["timeline"], act="move_up")),
        "seats/4/outcome",
    ),
    "somebody moved up out of turn": (
        lambda p: first(p["timeline"], act="move_up").update(nomination=2),
        "seats/4/outcome",
    ),
    "a departure left out": (lambda p: p["timeline"].remove(first(p["timeline"], act="leave")), "timeline/2"),
    "a notice left out": (lambda p: p["notices"].pop(1), "notices"),
    "the head of the chain": (lambda p: p["cycle"]["chain"].update(hash=""), "cycle/chain"),
}


def test_the_pack_matches(pack: bytes, tmp_path: Path):
    assert found(tmp_path, pack) == []
    assert found(tmp_path, pack, OURS) == []


def test_there_are_more_than_fifty_tamperings():
    assert len(CHANGES) > 50


@pytest.mark.parametrize("name", CHANGES)
def test_a_tampering_is_named_though_it_is_signed_again(pack: bytes, tmp_path: Path, name: str):
    change, where = CHANGES[name]
    parsed: Json = {key.removesuffix(".json"): json.loads(raw) for key, raw in contents(pack).items()}

    change(parsed)
    report = found(tmp_path, signed_again(parsed))

    assert report
    assert report[0].where.startswith(where)


def test_who_knows_our_key_sees_at_once_that_another_has_signed(pack: bytes, tmp_path: Path):
    parsed: Json = {key.removesuffix(".json"): json.loads(raw) for key, raw in contents(pack).items()}

    report = found(tmp_path, signed_again(parsed), OURS)

    assert [each.where for each in report] == ["signature.json/public_key"]


@pytest.mark.parametrize("name", sorted(("ranking.json", "rules.json", "notices.json", "meeting.json", "cycle.json")))
def test_a_member_changed_without_its_hash_is_named(pack: bytes, tmp_path: Path, name: str):
    parts = members(pack)
    parts[name] += b" "

    report = found(tmp_path, zipped(parts))

    assert report[0].where == f"{name}/sha256"


def test_a_member_that_is_missing_or_too_many_is_named(pack: bytes, tmp_path: Path):
    parts = members(pack)

    less = found(tmp_path, zipped({name: raw for name, raw in parts.items() if name != "seats.json"}))
    more = found(tmp_path, zipped({**parts, "further.json": b"{}"}))

    assert less[0].where == "seats.json"
    assert [each.where for each in more] == ["further.json"]


def test_a_signature_that_is_not_of_this_manifest_is_named(pack: bytes, tmp_path: Path):
    parts = members(pack)
    signed = json.loads(parts["signature.json"])
    other = f"{int(signed['signature'][0], 16) ^ 1:x}{signed['signature'][1:]}"

    for signature in (other, "", "zz", signed["signature"] + "00"):
        parts["signature.json"] = written({**signed, "signature": signature})
        assert [each.where for each in found(tmp_path, zipped(parts), OURS)] == ["signature.json/signature"]


def test_what_is_no_pack_is_said_to_be_unreadable(tmp_path: Path):
    file = tmp_path / "pack.zip"
    file.write_bytes(b"no pack")

    with pytest.raises(zipfile.BadZipFile):
        verify(file)
