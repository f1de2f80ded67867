"""Items to begin from: what the definitions that ship have in the same list, so that well-known keys stay the same.

The rules of eligibility read certain fields by their keys (身份证号, 性别, 出生年月 ...); taking such a field from
here is how a new form gets it.
"""

from collections.abc import Mapping
from typing import Any

from selection.programmes import queries
from selection.programmes.places import title_of
from selection.rules.definition.lines import Path
from selection.rules.definition.schema import at, attributes, item_kind, kind_at
from selection.rules.definition.words import rule_name
from selection.rules.definition.writing import tree_of
from selection.rules.eligibility.catalogue import RULES


def offers(path: Path, tree: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What can be added to the list at this path and is not there yet: key and name."""
    if path[-1] == "articles":
        return [(rule, rule_name(rule)) for rule in RULES]
    taken = _keys(path, tree)
    return [(key, name) for key, (name, _) in _stocked(path).items() if key not in taken]


def item(path: Path, key: str) -> Mapping[str, Any] | None:
    """The item with this key, as a plain tree; None to begin with nothing."""
    if path[-1] == "articles":
        return {"rule": key} if key in RULES else None
    found = _stocked(path).get(key)
    return found[1] if found else None


def _stocked(path: Path) -> dict[str, tuple[str, Mapping[str, Any]]]:
    kind = item_kind(kind_at(path))
    if kind is None or "key" not in attributes(kind) or path[-1] in ("sections", "columns"):
        return {}
    found: dict[str, tuple[str, Mapping[str, Any]]] = {}
    for programme in queries.available():
        items = programme.fields() if path[-1] == "fields" else getattr(programme, str(path[-1]), ())
        for each in items:
            tree = tree_of(each)
            found.setdefault(each.key, (title_of(tree, kind), tree))
    return found


def _keys(path: Path, tree: Mapping[str, Any]) -> set[str]:
    lists = [at(tree, path)]
    if path[-1] == "fields" and isinstance(tree.get("sections"), list):
        lists += [at(each, ("fields",)) for each in tree["sections"]]
    return {str(at(each, ("key",))) for listed in lists if isinstance(listed, list) for each in listed}
