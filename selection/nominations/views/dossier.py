"""The dossier page: the whole story of one nomination, shaped by who reads it."""

from collections.abc import Mapping
from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue

from models.nomination import Nomination
from models.vocabulary import ENDED, Role
from selection import clock, timetable
from selection.access import actor, for_roles
from selection.filters import short_day
from selection.nominations import actions, queries
from selection.nominations.queries.dossiers import Story
from selection.nominations.views import presentation
from selection.nominations.views.blueprint import READERS, bp, found
from selection.rules import sealing
from selection.rules.programme import Field
from selection.rules.standing import UNIT, Actor
from selection.rules.values import Taxonomies
from selection.taxonomies import load
from selection.workflow import programme_of

HIDDEN = "已核验，不显示"
SEALED_AWAY = "加密保存，不显示"


Part = tuple[Field, str, list[list[str]]]
Content = tuple[str, list[tuple[str, str]], list[Part]]


def contents_of(nomination: Nomination, answers: Mapping[str, Any], private: Mapping[str, Any]) -> list[Content]:
    """Each section: short answers as pairs, then texts and tables. ``private``: what this reader may see of it."""
    programme = programme_of(nomination.cycle)
    lists = load(programme.taxonomies)
    return [
        (
            section.name,
            [
                pair
                for field in section.fields
                if (pair := _pair(field, answers, private, lists, is_identified=nomination.person_key is not None))
            ],
            [part for field in section.fields if (part := _part(field, answers, lists))],
        )
        for section in programme.sections
    ]


def _pair(
    field: Field, answers: Mapping[str, Any], private: Mapping[str, Any], lists: Taxonomies, *, is_identified: bool
) -> tuple[str, str] | None:
    if field.kind == "id_number":
        return (field.label, HIDDEN) if is_identified else None
    if sealing.is_private(field):
        shown = sealing.shown(field, private[field.key], lists) if field.key in private else SEALED_AWAY
    elif field.kind in ("long_text", "table"):
        return None
    else:
        shown = sealing.shown(field, answers.get(field.key), lists)
    return None if shown == sealing.NOTHING else (field.label, shown)


def _part(field: Field, answers: Mapping[str, Any], lists: Taxonomies) -> Part | None:
    value = answers.get(field.key)
    if not value or sealing.is_private(field):
        return None
    if field.kind == "table" and isinstance(value, list):
        rows = [[sealing.shown(column, row.get(column.key), lists) for column in field.columns] for row in value]
        return field, "", rows
    return (field, str(value), []) if field.kind == "long_text" else None


def _private_for(story: Story, actor_: Actor) -> dict[str, Any]:
    """Sealed answers this reader may see: all of them the unit and the nominee, none with a telephone the city."""
    if actor_.role in UNIT or actor_.role == Role.NOMINEE:
        return dict(story.private)
    if actor_.role in (Role.CITY_OFFICER, Role.SUPERVISOR):
        return {key: value for key, value in story.private.items() if key not in ("id_number", "phone")}
    return {}


def _checks(nomination: Nomination, story: Story) -> list[tuple[str, str, str]]:
    """What the system found: settled at the submission, which nothing passes that is not in order."""
    if story.dossier is None:
        return [("none", "申报条件", "申报时逐条核对"), ("none", "重复申报", "申报时核对")]
    articles = len(programme_of(nomination.cycle).articles)
    return [
        ("ok", "申报条件", f"{articles} 条全部符合"),
        ("ok", "重复申报", "没有发现"),
        ("ok", "历届称号", "没有不能重复授予的"),
        ("ok", "本人意见", "同意核查，同意公示"),
    ]


def _reopened(nomination: Nomination, story: Story) -> list[str]:
    """What the open return names, in words."""
    if story.sent_back is None:
        return []
    labels = actions.reopening(programme_of(nomination.cycle))
    return [labels[key] for key in story.sent_back.fields if key in labels]


@bp.get("/nominations/<int:nomination_id>")
@for_roles(*READERS)
def dossier(nomination_id: int) -> ResponseReturnValue:
    nomination, now = found(nomination_id), clock.now()
    programme, reader = programme_of(nomination.cycle), actor()
    story = queries.story(nomination, reader)
    sealed = story.dossier
    times = timetable.closing_times(nomination.cycle_id, nomination.union_id)
    is_ended = nomination.stage in ENDED
    return render_template(
        "nominations/dossier.html",
        nomination=nomination,
        story=story,
        may_trace=reader.role == Role.SUPERVISOR,
        title=programme.title_named(nomination.applied_title),
        channel=programme.channel_named(nomination.channel),
        steps=presentation.steps(nomination, programme.phases, times, story.events),
        contents=contents_of(nomination, story.answers, _private_for(story, reader)),
        sealed=f"第 {sealed.version} 版，{short_day(sealed.sealed_at)} 封存" if sealed else "尚未申报，内容可能变动",
        kinds={kind.key: kind.name for kind in programme.uploads()},
        acts=[] if is_ended else presentation.acts(nomination, reader, story.record, now=now, times=times),
        timeline=presentation.timeline(story.events),
        checks=_checks(nomination, story),
        reopened=_reopened(nomination, story),
        days=programme.unit_publicity_days,
    )
