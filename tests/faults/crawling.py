"""Every page that somebody can reach by its links, with the forms on it."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from flask import Flask
from werkzeug.exceptions import HTTPException

from tests.browsers import Browser

Pairs = list[tuple[str, str]]
BASE = "http://localhost"
IMPERSONAL = ("/programmes/", "/taxonomies/", "/settings/")
"""Pages of definitions, codes and settings: many of them, all of a kind, and nobody's facts on any."""


@dataclass
class Form:
    """One form of a page as a browser would send it; ``files`` names its file fields."""

    action: str
    method: str
    fields: Pairs = field(default_factory=list)
    choices: dict[str, list[str]] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)


@dataclass
class Page:
    """What one person got at one address."""

    who: str
    url: str
    endpoint: str
    status: int
    body: str
    forms: list[Form]
    links: list[str]
    build: frozenset[str]
    """Its elements, without what is written there and how often."""


class Reader(HTMLParser):
    """Links and forms of a page, and how it is built."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self.url = url
        self.forms: list[Form] = []
        self.links: list[str] = []
        self.build: set[str] = set()
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.build.add(f"{tag}.{given.get('class', '')}[{' '.join(sorted(given))}]")
        if tag == "a" and "href" in given:
            self.links.append(urljoin(self.url, given["href"]))
        elif tag == "form":
            action = urljoin(self.url, given.get("action", "") or self.url)
            self.forms.append(Form(action, given.get("method", "get").upper()))
        elif self.forms and tag in ("input", "textarea", "select", "button") and given.get("name"):
            self._field(tag, given)
        elif tag == "option" and self._select and self.forms:
            self._option(given)

    def _field(self, tag: str, given: dict[str, str]) -> None:
        form, name, kind = self.forms[-1], given["name"], given.get("type", "")
        self._select = name if tag == "select" else ""
        if kind == "file":
            form.files.append(name)
        elif kind in ("radio", "checkbox"):
            form.choices.setdefault(name, []).append(given.get("value", "on"))
            if "checked" in given:
                form.fields.append((name, given.get("value", "on")))
        elif tag in ("select", "button") and "value" not in given:
            form.choices.setdefault(name, [])
        elif name != "csrf_token":
            form.fields.append((name, given.get("value", "")))

    def _option(self, given: dict[str, str]) -> None:
        form, value = self.forms[-1], given.get("value", "")
        form.choices.setdefault(self._select, []).append(value)
        if "selected" in given:
            form.fields.append((self._select, value))

    def handle_data(self, data: str) -> None:
        if self.lasttag == "textarea" and self.forms and self.forms[-1].fields and data.strip():
            name, value = self.forms[-1].fields[-1]
            self.forms[-1].fields[-1] = (name, value + data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = ""


def read(url: str, body: str) -> Reader:
    """The links and forms of one page."""
    reader = Reader(BASE + url)
    reader.feed(body)
    return reader


def endpoint_of(app: Flask, url: str, method: str = "GET") -> str:
    """Which view answers there; nothing if none does."""
    try:
        return str(app.url_map.bind("localhost").match(urlsplit(url).path, method=method)[0])
    except HTTPException:
        return ""


def local(url: str) -> str:
    """The path and query of a link to ourselves; nothing for any other."""
    parts = urlsplit(url)
    if f"{parts.scheme}://{parts.netloc}" != BASE or parts.path.startswith("/static"):
        return ""
    return parts.path + (f"?{parts.query}" if parts.query else "")


def starting_points(app: Flask) -> list[str]:
    """The addresses that need nothing to be known."""
    return sorted(
        {rule.rule for rule in app.url_map.iter_rules() if not rule.arguments and "GET" in (rule.methods or ())}
    )


def crawl(app: Flask, who: str, browser: Browser, *, at_most: int, also: Iterable[str] = ()) -> list[Page]:
    """What this person reaches, at most so many pages of one kind. Whatever is not text counts as an empty page."""
    waiting = [*starting_points(app), *also]
    seen: set[str] = set()
    kinds: Counter[str] = Counter()
    pages = []
    while waiting:
        url = waiting.pop(0)
        shape = re.sub(r"[^?&=/]*\d[^?&=/]*", "0", url)
        if url in seen or kinds[shape] >= (min(at_most, 2) if url.startswith(IMPERSONAL) else at_most):
            continue
        seen.add(url)
        kinds[shape] += 1
        answer = browser.get(url)
        is_text = str(answer.mimetype).startswith("text/") or answer.mimetype == "application/json"
        body = answer.get_data(as_text=True) if is_text else ""
        found = read(url, body) if answer.mimetype == "text/html" else Reader(BASE + url)
        endpoint, build = endpoint_of(app, url), frozenset(found.build)
        pages.append(Page(who, url, endpoint, answer.status_code, body, found.forms, found.links, build))
        answer.close()
        onward = [*found.links, *([urljoin(BASE + url, answer.location)] if answer.location else [])]
        waiting += [path for link in onward if (path := local(link)) and path not in seen]
    return pages
