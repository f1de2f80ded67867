"""The battery: every route under every hostile input, as cases that can be drawn from with a fixed seed."""

import random
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, partial
from typing import Any
from urllib.parse import quote, urlsplit

from flask import Flask
from werkzeug.datastructures import MultiDict
from werkzeug.routing import Rule

from config import ROOT
from models import Base
from tests.faults import hostile
from tests.faults.crawling import Form, Page, endpoint_of, local

PART = re.compile(r"<(?:\w+:)?(\w+)>")
ARGUMENT = re.compile(r"args\.get(?:list)?\(\"(\w+)\"")


@dataclass(frozen=True)
class Case:
    """One request. ``what`` says in a few words what is wrong with it; ``sent`` makes what goes with the address.

    There are hundreds of thousands of them, and few are sent: nothing is made before that.
    """

    who: str
    method: str
    url: str
    what: str
    endpoint: str = ""
    sent: Callable[[], dict[str, Any]] = field(default=dict, hash=False, compare=False)

    def __str__(self) -> str:
        return f"{self.method} {self.url[:120]} as {self.who}: {self.what[:100]!r}"


@cache
def arguments() -> tuple[str, ...]:
    """Every word that any page looks for behind its question mark."""
    files = (ROOT / "selection").rglob("*.py")
    return tuple(sorted({name for file in files for name in ARGUMENT.findall(file.read_text(encoding="utf-8"))}))


@cache
def columns() -> tuple[str, ...]:
    """Every column of every table: what a form must not be able to set on its own."""
    return tuple(sorted({column.name for table in Base.metadata.tables.values() for column in table.columns}))


def whole(app: Flask, pages: Iterable[Page], dice: random.Random) -> list[Case]:
    """Every case there is for these pages."""
    pages = list(pages)
    cases = [*paths(app, pages), *queries(pages)]
    for who, endpoint, form in forms(app, pages):
        cases += [*filled(who, endpoint, form, dice), *bodies(who, endpoint, form)]
    return cases


def drawn(cases: list[Case], number: int, dice: random.Random) -> list[Case]:
    """So many of them, the same for the same dice, of every route and person about equally many."""
    piles: dict[tuple[str, str, str], list[Case]] = {}
    for case in cases:
        piles.setdefault((case.endpoint, case.method, case.who), []).append(case)
    heaps = list(piles.values())
    for heap in heaps:
        dice.shuffle(heap)
    dice.shuffle(heaps)
    chosen: list[Case] = []
    while len(chosen) < number and heaps:
        for heap in heaps:
            chosen.append(heap.pop())
        heaps = [heap for heap in heaps if heap]
    return chosen[:number]


def forms(app: Flask, pages: Iterable[Page]) -> Iterator[tuple[str, str, Form]]:
    """Each changing form that somebody saw, two of a kind; and each changing route whose form nobody saw, bare."""
    count: dict[tuple[str, str], int] = {}
    seen = set()
    by_endpoint: dict[str, list[tuple[str, str]]] = {}
    for page in pages:
        by_endpoint.setdefault(page.endpoint, []).append((page.who, page.url))
        for form in page.forms:
            url = local(form.action)
            endpoint = endpoint_of(app, url, form.method)
            if form.method != "POST" or not endpoint:
                continue
            seen.add(endpoint)
            names = (page.who, endpoint + str(sorted({name for name, _ in form.fields}))[:200])
            count[names] = count.get(names, 0) + 1
            if count[names] <= 2:
                yield page.who, endpoint, Form(url, "POST", form.fields, form.choices, form.files)
    known = values(app, pages)
    for rule in app.url_map.iter_rules():
        if "POST" in (rule.methods or ()) and rule.endpoint not in seen:
            for who in sorted({page.who for page in pages}):
                yield who, rule.endpoint, Form(address(app, rule, known), "POST")


