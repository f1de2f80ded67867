"""What browsers are given: whole, licensed, unchanged, and nothing that the content policy would stop."""

import hashlib
import json
import re
from pathlib import Path

import pytest

from models.vocabulary import Stage
from tests.templates.app import bare_app

ROOT = Path(__file__).parents[1]
STATIC = ROOT / "selection" / "static"
VENDOR = STATIC / "vendor"
VERSIONS = json.loads((VENDOR / "VERSIONS.json").read_text(encoding="utf-8"))
LOCK = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
PACKAGE = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))

NEWER_THAN_CHROMIUM_79 = (":has(", "color-mix(", "oklch(", "inset:", ":is(", "@layer", "@container", " gap:")
NEWER_SYNTAX = re.compile(
    r"\?\.[a-zA-Z\[(]|\?\?|\|\|=|&&=|\.replaceAll\(|\.at\(|\.replaceChildren\(|static \{|#[a-z]+\("
)


def test_every_vendored_file_is_the_one_recorded() -> None:
    recorded = {name: digest for package in VERSIONS.values() for name, digest in package["sha256"].items()}

    found = {
        path.relative_to(VENDOR).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in VENDOR.rglob("*")
        if path.is_file() and path.name != "VERSIONS.json"
    }

    assert found == recorded


@pytest.mark.parametrize("name", VERSIONS)
def test_a_vendored_package_is_the_one_locked_and_pinned(name: str) -> None:
    locked = LOCK[f"node_modules/{name}"]

    assert VERSIONS[name]["version"] == locked["version"] == PACKAGE["dependencies"][name]
    assert VERSIONS[name]["integrity"] == locked["integrity"]
    assert f"LICENSES/{name}.txt" in VERSIONS[name]["sha256"]


def test_the_lock_names_no_download_address() -> None:
    assert [name for name, package in LOCK.items() if "resolved" in package] == []


@pytest.mark.parametrize("path", sorted(STATIC.glob("*.css")), ids=lambda path: path.name)
def test_our_styles_keep_to_what_old_browsers_know(path: Path) -> None:
    rules = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)

    assert [each for each in NEWER_THAN_CHROMIUM_79 if each in rules] == []
    assert re.findall(r"url\((?!data:)[^)]*\)|@import", rules) == []


@pytest.mark.parametrize("path", sorted((STATIC / "js").glob("*.js")), ids=lambda path: path.name)
def test_our_scripts_keep_to_what_old_browsers_know_and_store_nothing(path: Path) -> None:
    code = re.sub(r"//.*", "", path.read_text(encoding="utf-8"))

    assert NEWER_SYNTAX.findall(code) == []
    assert (
        re.findall(r"localStorage|sessionStorage|indexedDB|document\.cookie|\beval\b|innerHTML|\.style\b", code) == []
    )


def test_every_icon_that_a_template_asks_for_is_drawn() -> None:
    drawn = set(re.findall(r'id="i-([a-z]+)"', (STATIC / "icons.svg").read_text(encoding="utf-8")))
    templates = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "templates").rglob("*.html"))

    asked = set(re.findall(r"""\b(?:icon|mark|word|callout)\(['"]([a-z]+)['"]""", templates))

    assert asked - drawn == set()


def test_every_stage_has_one_look() -> None:
    app = bare_app()
    with app.test_request_context():
        module = app.jinja_env.get_template("_stage.html").module

    assert set(module.STATE_OF) == {stage.value for stage in Stage}  # type: ignore[attr-defined]
    assert set(module.STATE_OF.values()) <= {"ok", "wait", "warn", "stop", "none", "honour"}  # type: ignore[attr-defined]
