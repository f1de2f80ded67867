"""The house rules that no other tool checks: who may commit, move, record and spend; what templates must not hold."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from flask import Flask

from config import ROOT

SELECTION = ROOT / "selection"
BANNED_NAMES = {"util", "utils", "helper", "helpers", "common", "manager", "managers", "data", "info"}
BANNED_WORDS = ("非法", "失败", "异常", "抱歉", "！")
LONGEST_FILE = 400
WHOLE = {"scripts/verify_pack.py"}  # one file is what it promises: whoever doubts a result is handed nothing else
LONGEST_FUNCTION = 70
HAN = re.compile(r"[\u4e00-\u9fff]")


@cache
def tracked() -> tuple[Path, ...]:
    """Every file that git knows or would add."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True).stdout
    return tuple(path for name in listed.split("\0") if name and (path := ROOT / name).is_file())


def sources(folder: Path = ROOT) -> list[Path]:
    return [path for path in tracked() if path.suffix == ".py" and path.is_relative_to(folder)]


def templates() -> list[Path]:
    return [path for path in tracked() if path.is_relative_to(ROOT / "templates")]


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def nodes(path: Path) -> tuple[ast.AST, ...]:
    """Everything written in a file."""
    return tuple(ast.walk(ast.parse(path.read_text(), str(path))))


def calls(path: Path) -> Iterator[tuple[str, ast.Call]]:
    """Every call in a file with the last part of the called name."""
    for node in nodes(path):
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Attribute):
                yield node.func.attr, node
            elif isinstance(node.func, ast.Name):
                yield node.func.id, node


def assigned(path: Path) -> Iterator[str]:
    """The attributes a file writes on other things than ``self``: ``row.x = ...``, ``update(...).values(x=...)``."""
    for node in nodes(path):
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store | ast.Del):
            own = isinstance(node.value, ast.Name) and node.value.id == "self"
            yield from () if own else (node.attr,)
    for name, call in calls(path):
        if name == "values":
            yield from (keyword.arg for keyword in call.keywords if keyword.arg)
        if name == "setattr" and len(call.args) > 1 and isinstance(call.args[1], ast.Constant):
            yield str(call.args[1].value)


def imported(path: Path) -> Iterator[str]:
    """The modules a file imports; for ``from a import b`` both ``a`` and ``a.b``."""
    for node in nodes(path):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def who_calls(name: str, folder: Path = SELECTION) -> set[str]:
    return {name_of(path) for path in sources(folder) if any(called == name for called, _ in calls(path))}


def who_assigns(attribute: str, folder: Path = SELECTION) -> set[str]:
    return {name_of(path) for path in sources(folder) if attribute in assigned(path)}


def test_only_transaction_commits() -> None:
    # A session's commit takes no argument; the ledger's own commit, of a place, takes several.
    committing = {
        name_of(path)
        for path in sources(SELECTION)
        if any(name == "commit" and not call.args and not call.keywords for name, call in calls(path))
    }

    assert committing == {"selection/database.py"}


def test_only_the_sign_in_clock_writes_on_a_connection_of_its_own() -> None:
    assert who_calls("begin") <= {"selection/access.py"}


def test_only_advance_writes_the_stage() -> None:
    assert who_assigns("stage") == {"selection/workflow.py"}


def test_only_record_writes_events() -> None:
    assert who_calls("Event") == {"selection/audit/record.py"}


def test_only_the_ledger_writes_places() -> None:
    writers = who_calls("LedgerEntry") | who_assigns("reserved") | who_assigns("committed")

    assert {Path(writer).name for writer in writers} == {"ledger.py"}


def test_only_the_demonstration_says_where_codes_come_from() -> None:
    # Everybody else draws them from `secrets`: a code that can be foretold proves nothing.
    naming = {
        (name_of(path), ast.unparse(keyword.value))
        for path in sources(SELECTION)
        for _, call in calls(path)
        for keyword in call.keywords
        if keyword.arg == "draw"
    }

    assert naming == {
        ("selection/honours/actions.py", "draw"),
        ("selection/showcase/honouring.py", "draw"),
        ("selection/showcase/demo.py", "self._chance.randbytes"),
    }


def test_views_leave_the_database_to_queries_and_actions() -> None:
    guilty = {
        name_of(path): [module for module in imported(path) if module.startswith(("sqlalchemy", "selection.database"))]
        for path in sources(SELECTION)
        if "views" in (path.stem, path.parent.name)
    }

    assert {name: modules for name, modules in guilty.items() if modules} == {}


