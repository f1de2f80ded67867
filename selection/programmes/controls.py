"""The form of one page of the editor, made from the schema: what is asked, what stands there, what was typed.

Each control is drawn by the same macros as the forms of the awards (``templates/_answers.html``), so it is described
as a ``Field``. What was typed and cannot be read is kept as it was typed: the definition is then not sound and the page
says why, but nothing is lost.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, is_dataclass
from enum import Enum
from typing import Any

from models.vocabulary import ConsentKind, Phase
from selection.programmes import offers
from selection.programmes.places import Place, is_listed
from selection.rules.definition.bounds import SEVERAL_LINES
from selection.rules.definition.findings import COUNTED_KINDS
from selection.rules.definition.lines import Path
from selection.rules.definition.schema import (
    at,
    attributes,
    bare,
    default,
    is_list,
    is_mapping,
    is_optional,
    is_required,
    item,
    item_kind,
    kind_at,
    tables,
)
from selection.rules.definition.words import SETTINGS, hint, label, settings_of
from selection.rules.eligibility.catalogue import RULES
from selection.rules.programme import Condition, Field, Programme
from selection.rules.values import Taxonomies

RELEVANT: Mapping[str, tuple[str, ...]] = {
    "limit": COUNTED_KINDS,
    "at_least": COUNTED_KINDS,
    "unit": ("number",),
    "taxonomy": ("choice", "choices"),
    "options": ("choice", "choices"),
    "custom": ("choice", "choices"),
}
"""Settings of a field that only some kinds have; on the page the others are put aside."""


@dataclass(frozen=True)
class Control:
    """One thing to fill in. ``shape``: one, lines, several, rows, pairs or order. ``path``: from the page's own node.

    ``group``: the heading under which it stands, with others. ``default``: what holds where nothing is said.
    """

    field: Field
    path: Path
    annotation: Any
    shape: str
    default: Any = None
    group: str = ""

    @property
    def key(self) -> str:
        """Its name on the page."""
        return self.field.key


def controls(where: Place, tree: Mapping[str, Any], taxonomies: Taxonomies) -> list[Control]:
    """Everything a page asks, in order."""
    return list(_Page(where, tree, taxonomies).controls(where.kind, where.names, ()))


@dataclass(frozen=True)
class _Page:
    where: Place
    tree: Mapping[str, Any]
    taxonomies: Taxonomies

    def controls(self, kind: Any, names: Sequence[str], path: Path, *, spare: bool = False) -> Iterator[Control]:
        """``spare``: below something that may be left out as a whole, where nothing need be filled in."""
        for name in names:
            annotation = attributes(kind)[name]
            if is_mapping(annotation):
                yield from self._mapping(kind, name, annotation, (*path, name))
            elif item_kind(annotation) is not None and not is_list(annotation):
                below = bare(annotation)
                spare_below = spare or is_optional(annotation)
                yield from self.controls(below, tuple(attributes(below)), (*path, name), spare=spare_below)
            elif not (is_list(annotation) and is_listed(item(annotation))):
                yield self._control(kind, name, annotation, path, spare=spare)

    def _control(self, kind: Any, name: str, annotation: Any, path: Path, *, spare: bool) -> Control:
        here = (*path, name)
        key, shown = "-".join(map(str, here)), label(kind, name)
        group = label(kind_of(self.where.kind, path[:-1]), str(path[-1])) if path else ""
        note, offered = hint(kind, name), self._offer(kind, name, annotation, path)
        asked = is_required(kind, name) and not spare and (name != "key" or kind is Programme)
        preset = None if is_required(kind, name) or is_optional(annotation) else default(kind, name)
        if not is_list(annotation):
            field = self._one(key, shown, bare(annotation), offered, note=note, asked=asked or bool(offered and preset))
            return Control(self._put_aside(field, kind, name, here), here, bare(annotation), "one", preset, group)
        shape, field = self._several(key, shown, name, item(annotation), offered, note, asked=asked)
        return Control(self._put_aside(field, kind, name, here), here, item(annotation), shape, preset, group)

    def _several(
        self, key: str, shown: str, name: str, wanted: Any, offered: offers.Offer | None, note: str, *, asked: bool
    ) -> tuple[str, Field]:
        if is_dataclass(wanted):
            columns = tuple(self._column(wanted, each) for each in attributes(wanted))
            return "rows", Field(key, shown, "table", required=asked, hint=note, columns=columns)
        if wanted is str and name == "ties":
            column = Field("value", shown, "choice", options=tuple((offered or {}).items()))
            return "order", Field(key, shown, "table", required=asked, hint=note, columns=(column,))
        if offered is not None:
            return "several", Field(
                key, shown, "choices", required=asked, hint=note, options=self._with_stale(key, offered)
            )
        if wanted is str:
            return "lines", Field(key, shown, "long_text", required=asked, hint=note or "一行写一个。")
        columns = (Field("code", "代码", "text"), Field("label", "名称", "text", required=True))
        return "pairs", Field(key, shown, "table", required=asked, hint=note, columns=columns)

    def _with_stale(self, key: str, offered: offers.Offer) -> tuple[tuple[str, str], ...]:
        """What may be chosen, and what was chosen once and is no more: it can only be taken away if it is seen."""
        held = at(self.tree, (*self.where.path, *key.split("-")))
        chosen = [each for each in held if isinstance(each, str)] if isinstance(held, list) else []
        return (*offered.items(), *((each, f"{each}（已不在列表里）") for each in chosen if each not in offered))

    def _column(self, kind: Any, name: str) -> Field:
        annotation = bare(attributes(kind)[name])
        offered = self._offer(kind, name, annotation, self.where.path)
        return self._one(name, label(kind, name), annotation, offered, asked=is_required(kind, name))

    def _one(
        self,
        key: str,
        shown: str,
        annotation: Any,
        offered: offers.Offer | None,
        *,
        note: str = "",
        asked: bool = False,
    ) -> Field:
        if annotation is bool:
            return Field(key, shown, "flag", required=True, hint=note)
        if offered is not None:
            return Field(key, shown, "choice", required=asked, hint=note, options=tuple(offered.items()))
        name = key.rsplit("-", 1)[-1]
        held = at(self.tree, (*self.where.path, *key.split("-")))
        is_long = name == "text" or (name in SEVERAL_LINES and isinstance(held, str) and "\n" in held)
        return Field(key, shown, "long_text" if is_long else "text", required=asked, hint=note)

    def _offer(self, kind: Any, name: str, annotation: Any, path: Path) -> offers.Offer | None:
        wanted = item(annotation)
        if isinstance(wanted, type) and issubclass(wanted, Enum):
            words = offers.NARROWER.get(name, tuple(wanted))
            return {str(each): getattr(each, "label", str(each)) for each in words}
        if wanted is not str:
            return None
        return offers.offer(kind.__name__, name, self.tree, (*self.where.path, *path), self.taxonomies)

    def _put_aside(self, field: Field, kind: Any, name: str, here: Path) -> Field:
        """Shown only for the kinds of field that have this setting, unless something stands there."""
        wanted = RELEVANT.get(name) if kind is Field else None
        if wanted is None or at(self.tree, (*self.where.path, *here)) is not None:
            return field
        return Field(
            field.key,
            field.label,
            field.kind,
            hint=field.hint,
            options=field.options,
            columns=field.columns,
            shown_when=Condition("kind", wanted),
        )

    def _mapping(self, kind: Any, name: str, annotation: Any, path: Path) -> Iterator[Control]:
        if name == "settings":
            yield from self._settings(path)
            return
        value, known = kind_at((name, ""), kind), self._keys(name)
        held = at(self.tree, (*self.where.path, *path))
        stale = [str(each) for each in held if str(each) not in known] if isinstance(held, Mapping) else []
        for key, shown in {**known, **{each: f"{each}（已不用，请清空）" for each in stale}}.items():
            drawn = "long_text" if name in SEVERAL_LINES else "text"
            field = Field("-".join((*map(str, path), key)), shown, drawn, required=key in known)
            yield Control(field, (*path, key), value, "one", group=label(kind, name))

    def _keys(self, name: str) -> dict[str, str]:
        """The keys a table of its own is expected to have, with what they are called."""
        if name == "days":
            chosen = self.tree.get("phases")
            return {str(each): each.label for each in Phase if isinstance(chosen, list) and str(each) in chosen}
        if name == "consent_text":
            return {str(each): each.label for each in ConsentKind}
        return dict(offers.named(tables(self.tree, "titles"))) if name == "code" else {}

    def _settings(self, path: Path) -> Iterator[Control]:
        """What the rule of an article wants to know, by the rule's own annotations."""
        rule = str(at(self.tree, (*self.where.path, "rule")) or "")
        for name, annotation in settings_of(rule).items():
            shown, note = SETTINGS.get(name, (name, ""))
            asked = is_required(RULES[rule], name)
            key, offered = f"{'-'.join(map(str, path))}-{name}", offers.setting(name, self.tree, self.taxonomies)
            if not is_list(annotation):
                field = self._one(key, shown, annotation, offered, note=note, asked=asked)
                yield Control(field, (*path, name), annotation, "one", group="设置")
                continue
            shape, field = self._several(key, shown, name, item(annotation), offered, note, asked=asked)
            yield Control(field, (*path, name), item(annotation), shape, group="设置")


def kind_of(kind: Any, path: Path) -> Any:
    """The dataclass at a path below another one."""
    return kind_at(path, kind) if path else kind
