"""Asking: over HTTP with the time it took, and in this process with the statements it took."""

import http.client
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from statistics import median, quantiles
from typing import Any

from flask import Flask
from sqlalchemy import Engine, event

from benchmarks.work import Ask


class Wrong(Exception):
    """An answer that was not the right one: nothing measured on it is worth anything."""


class Client:
    """One browser on one connection that stays open."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def ask(self, ask: Ask) -> float:
        """Milliseconds from the request to the last byte of the answer."""
        began = time.perf_counter()
        self._connection.request(ask.method, ask.path, ask.body.encode() or None, dict(ask.headers))
        answer = self._connection.getresponse()
        content = answer.read()
        took = (time.perf_counter() - began) * 1000
        _must_be_right(ask, answer.status, content)
        return took

    def close(self) -> None:
        self._connection.close()


def _must_be_right(ask: Ask, status: int, content: bytes) -> None:
    if status != ask.right:
        raise Wrong(f"{ask.method} {ask.path} answered {status}, not {ask.right}:\n{content.decode(errors='replace')}")


def p50(times: Sequence[float]) -> float:
    return median(times)


def p95(times: Sequence[float]) -> float:
    return quantiles(times, n=20)[-1] if len(times) > 1 else times[0]


@contextmanager
def counting(engine: Engine) -> Iterator[list[str]]:
    """The statements sent while it is open."""
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        sent.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)


def statements_of(app: Flask, engine: Engine, ask: Ask) -> list[str]:
    """The statements of one request, answered in this process by an application that has warmed up."""
    client = app.test_client(use_cookies=False)
    with counting(engine) as sent:
        answer = client.open(ask.path, method=ask.method, headers=dict(ask.headers), data=ask.body)
        content = answer.data
    _must_be_right(ask, answer.status_code, content)
    return sent