def test_rules_import_nothing_but_the_standard_library_numpy_a_solver_and_words() -> None:
    allowed = sys.stdlib_module_names | {"numpy", "highspy"}
    ours = ("models.vocabulary", "selection.rules")
    foreign = {
        (name_of(path), module)
        for path in sources(SELECTION / "rules")
        for module in imported(path)
        if module.partition(".")[0] not in allowed and not module.startswith(ours)
        if module not in ("models", "selection")
    }

    assert foreign == set()


def test_forms_and_views_of_a_capability_are_its_own() -> None:
    borrowed = {
        (name_of(path), module)
        for path in sources(SELECTION)
        for module in imported(path)
        if (found := re.fullmatch(r"(selection\.\w+)\.(forms|views)", module))
        if not path.is_relative_to(ROOT / found[1].replace(".", "/")) and name_of(path) != "selection/pages.py"
    }

    assert borrowed == set()


@pytest.mark.database("sqlite")
def test_every_view_declares_whom_it_serves(served: Flask) -> None:
    undeclared = [
        rule.endpoint
        for rule in served.url_map.iter_rules()
        if rule.endpoint != "static" and not hasattr(served.view_functions[rule.endpoint], "serves")
    ]

    assert undeclared == []


def test_every_package_says_that_it_is_one() -> None:
    # The import contracts do not look into a folder without it.
    folders = {path.parent for path in sources(SELECTION)}

    assert [name_of(folder) for folder in folders if not (folder / "__init__.py").exists()] == []


def test_modules_are_named_after_what_they_are_about() -> None:
    vague = {
        name_of(path)
        for path in sources()
        if BANNED_NAMES & set(path.stem.split("_")) | BANNED_NAMES & {path.parent.name}
    }

    assert vague == set()


def test_files_are_short() -> None:
    found = (*sources(), *templates())
    measured = [path for path in found if "versions" not in path.parts and name_of(path) not in WHOLE]
    lengths = {name_of(path): len(path.read_text().splitlines()) for path in measured}

    assert {name: length for name, length in lengths.items() if length > LONGEST_FILE} == {}


def test_functions_are_short() -> None:
    long = {
        f"{name_of(path)}:{node.lineno} {node.name}": length
        for path in sources(SELECTION)
        for node in nodes(path)
        if isinstance(node, ast.FunctionDef)
        if (length := (node.end_lineno or node.lineno) - node.lineno + 1) > LONGEST_FUNCTION
    }

    assert long == {}


@pytest.mark.parametrize(
    ("what", "pattern"),
    [
        ("style attribute", r"<[^>]*\sstyle\s*="),
        ("style element", r"<style\b"),
        ("script in the page", r"<script\b(?![^>]*\ssrc=)"),
        ("handler attribute", r"<[a-zA-Z][^>]*\son[a-z]+\s*="),
        ("script address", r"javascript:"),
        ("form posting to another site", r"<form[^>]*action=[\"']https?:"),
    ],
)
def test_templates_hold_no_style_and_no_script(what: str, pattern: str) -> None:
    pages = [path for path in templates() if path.suffix in (".html", ".svg")]

    assert [name_of(path) for path in pages if re.search(pattern, path.read_text())] == []


def test_templates_do_not_ask_who_somebody_is() -> None:
    asking = re.compile(r"\{[{%][^}]*(\.role\b\s*(==|!=|in\b)|has_role)")

    assert [name_of(path) for path in templates() if asking.search(path.read_text())] == []


def spoken() -> Iterator[tuple[str, str]]:
    """Every text that a user may come to read, with its place."""
    for path in (*sources(SELECTION), *sources(ROOT / "models")):
        for node in nodes(path):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and HAN.search(node.value):
                yield f"{name_of(path)}:{node.lineno}", node.value
    for path in templates():
        yield name_of(path), path.read_text()


def test_messages_neither_blame_nor_shout() -> None:
    assert [(place, word) for place, text in spoken() for word in BANNED_WORDS if word in text] == []


def test_nothing_is_left_for_later() -> None:
    # The brackets keep these lines from finding themselves.
    marks = re.compile(r"\bTOD[O]\b|\bFIXM[E]\b|mark\.ski[p]|mark\.xfai[l]|pytest\.ski[p]|raise NotImplemente[d]")

    assert [name_of(path) for path in (*sources(), *templates()) if marks.search(path.read_text())] == []


def test_no_file_names_the_machine_it_was_made_on_or_a_package_index() -> None:
    places = re.compile(r"/wor[k]/|/opt/whee[l]s|/opt/pyp[i]|pyp[i]\.org|pythonhoste[d]|registry\.npm|/roo[t]/")
    texts = [path for path in tracked() if path.suffix not in (".png", ".pdf", ".woff2", ".ttf", ".jpg", ".xlsx")]

    assert [name_of(path) for path in texts if places.search(path.read_text(errors="replace"))] == []
