"""Whatever is typed or sent into the form: an answer below 500, and no text that was acknowledged is lost."""

import json
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from models.nomination import Nomination
from models.vocabulary import Role, Stage
from selection.database import db
from selection.rules.values import clean
from tests.browsers import Browser
from tests.world import World, programme

PROGRAMME = programme()
KEYS = [field.key for field in PROGRAMME.fields()]
LONG_TEXTS = [field.key for field in PROGRAMME.fields() if field.kind in ("text", "long_text") and not field.private]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=40),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
TYPED = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)
QUIET = pytest.mark.filterwarnings("ignore::hypothesis.errors.HypothesisWarning")
"""A failing example shows the whole world, of which Hypothesis warns."""

LINES = {field.key for field in PROGRAMME.fields() if field.kind == "long_text"}
FEW = settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def one_line(key: str, text: str) -> str:
    """The text as it is stored: only a long text keeps its lines."""
    return clean(text) if key in LINES else " ".join(clean(text).split())


def sent(client: Browser, nomination_id: int, body: Any) -> Any:
    text = json.dumps(body)
    return client.post(f"/nominations/{nomination_id}/answers", data=text, content_type="application/json")


@QUIET
@FEW
@given(body=JSON | st.fixed_dictionaries({"answers": st.dictionaries(st.sampled_from(KEYS), JSON), "revision": JSON}))
def test_any_json_is_answered_below_500(app: Flask, client: Browser, world: World, body: Any) -> None:
    nomination_id = _draft(world)
    client.sign_in(world.members[Role.UNIT_OFFICER])

    answer = sent(client, nomination_id, body)
    page = client.get(f"/nominations/{nomination_id}")

    assert answer.status_code in (200, 409, 422)
    assert page.status_code == 200


@QUIET
@FEW
@given(typed=st.dictionaries(st.sampled_from(LONG_TEXTS), TYPED, min_size=1, max_size=5))
def test_a_text_that_was_acknowledged_is_there(
    app: Flask, client: Browser, world: World, typed: dict[str, str]
) -> None:
    nomination_id = _draft(world)
    client.sign_in(world.members[Role.UNIT_OFFICER])

    answer = sent(client, nomination_id, {"answers": typed, "revision": 10**6})

    assert (answer.status_code, answer.get_json().get("answers")) == (200, None)
    db.session.expire_all()
    kept = db.session.get_one(Nomination, nomination_id).answers
    assert {key: kept.get(key) or "" for key in typed} == {key: one_line(key, text) for key, text in typed.items()}


@QUIET
@FEW
@given(section=st.sampled_from(PROGRAMME.sections), texts=st.lists(TYPED, min_size=1, max_size=60), rows=st.booleans())
def test_any_posted_section_is_kept_right_or_wrong(
    app: Flask, client: Browser, world: World, section: Any, texts: list[str], rows: bool
) -> None:
    nomination_id = _draft(world)
    client.sign_in(world.members[Role.UNIT_OFFICER])
    names = []
    for field in section.fields:
        cells = [f"{field.key}-0-{column.key}" for column in field.columns] if rows else []
        names += [field.key, *cells]
    form = MultiDict({name: texts[place % len(texts)] for place, name in enumerate(names)})
    form["revision"] = "999999"

    answer = client.post(f"/nominations/{nomination_id}/form/{section.key}", data=form)

    assert answer.status_code in (303, 422)
    db.session.expire_all()
    nomination = db.session.get_one(Nomination, nomination_id)
    kept = {**nomination.answers, **(nomination.private_answers or {})}
    plain = [field.key for field in section.fields if field.kind in ("text", "long_text")]
    assert [key for key in plain if (kept.get(key) or "") != one_line(key, form[key])] == []


def _draft(world: World) -> int:
    """One draft for all examples of a test: each writes over what the last one wrote."""
    found = db.session.query(Nomination.id).first()
    return found[0] if found else world.nomination(Stage.DRAFTED).id
