"""What a preview shows of a definition that may not be sound yet: the parts of it that are."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

from selection.programmes.drafts import Examined
from selection.rules.definition.lines import Path
from selection.rules.definition.words import label, rule_sentence
from selection.rules.definition.writing import tree_of
from selection.rules.numbering import certificate_number
from selection.rules.programme import Criterion, Letters, Section
from selection.rules.wording import filled

SAMPLE = {
    "name": "齐望舒",
    "unit": "东浦重型机械有限公司",
    "date": "二〇二六年十一月二十一日",
    "edition": "一",
    "year": "2026",
}
"""An invented person."""


@dataclass(frozen=True)
class Sample:
    """One title's certificate in words."""

    title: str
    heading: str
    paragraphs: Sequence[str]
    issuer: str
    number: str


def sections(seen: Examined, *, for_experts: bool = False) -> list[Section]:
    """The form without the fields that are not right yet; for experts without what shows who the person is."""
    return [
        replace(section, fields=tuple(fields))
        for place, section in enumerate(seen.programme.sections)
        if (
            fields := [
                field
                for number, field in enumerate(section.fields)
                if _is_sound(seen, ("sections", place, "fields", number)) and not (for_experts and field.identifying)
            ]
        )
    ]


def left_out(seen: Examined) -> int:
    """How many fields are not shown because something is wrong with them."""
    return sum(
        not _is_sound(seen, ("sections", place, "fields", number))
        for place, section in enumerate(seen.programme.sections)
        for number, _ in enumerate(section.fields)
    )


def articles(seen: Examined) -> list[tuple[str, str]]:
    """Each article with the sentence it shows."""
    return [(each.article, rule_sentence(tree_of(each)) or "设置还没有填好") for each in seen.programme.articles]


def criteria(seen: Examined) -> list[Criterion]:
    """The criteria that can be drawn: those with nothing wrong, and a step to count by."""
    if seen.programme.scoring.step <= 0:
        return []
    return [
        each
        for place, each in enumerate(seen.programme.criteria)
        if each.points > 0 and _is_sound(seen, ("criteria", place))
    ]


def certificates(seen: Examined) -> list[Sample]:
    """The certificate of each title. Only the placeholders that are known are filled, whatever else the text holds."""
    wording = seen.programme.certificate
    samples = []
    for title in seen.programme.titles:
        text = wording.text
        for name, value in {**SAMPLE, "award": seen.programme.short_name, "title": title.name}.items():
            text = text.replace(f"{{{name}}}", value)
        number = certificate_number(wording.number, wording.code.get(title.key, ""), 2026, 1)
        samples.append(Sample(title.name, wording.heading, text.strip().split("\n"), wording.issuer, number))
    return samples


def letters(seen: Examined) -> list[tuple[str, str, Sequence[str]]]:
    """Every letter in which the award may say more: what it tells, its subject, its paragraphs; empty for the usual."""
    words = {**SAMPLE, "award": seen.programme.name}
    found: list[tuple[str, str, Sequence[str]]] = []
    for occasion in fields(seen.programme.letters):
        wording = getattr(seen.programme.letters, occasion.name)
        text = [line for line in filled(wording.text, words).split("\n") if line.strip()]
        found.append((label(Letters, occasion.name), filled(wording.subject, words), text))
    return found


def _is_sound(seen: Examined, path: Path) -> bool:
    return not any(found[: len(path)] == path for found, _ in seen.found)
