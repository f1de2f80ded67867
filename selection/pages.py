"""Every blueprint, and what every page carries: headers, places of the menu, addresses of static files."""

import hashlib
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from flask import Blueprint, Flask, Response, request, url_for
from flask_login import current_user
from werkzeug.routing import IntegerConverter

from models.vocabulary import Role
from selection import clock
from selection.accounts import views as accounts
from selection.alerts import views as alerts
from selection.approvals import views as approvals
from selection.audit import views as audit
from selection.certificates import views as certificates
from selection.committee import views as committee
from selection.contests import views as contests
from selection.cycles import views as cycles
from selection.desk import views as desk
from selection.documents import views as documents
from selection.exchange import views as exchange
from selection.experts import views as experts
from selection.honours import views as honours
from selection.interviews import views as interviews
from selection.nominations import views as nominations
from selection.objections import views as objections
from selection.organisations import views as organisations
from selection.people import views as people
from selection.periods import views as periods
from selection.places import views as places
from selection.programmes import views as programmes
from selection.proposals import views as proposals
from selection.publicity import views as publicity
from selection.recommendations import views as recommendations
from selection.register import views as register
from selection.results import views as results
from selection.review import views as review
from selection.seating import views as seating
from selection.settings import views as settings
from selection.taxonomies import views as taxonomies
from selection.upward import views as upward
from selection.vetting import views as vetting

BLUEPRINTS: Sequence[Blueprint] = (
    accounts.bp,
    approvals.bp,
    alerts.bp,
    audit.bp,
    certificates.bp,
    committee.bp,
    contests.bp,
    cycles.bp,
    desk.bp,
    exchange.bp,
    experts.bp,
    documents.bp,
    honours.bp,
    interviews.bp,
    nominations.bp,
    objections.bp,
    organisations.bp,
    people.bp,
    periods.bp,
    places.bp,
    proposals.bp,
    programmes.bp,
    publicity.bp,
    recommendations.bp,
    register.bp,
    results.bp,
    review.bp,
    seating.bp,
    settings.bp,
    taxonomies.bp,
    upward.bp,
    vetting.bp,
)

DESK = ("待办", "desk.index")
ACCOUNTS = ("账号", "people.index")
UNITS = ("所属单位", "organisations.index")
TREE = ("单位和工会", "organisations.index")
BOARD = ("推荐", "recommendations.index")
NOMINATIONS = ("申报材料", "nominations.index")
LEDGER = ("名额账", "places.index")
OVERVIEW = ("总览", "cycles.overview")
BALLOTS = ("评委票决", "committee.index")
HONOURS = ("荣誉", "honours.register")
TALENT = ("人才库", "register.index")
IMPORTS = ("导入历届荣誉", "register.uploads")
CERTIFICATES = ("证书", "certificates.index")
CHECKS = ("资格审查", "vetting.index")
REVIEWS = ("专家评审", "review.index")
NOTICES = ("公示", "publicity.index")
OBJECTIONS = ("异议", "objections.index")
LOCAL_NOTICES = ("本级公示", "publicity.local_index")
CYCLES = ("届次", "cycles.index")
DEFINITIONS = ("评选规则", "programmes.index")
CALENDAR = ("工作日历", "settings.this_year")
LISTS = ("代码表", "taxonomies.index")
TRAIL = ("经过", "audit.index")
PROPOSALS = ("提请复核", "proposals.index")
DOCUMENTS = ("公文", "documents.index")
RESULTS = ("结果核验", "results.index")
PERIODS = ("资助期和培育期", "periods.index")
ALERTS = ("评分提示", "alerts.index")
EXPERTS = ("专家库", "experts.index")
MY_ENTRY = ("我的登记", "experts.mine")
MY_HONOURS = ("我的荣誉", "register.mine")
MY_REVIEW = ("我的评审", "review.desk")