def filled(who: str, endpoint: str, form: Form, dice: random.Random) -> Iterator[Case]:
    """The form with one field spoilt at a time, then all of it, then with what does not belong there."""
    good = {**{name: options[0] for name, options in form.choices.items() if options}, **dict(form.fields)}
    names = sorted({*good, *form.choices})

    def case(what: str, *parts: Mapping[str, Any], **sent: Any) -> Case:
        return Case(who, "POST", form.action, what, endpoint, partial(_sent, parts, sent))

    for name in names:
        for text in hostile.TEXTS:
            yield case(f"{name}={text[:30]!r}", good, {name: text})
        yield case(f"{name} twice", good, {name: [good.get(name, ""), "x", "\0"]})
        yield case(f"no {name}", {key: value for key, value in good.items() if key != name})
        yield case(f"{name}[] and {name}-0-x", good, {f"{name}[]": "1", f"{name}-0-x": "1"})
    for text in hostile.TEXTS:
        yield case(f"all={text[:30]!r}", dict.fromkeys(names, text))
    yield case("as it is", good)
    yield case("empty")
    yield case("every column", dict.fromkeys(columns(), "1"), good)
    yield case("forged", good, forged=True)
    yield case("many fields", good, {f"x{number}": "1" for number in range(3_100)})
    for name in form.files:
        for file in hostile.uploads(dice):
            for kind in form.choices.get("attachment", [])[:3] or [""]:
                what = f"{name}={file[1][:30]!r} of {len(file[0])}"
                kinds = {"attachment": kind} if kind else {}
                yield case(what, good, kinds, {name: file}, content_type="multipart/form-data")


def _sent(parts: Iterable[Mapping[str, Any]], further: Mapping[str, Any]) -> dict[str, Any]:
    """What the test client is given: the fields of all parts, a file opened anew."""
    fields = {name: value for part in parts for name, value in part.items()}
    opened = {name: hostile.file_of(*value) if isinstance(value, tuple) else value for name, value in fields.items()}
    return {"data": MultiDict(opened), **further}


def bodies(who: str, endpoint: str, form: Form) -> Iterator[Case]:
    """The same address with a body that is no form."""
    for body in hostile.BODIES:
        sent = {"data": body, "content_type": "application/json", "headers": {"Accept": "application/json"}}
        yield Case(who, "POST", form.action, f"json {body[:40]!r}", endpoint, sent.copy)
    broken = [("multipart/form-data", b"--x"), ("multipart/form-data; boundary=x", b"--x\r\n\r\n")]
    for kind, body in (*broken, ("text/plain", b"a=1")):
        sent = {"data": body, "content_type": kind}
        yield Case(who, "POST", form.action, f"broken {kind}", endpoint, sent.copy)


def values(app: Flask, pages: Iterable[Page]) -> dict[str, str]:
    """A true value for each part of an address."""
    known: dict[str, str] = {}
    for page in pages:
        if page.endpoint and page.status == 200:
            _, found = app.url_map.bind("localhost").match(urlsplit(page.url).path)
            for name, value in found.items():
                known.setdefault(name, str(value))
    return known


def address(app: Flask, rule: Rule, known: dict[str, str]) -> str:
    """The rule with true values where they are known."""
    return _put(rule, {name: quote(value, safe="") for name, value in known.items()})


def _put(rule: Rule, parts: dict[str, str]) -> str:
    return PART.sub(lambda part: parts.get(part[1], "1"), rule.rule)


def paths(app: Flask, pages: list[Page]) -> Iterator[Case]:
    """Every rule by every method with each of its parts spoilt in turn."""
    known = values(app, pages)
    people = sorted({page.who for page in pages})
    for rule in app.url_map.iter_rules():
        for name in sorted(rule.arguments):
            for spoilt in hostile.IDS:
                parts = {key: quote(value, safe="") for key, value in known.items()} | {name: spoilt}
                url = _put(rule, parts)
                for method in sorted((rule.methods or set()) - {"OPTIONS", "HEAD"}):
                    for who in people:
                        yield Case(who, method, url, f"{name}={spoilt[:30]}", rule.endpoint)


def queries(pages: Iterable[Page]) -> Iterator[Case]:
    """Every page that was reached, with each word it may look for spoilt in turn."""
    seen = set()
    for page in pages:
        path = urlsplit(page.url).path
        if page.status == 200 and (page.who, page.endpoint) not in seen:
            seen.add((page.who, page.endpoint))
            for name in arguments():
                for text in hostile.QUERIES:
                    yield Case(page.who, "GET", f"{path}?{name}={text}", f"{name}={text[:30]}", page.endpoint)
            yield Case(page.who, "GET", f"{path}?page=1&page=x&q=a&q=b&{'z' * 5_000}", "too much", page.endpoint)
            yield Case(page.who, "PUT", path, "PUT", page.endpoint)
            yield Case(page.who, "HEAD", path, "HEAD", page.endpoint)
