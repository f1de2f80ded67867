"""What calibration found, as the city and the supervisor see it after the review is closed."""

from collections.abc import Sequence

from sqlalchemy import Row, func, select

from models.nomination import Nomination
from models.people import User
from models.review import CalibratedFile, CalibratedJudge, Calibration
from selection.database import db
from selection.paging import Page, pages, part, within


def get(cycle_id: int) -> Calibration | None:
    """What was found of this cycle's review, once the worker has."""
    return db.session.get(Calibration, cycle_id)


def listed(cycle_id: int, number: int) -> Page[Row[CalibratedFile, int, str]]:
    """The dossiers in order of the adjusted rank: the row, nomination id, name."""
    total = db.session.scalar(select(func.count(CalibratedFile.nomination_id)).filter_by(cycle_id=cycle_id)) or 0
    number = within(number, pages(total))
    query = (
        select(CalibratedFile, Nomination.id, Nomination.name)
        .join(Nomination, Nomination.id == CalibratedFile.nomination_id)
        .where(CalibratedFile.cycle_id == cycle_id)
        .order_by(CalibratedFile.rank, CalibratedFile.nomination_id)
    )
    return Page(db.session.execute(part(query, number)).all(), total, number)


def judges(cycle_id: int) -> Sequence[Row[CalibratedJudge, str]]:
    """The experts, the strictest first: the row and the name."""
    return db.session.execute(
        select(CalibratedJudge, User.name)
        .join(User, User.id == CalibratedJudge.expert_id)
        .where(CalibratedJudge.cycle_id == cycle_id)
        .order_by(CalibratedJudge.severity, CalibratedJudge.expert_id)
    ).all()


def chance(probability: float) -> str:
    """A probability as it may be printed: what resampling cannot tell from certainty is not called certain."""
    if probability < 0.001:
        return "不到 0.1%"
    return "99.9% 以上" if probability > 0.999 else f"{100 * probability:.1f}%"