PLACES: dict[Role, Sequence[tuple[str, str]]] = {
    Role.UNIT_OFFICER: (DESK, NOMINATIONS, CERTIFICATES, TALENT, ACCOUNTS),
    Role.UNIT_HEAD: (DESK, NOMINATIONS, CERTIFICATES, TALENT, ACCOUNTS),
    Role.NOMINEE: (DESK, NOMINATIONS, CERTIFICATES, MY_HONOURS),
    Role.UNION_OFFICER: (DESK, BOARD, NOMINATIONS, LEDGER, HONOURS, UNITS, ACCOUNTS),
    Role.UNION_HEAD: (DESK, BOARD, NOMINATIONS, LEDGER, HONOURS, UNITS, ACCOUNTS),
    Role.CITY_OFFICER: (DESK, OVERVIEW, NOMINATIONS, CHECKS, REVIEWS, BALLOTS, NOTICES),
    Role.EXPERT: (DESK, MY_REVIEW, MY_ENTRY),
    Role.JUROR: (DESK, BALLOTS),
    Role.SUPERVISOR: (DESK, OVERVIEW, NOMINATIONS, CHECKS, REVIEWS, BALLOTS, TRAIL),
    Role.ADMIN: (DESK, ACCOUNTS, TREE, ("设置", "settings.index")),
}
"""The menu of each role: label and endpoint, at most seven."""

MORE: dict[Role, Sequence[tuple[str, str]]] = {
    Role.UNIT_OFFICER: (LOCAL_NOTICES, PERIODS),
    Role.UNIT_HEAD: (LOCAL_NOTICES, PERIODS),
    Role.UNION_OFFICER: (LOCAL_NOTICES, DOCUMENTS, CERTIFICATES, TALENT, PROPOSALS),
    Role.UNION_HEAD: (LOCAL_NOTICES, DOCUMENTS, CERTIFICATES, TALENT, PROPOSALS),
    Role.CITY_OFFICER: (
        EXPERTS,
        OBJECTIONS,
        CYCLES,
        DEFINITIONS,
        LEDGER,
        HONOURS,
        TALENT,
        IMPORTS,
        DOCUMENTS,
        RESULTS,
        CERTIFICATES,
        TREE,
        CALENDAR,
        LISTS,
        PERIODS,
        PROPOSALS,
    ),
    Role.SUPERVISOR: (
        ALERTS,
        EXPERTS,
        NOTICES,
        OBJECTIONS,
        CYCLES,
        DEFINITIONS,
        LEDGER,
        HONOURS,
        TALENT,
        DOCUMENTS,
        RESULTS,
        CERTIFICATES,
        TREE,
        PERIODS,
        PROPOSALS,
    ),
    Role.ADMIN: (PROPOSALS,),
}
"""What a role uses now and then: links on the desk, so that the menu stays short."""

PUBLIC_PLACES: Sequence[tuple[str, str]] = (
    ("公示公告", "publicity.notices"),
    ("异议查询", "objections.receipt"),
    ("专家抽取", "experts.commitments"),
    ("历届名单", "honours.public_register"),
    ("证书核验", "certificates.verify"),
)

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'"
)


class RowNumber(IntegerConverter):
    """The number of a row: what no database can hold is no page."""

    regex = r"\d{1,18}"


@lru_cache(maxsize=256)
def _version(folder: str, filename: str) -> str:
    """The first digits of a static file's hash, so that it may be cached for ever."""
    file = Path(folder) / filename
    return hashlib.sha256(file.read_bytes()).hexdigest()[:10] if file.is_file() else ""


def protect(response: Response) -> Response:
    """The headers of every answer, errors and files included."""
    response.headers.setdefault("Content-Security-Policy", POLICY)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
    if request.endpoint != "static":
        response.headers.setdefault("Cache-Control", "no-store")
    return response


@lru_cache(maxsize=64)
def _addresses(places: Sequence[tuple[str, str]]) -> list[tuple[str, str, str]]:
    """Label, address and capability of each entry of a menu: they never change, and every page asks."""
    return [(label, url_for(endpoint), endpoint.partition(".")[0]) for label, endpoint in places]


def _menus() -> dict[str, object]:
    """The menu with the present place marked; on the desk also what is used now and then."""
    role = current_user.role if current_user.is_authenticated else None
    here = (request.endpoint or "").partition(".")[0]
    menu = _addresses(PLACES.get(role, ()) if role else PUBLIC_PLACES)
    more = _addresses(MORE.get(role, ())) if role and here == "desk" else []
    return {"places": [(label, url, place == here) for label, url, place in menu], "more": more}


def prepare(app: Flask) -> None:
    """Headers after every answer; the menu, the clock and versioned static files in every page."""
    app.after_request(protect)
    app.url_map.converters["int"] = RowNumber

    @app.url_defaults
    def add_version(endpoint: str, values: dict[str, str]) -> None:
        if (
            endpoint == "static"
            and "filename" in values
            and (version := _version(str(app.static_folder), values["filename"]))
        ):
            values["v"] = version

    @app.context_processor
    def carry() -> dict[str, object]:
        return {**_menus(), "now": clock.now()}
