"""The work that is measured: one request of each kind, for ours and for the floor."""

import itertools
import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from flask import Flask
from itsdangerous import URLSafeTimedSerializer

from benchmarks import cases
from benchmarks.filling import Filled

FORM = "application/x-www-form-urlencoded"
CSRF = "c" * 40


@dataclass(frozen=True)
class Ask:
    """One request, ready to be sent, and the answer that is right."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: str = ""
    right: int = 200


@dataclass(frozen=True)
class Work:
    """One line of the table: how to ask ours and the floor for it, and how many statements it may take."""

    name: str
    ours: Iterator[Ask]
    floor: Iterator[Ask]
    statements: int = 6
    share: float = 1.0
    """Of the requests of a round: an export takes as long as a hundred pages."""


def works(filled: Filled, ours: Flask, bare: Flask, size: int) -> list[Work]:
    """Every kind of work at this size. Both sides are asked for the same rows in the same order."""
    city = _cookie(ours, {"_user_id": filled.officer, "_fresh": True})
    unit = _cookie(ours, {"_user_id": filled.unit_officer, "_fresh": True, "csrf_token": CSRF})
    expert = _cookie(ours, {"_user_id": filled.expert, "_fresh": True, "csrf_token": CSRF})
    signer = URLSafeTimedSerializer(ours.config["SECRET_KEY"], salt="wtf-csrf-token")
    token = {"X-CSRFToken": str(signer.dumps(CSRF)), "Content-Type": FORM}
    bare_city, bare_unit = _cookie(bare, {"account": 1}), _cookie(bare, {"account": 2})
    bare_expert = _cookie(bare, {"account": filled.expert_id})

    def pages(path: Callable[[random.Random], str], headers: Mapping[str, str]) -> Iterator[Ask]:
        dice = random.Random(size)
        return (Ask("GET", path(dice), headers) for _ in itertools.count())

    def both(
        name: str, path: Callable[[random.Random], str], floor_path: Callable[[random.Random], str] | None = None
    ) -> Work:
        return Work(name, pages(path, city), pages(floor_path or path, bare_city))

    return [
        both("list", lambda dice: f"/nominations/?page={dice.randint(1, min(size // 50, 20))}"),
        both("detail", lambda dice: f"/nominations/{dice.randint(1, size)}"),
        Work(
            "submit",
            (_submission(key, {**unit, **token}, f"attempt=bench-press-{key}") for key in filled.signed),
            (_submission(key, {**bare_unit, "Content-Type": FORM}, "") for key in filled.signed),
            statements=15,
        ),
        Work(
            "save a sheet",
            _sheets("/review/sheets", filled, {**expert, **token}),
            _sheets("/sheets", filled, {**bare_expert, "Content-Type": FORM}),
            statements=15,
        ),
        both("search", lambda dice: f"/nominations/?q={quote(cases.name_of(dice.randint(1, size)))}"),
        Work(
            "export",
            pages(lambda _: "/nominations/export?as=xlsx", city),
            pages(lambda _: "/nominations/export", bare_city),
            share=0.05 if size > 2000 else 0.1,
        ),
    ]


def _submission(key: int, headers: Mapping[str, str], body: str) -> Ask:
    return Ask("POST", f"/nominations/{key}/submission", headers, body, 303)


def _sheets(path: str, filled: Filled, headers: Mapping[str, str]) -> Iterator[Ask]:
    for turn in itertools.count():
        points = cases.points_of(turn, 0) | {"comment": cases.COMMENT}
        key = filled.sheets[turn % len(filled.sheets)]
        yield Ask("POST", f"{path}/{key}", headers, urlencode(points), 303)


def _cookie(app: Flask, content: Mapping[str, object]) -> dict[str, str]:
    """The header of a browser that is signed in."""
    serializer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    return {"Cookie": f"{app.config['SESSION_COOKIE_NAME']}={serializer.dumps(dict(content))}"}
