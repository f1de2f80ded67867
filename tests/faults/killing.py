"""A real web server that is killed while people work, and what has to be true afterwards."""

import hashlib
import http.client
import json
import os
import random
import re
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from flask import Flask
from sqlalchemy import func, select

from config import ROOT
from models.event import Event
from models.nomination import Dossier, Evidence, Nomination, Recommendation
from models.review import ScoreSheet
from models.vocabulary import Act, Stage
from selection import storage
from selection.audit.record import first_broken
from selection.database import db
from selection.places import ledger
from tests import services
from tests.browsers import Browser
from tests.nominations.steps import picture

BOUNDARY = "kill-boundary"
PATIENCE = 20
Answered = tuple[int, str]


@dataclass
class Server:
    """The application under gunicorn, as an installation runs it, on the test's database."""

    app: Flask
    folder: Path
    port: int = 0
    process: "subprocess.Popen[bytes] | None" = None

    def start(self) -> None:
        config = self.app.config
        environ = {
            **os.environ,
            "SELECTION_VAR": str(config["VAR"]),
            "SELECTION_SECRET_KEY": config["SECRET_KEY"],
            "SELECTION_DATA_SECRET": config["DATA_SECRET"],
            "SELECTION_DATABASE_URL": config["SQLALCHEMY_DATABASE_URI"],
            "SELECTION_STORAGE_URL": config["STORAGE_URL"],
            "SELECTION_QUEUE_URL": f"sqlite:///{config['VAR']}/killed-queue.sqlite",
            "SELECTION_MAIL_URL": config["MAIL_URL"],
        }
        self.port, log = services.free_port(), self.folder / "killed.log"
        command = [sys.executable, "-m", "gunicorn", "--worker-class", "gthread", "--threads", "4"]
        command += ["--bind", f"127.0.0.1:{self.port}", "wsgi:app"]
        with log.open("ab") as output:
            self.process = subprocess.Popen(
                command,
                cwd=ROOT,
                env=environ,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        services.await_ready(self.port, self.process, log)

    def trouble(self) -> list[str]:
        """What the server wrote of its errors: the last line of each traceback."""
        told = (self.folder / "killed.log").read_text().split("Traceback (most recent call last):")[1:]
        lines = [re.findall(r"^[\w.]+(?:Error|Exception|Violation)\b.*$", part, re.MULTILINE) for part in told]
        return sorted({line[:300] for found in lines for line in found})

    def kill(self) -> None:
        """As a power cut would: at once, with everything it had begun."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None


@dataclass(frozen=True)
class Person:
    """Somebody's cookie and token."""

    cookie: str
    token: str

    def post(self, port: int, path: str, body: bytes, kind: str) -> Answered:
        """Send it once; raises ``OSError`` or ``HTTPException`` when the server dies over it."""
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        headers = {"Cookie": f"session={self.cookie}", "X-CSRFToken": self.token, "Content-Type": kind}
        try:
            connection.request("POST", path, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.read().decode(errors="replace")
        finally:
            connection.close()


def person(browser: Browser) -> Person:
    """The same session outside of the test's browser."""
    token = browser._token()
    cookie = browser.get_cookie("session")
    assert cookie is not None
    return Person(cookie.value, token)


@dataclass
class Work:
    """What is done while the server lives. ``acknowledged`` is what it said it had kept, by what and where."""

    people: dict[str, Person]
    drafts: list[int]
    signed: list[int]
    submitted: list[int]
    sheets: list[int]
    sent: dict[tuple[str, int], list[str]] = field(default_factory=dict)
    acknowledged: dict[tuple[str, int], str] = field(default_factory=dict)
    answers: Counter[str] = field(default_factory=Counter)
    turns: dict[tuple[str, int], threading.Lock] = field(default_factory=dict)
    guard: threading.Lock = field(default_factory=threading.Lock)

    def one(self, port: int, dice: random.Random) -> None:
        """One act of one person."""
        act = dice.choice((self.save, self.save, self.score, self.upload, self.submit, self.recommend))
        act(port, dice)

    def save(self, port: int, dice: random.Random) -> None:
        where, text = dice.choice(self.drafts), f"第{dice.randrange(10**9)}稿"
        body = json.dumps({"answers": {"contribution": text}, "revision": 10**8}).encode()
        self._send("unit", port, ("save", where), text, f"/nominations/{where}/answers", body)

    def score(self, port: int, dice: random.Random) -> None:
        where, text = dice.choice(self.sheets), f"评语{dice.randrange(10**9)}"
        body = json.dumps({"answers": {"comment": text}}).encode()
        self._send("expert", port, ("score", where), text, f"/review/sheets/{where}/draft", body)

    def upload(self, port: int, dice: random.Random) -> None:
        where, text = dice.choice(self.drafts), f"图{dice.randrange(10**9)}"
        parts = b""
        for name, value in (("attachment", "honour_proof"), ("title", text)):
            parts += f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        size = (dice.randrange(60, 300), dice.randrange(60, 300))
        head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\n\r\n'
        body = parts + head.encode() + picture(size) + f"\r\n--{BOUNDARY}--\r\n".encode()
        kind = f"multipart/form-data; boundary={BOUNDARY}"
        self._send("unit", port, (f"upload {text}", where), text, f"/nominations/{where}/evidence", body, kind)

    def submit(self, port: int, dice: random.Random) -> None:
        self._press("unit", "submit", self.signed, "/nominations/{}/submission", b"attempt=%d", port, dice)

    def recommend(self, port: int, dice: random.Random) -> None:
        opinion = "opinion=" + "%E5%B8%A6%E5%BE%92" * 20
        path = "/nominations/{}/recommendation"
        self._press("union", "recommend", self.submitted, path, opinion.encode(), port, dice)

    def _press(
        self, who: str, act: str, waiting: list[int], path: str, body: bytes, port: int, dice: random.Random
    ) -> None:
        with self.guard:
            where = waiting.pop(dice.randrange(len(waiting))) if waiting else None
        if where is not None:
            body = body % where if b"%d" in body else body
            kind = "application/x-www-form-urlencoded"
            self._send(who, port, (act, where), act, path.format(where), body, kind)

    def _send(
        self,
        who: str,
        port: int,
        what: tuple[str, int],
        text: str,
        path: str,
        body: bytes,
        kind: str = "application/json",
    ) -> None:
        with self.guard:
            turn = self.turns.setdefault(what, threading.Lock())
        with turn:  # two texts on their way to one place at once could not be told apart afterwards
            with self.guard:
                self.sent.setdefault(what, []).append(text)
            status, said = self.people[who].post(port, path, body, kind)
            self._note(what, text, status, said)

    def _note(self, what: tuple[str, int], text: str, status: int, said: str) -> None:
        with self.guard:
            self.answers[f"{what[0].split()[0]} {status}"] += 1
            if status in (200, 201, 303):
                self.acknowledged[what] = text


def work_until_killed(server: Server, work: Work, seed: int, *, hands: int = 3) -> None:
    """Several hands work; the server dies some moment later."""
    dice = random.Random(seed)
    over, before = threading.Event(), work.answers.total()

    def hand(number: int) -> None:
        own = random.Random(f"{seed}-{number}")
        while not over.is_set():
            try:
                work.one(server.port, own)
            except (OSError, http.client.HTTPException):
                return  # the server is gone: whether that act was kept, nobody was told

    threads = [threading.Thread(target=hand, args=(number,)) for number in range(hands)]
    for thread in threads:
        thread.start()
    _wait_for(lambda: work.answers.total() >= before + hands)
    time.sleep(dice.uniform(0.0, 0.8))
    server.kill()
    over.set()
    for thread in threads:
        thread.join()


def _wait_for(happens: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE
    while not happens() and time.monotonic() < until:
        time.sleep(0.01)


def lost(work: Work) -> list[str]:
    """What was acknowledged and is not there. A later text that was sent without an answer may stand instead."""
    db.session.rollback()
    db.session.expire_all()
    missing = []
    for (act, where), text in work.acknowledged.items():
        later = work.sent[act, where][work.sent[act, where].index(text) :]
        if not _is_there(act.split()[0], where, text, later):
            missing.append(f"{act} {where}: {text}")
    return missing


def _is_there(act: str, where: int, text: str, later: list[str]) -> bool:
    if act == "save":
        nomination = db.session.get_one(Nomination, where)
        return nomination.answers.get("contribution") in later or any(
            text in str(each) for each in nomination.set_aside or ()
        )
    if act == "score":
        sheet = db.session.get(ScoreSheet, where)
        return sheet is not None and sheet.comment in later
    if act == "upload":
        wanted = select(func.count()).where(Evidence.nomination_id == where, Evidence.title == text)
        return db.session.scalar(wanted) == 1
    if act == "submit":
        return db.session.get_one(Nomination, where).submitted_at is not None
    recommendation = db.session.get(Recommendation, where)
    return recommendation is not None and recommendation.place is not None


def unsound(work: Work, cycle_id: int) -> list[str]:
    """Whatever stands half done: every rule that holds between two rows, looked at from both."""
    db.session.rollback()
    db.session.expire_all()
    found = [str(each) for each in ledger.discrepancies(cycle_id)]
    if (broken := first_broken(db.session())) is not None:
        found.append(f"the trail is broken at {broken}")
    own = {where for act, where in work.sent if act == "submit"}
    for where in own:
        nomination = db.session.get_one(Nomination, where)
        dossiers = db.session.scalar(select(func.count()).where(Dossier.nomination_id == where))
        events = db.session.scalar(select(func.count()).where(Event.nomination_id == where, Event.act == Act.SUBMIT))
        stands = (nomination.stage == Stage.SUBMITTED, nomination.receipt is not None, dossiers, events)
        if stands not in ((True, True, 1, 1), (False, False, 0, 0)):
            found.append(f"nomination {where} is submitted by halves: {stands}")
    for where in {where for act, where in work.sent if act == "recommend"}:
        stage = db.session.get_one(Nomination, where).stage
        row = db.session.get(Recommendation, where)
        if (stage == Stage.RECOMMENDED) != (row is not None and row.place is not None):
            found.append(f"nomination {where} is recommended by halves: {stage}, {row}")
    for each in db.session.scalars(select(Evidence)):
        if hashlib.sha256(storage.read(each.key)).hexdigest() != each.sha256:
            found.append(f"the file of evidence {each.id} is not what was uploaded")
    return found
