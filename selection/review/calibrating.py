"""Calibration of a closed review: a job of the worker finds it and keeps it beside the ranking."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import Row, delete, insert

from models.programme import Cycle
from models.review import CalibratedFile, CalibratedJudge, Calibration, ReviewFile
from selection import workflow
from selection.database import db, lock, transaction
from selection.jobs import enqueue, handles
from selection.review import queries
from selection.rules.programme import Programme

if TYPE_CHECKING:
    from selection.rules import calibration

KIND = "calibrate"
APART = "评审组之间没有共同的材料，校准分不能相互比较，名次按原始分"
COUNTED = "名次按校准分"


def ask(cycle: Cycle, *, now: datetime) -> None:
    """Have the worker calibrate this review, inside the transaction that closed it."""
    enqueue(KIND, {"cycle_id": cycle.id}, key=f"{KIND}:{cycle.id}:{now.isoformat()}", now=now)


def totals(cycle: Cycle, *, also: Sequence[tuple[int, int, Decimal | None]] = ()) -> Mapping[int, Decimal] | None:
    """The adjusted scores of a review: nomination id -> points; None where panels cannot be compared.

    ``also``: further marks (nomination id, expert id, total), as if they counted.
    """
    marks = queries.marks(cycle.id, is_closed=cycle.review_closed_at is not None)
    found = _found([*marks, *also], ())
    return {each.dossier: each.adjusted for each in found.standings} if found.is_connected else None


def tops(programme: Programme) -> list[int]:
    """The sizes that matter: places of the first title, then with each title that is fallen to added (20, 120)."""
    places = {title.key: title for title in programme.titles}
    title = programme.titles[0] if programme.titles else None
    sizes: list[int] = []
    while title is not None:
        places.pop(title.key)
        sizes.append(title.places + (sizes[-1] if sizes else 0))
        title = places.get(title.falls_to) if title.falls_to else None
    return sizes


@handles(KIND)
def calibrate(payload: dict[str, Any], now: datetime) -> None:
    """Find severities, adjusted scores and chances, and keep them; what was kept before is replaced."""
    cycle = db.session.get_one(Cycle, payload["cycle_id"])
    programme = workflow.programme_of(cycle)
    sizes = tops(programme)
    found = _found(queries.marks(cycle.id, is_closed=True), sizes)
    files = queries.files(cycle.id)
    counts = programme.scoring.calibrated and found.is_connected
    with transaction() as session:
        lock(cycle)
        for table in (CalibratedJudge, CalibratedFile, Calibration):
            session.execute(delete(table).where(table.cycle_id == cycle.id))
        merit, severity, noise = (Decimal(round(each * 10_000)) / 10_000 for each in found.spread)
        islands = [{"judges": len(each.judges), "dossiers": len(each.dossiers)} for each in found.islands]
        session.add(
            Calibration(
                cycle_id=cycle.id,
                at=now,
                counts=counts,
                merit=merit,
                severity=severity,
                noise=noise,
                tops=sizes,
                islands=islands,
            )
        )
        session.flush()
        if found.standings:
            session.execute(insert(CalibratedFile), _files(cycle.id, found, files, counts))
            session.execute(insert(CalibratedJudge), _judges(cycle.id, found))


def _found(
    marks: Sequence[tuple[int, int, Decimal | None] | Row[int, int, Decimal | None]], sizes: Sequence[int]
) -> "calibration.Calibration":
    from selection.rules import calibration  # noqa: PLC0415 - numpy is heavy; only the worker and a closing need it

    given = [calibration.Mark(dossier, judge, score) for dossier, judge, score in marks if score is not None]
    return calibration.calibrate(given, tops=sizes)


def _files(
    cycle_id: int, found: "calibration.Calibration", files: Mapping[int, ReviewFile], counts: bool
) -> list[dict[str, Any]]:
    """One row for a dossier. The side that counts has the total and rank of the review, ties broken."""
    home = {dossier: number for number, island in enumerate(found.islands) for dossier in island.dossiers}
    rows = []
    for each in found.standings:
        file = files[each.dossier]
        rows.append(
            {
                "nomination_id": each.dossier,
                "cycle_id": cycle_id,
                "island": home[each.dossier],
                "raw": each.raw if counts else file.total,
                "raw_rank": each.raw_rank if counts else file.rank,
                "adjusted": each.adjusted,
                "rank": file.rank if counts else each.rank,
                "error": each.error,
                "chances": list(each.chances),
            }
        )
    return rows


def _judges(cycle_id: int, found: "calibration.Calibration") -> list[dict[str, Any]]:
    home = {judge: number for number, island in enumerate(found.islands) for judge in island.judges}
    return [
        {
            "cycle_id": cycle_id,
            "expert_id": each.judge,
            "island": home[each.judge],
            "severity": each.severity,
            "error": each.error,
            "sheets": each.sheets,
        }
        for each in found.judges
    ]
