"""What the public says during publicity: one objection that does not hold, one that does; and local notices."""

from datetime import datetime

from sqlalchemy import select

from models.programme import Cycle
from models.publicity import Notice, Objection
from models.vocabulary import ObjectionStanding, ObjectionWay
from models.vocabulary import ObjectionStepKind as Kind
from selection.database import db
from selection.objections import actions
from selection.objections.actions import Said
from selection.publicity import actions as publicity
from selection.publicity import local, packing, queries
from selection.rules.standing import Actor

FEWEST = 3
WHOLE = "名单中一线职工偏少，请说明评选时怎样掌握人员构成，并在网上公开各类人员所占的比例。"
DOUBT = "名单上所列的一项创新成果，我记得是班组几个人一起做的，请核实主要完成人是谁、材料是否属实。"
FRAUD = "申报材料里写的获奖名次与获奖文件不符，文件上没有他的名字，请对照主办单位公布的名单核实。"


def object_twice(cycle_id: int, officer: Actor, *, now: datetime) -> list[int]:
    """Somebody objects to the first name on the page, a letter comes about the last. Returns both objections."""
    notice = db.session.scalars(
        select(Notice).where(Notice.cycle_id == cycle_id).order_by(Notice.version.desc()).limit(1)
    ).one()
    if len(notice.lines) < FEWEST:
        return []
    first = Said(0, ObjectionStanding.PERSON, "群众甲", "", "公示期内可以当面核实", DOUBT)
    last = Said(len(notice.lines) - 1, ObjectionStanding.PERSON, "群众乙", "", "来信信封上的地址", FRAUD)
    made = [
        actions.receive(notice, first, way=ObjectionWay.WEB, taken=None, salt="demonstration-1", now=now),
        actions.receive(
            notice, last, way=ObjectionWay.PHONE, taken=None, salt="demonstration-2", now=now, officer=officer
        ),
    ]
    return [each.id for each in made]


def take_up(objection_ids: list[int], officer: Actor, *, now: datetime) -> None:
    """Both are taken up and looked into."""
    for each in objection_ids:
        _take(each, officer, Kind.TAKE_UP, "实名反映，事实具体，予以受理。", "", now)
        _take(each, officer, Kind.INVESTIGATE, "已向单位和推荐工会调阅原始记录，并与有关人员谈话。", "", now)


def settle(objection_ids: list[int], officer: Actor, *, now: datetime) -> None:
    """The first does not hold, the second does: its name leaves the list and the reserve moves up."""
    if not objection_ids:
        return
    dismissed, upheld = objection_ids
    _take(dismissed, officer, Kind.DISMISS, "项目记录、署名和两名证人一致。", "经核实，主要完成人与申报材料一致。", now)
    _take(upheld, officer, Kind.UPHOLD, "获奖文件上没有其姓名。", "经核实情况属实，已按规定处理。", now)


def _take(objection_id: int, officer: Actor, kind: Kind, note: str, reply: str, now: datetime) -> None:
    objection = db.session.get_one(Objection, objection_id)
    actions.take_step(objection, officer, kind=kind, note=note, reply=reply, now=now)


def publish_again(cycle_id: int, officer: Actor, *, now: datetime) -> None:
    """A second notice for those who moved up, if anybody did."""
    if any(each.is_unpublished for each in queries.settled(cycle_id)):
        publicity.publish(db.session.get_one(Cycle, cycle_id), officer, now=now)


def object_to_all(cycle_id: int, officer: Actor, *, now: datetime) -> None:
    """Somebody telephones about the whole list; nobody has dealt with it yet."""
    query = select(Notice).where(Notice.cycle_id == cycle_id).order_by(Notice.version.desc()).limit(1)
    said = Said(None, ObjectionStanding.PERSON, "群众丙", "", "电话已登记", WHOLE)
    actions.receive(
        db.session.scalars(query).one(),
        said,
        way=ObjectionWay.PHONE,
        taken=None,
        salt="demonstration-3",
        now=now,
        officer=officer,
    )


def publish_locally(cycle_id: int, actor: Actor, *, now: datetime) -> None:
    """A unit or a union puts its own list before the public."""
    local.publish(db.session.get_one(Cycle, cycle_id), actor, now=now)


def prove(cycle_id: int, *, now: datetime) -> None:
    """Ask for the evidence of the latest notice; the worker packs it."""
    query = select(Notice).where(Notice.cycle_id == cycle_id).order_by(Notice.version.desc()).limit(1)
    packing.ask(db.session.scalars(query).one(), now=now)
