"""Certificates printed in the background: each once, whatever happens to the worker; numbers without gaps."""

import hashlib
import json
import os
import signal
import subprocess
import sys
import textwrap
import time
from collections import Counter
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from config import ROOT
from models.event import Event
from models.honour import Certificate
from models.job import Job
from models.programme import Series
from models.vocabulary import Act, JobState, Role
from selection import clock, jobs, storage
from selection.certificates import actions, queries
from selection.certificates.facts import CertificateFacts
from selection.certificates.numbers import take
from selection.database import db, transaction
from selection.errors import Refused
from tests.certificates.proving import prove_all
from tests.honours.ceremony import ceremony, decide, listed, publish
from tests.world import World


def issue(world: World) -> int:
    prove_all(world)
    return actions.issue(world.cycle, world.actor(Role.CITY_OFFICER), now=clock.now())


def certificates() -> list[Certificate]:
    db.session.rollback()
    db.session.expire_all()
    return list(db.session.scalars(select(Certificate).order_by(Certificate.id)))


def rename(certificate: Certificate, name: str) -> None:
    """Freeze another name into the facts, as a decision about such a person would have."""
    facts = json.loads(certificate.facts) | {"name": name}
    with transaction() as session:
        values = {"facts": json.dumps(facts, ensure_ascii=False)}
        session.execute(update(Certificate).where(Certificate.id == certificate.id).values(values))


def test_every_certificate_is_printed_and_kept_with_its_hash(world: World) -> None:
    ceremony(world)

    asked = issue(world)
    jobs.perform_due(clock.now())

    printed = certificates()
    assert asked == 2
    for each in printed:
        content = storage.read(each.file_key or "")
        assert content.startswith(b"%PDF")
        assert hashlib.sha256(content).hexdigest() == each.file_sha256
    told = db.session.scalars(select(Event.nomination_id).where(Event.act == Act.ISSUE).order_by(Event.id)).all()
    assert list(told) == [None, *(each.honour.nomination_id for each in printed)]
    assert queries.progress(world.cycle.id) == queries.Progress(2, 2, 0, is_running=False)


def test_printing_again_changes_nothing(world: World) -> None:
    ceremony(world)
    issue(world)
    jobs.perform_due(clock.now())
    before = [(each.file_key, each.issued_at) for each in certificates()]

    actions.print_slice({"certificates": [each.id for each in certificates()]}, clock.now() + timedelta(hours=1))
    with pytest.raises(Refused):
        issue(world)

    assert [(each.file_key, each.issued_at) for each in certificates()] == before


def test_asking_twice_while_it_is_being_done_is_refused(world: World) -> None:
    ceremony(world)
    issue(world)

    with pytest.raises(Refused) as refusal:
        issue(world)

    assert [reason.why for reason in refusal.value.reasons] == ["证书正在制发"]
    assert db.session.query(Job).filter_by(kind="certificates").count() == 1


def test_a_name_that_cannot_be_drawn_stops_only_itself_and_can_be_tried_again(world: World) -> None:
    ceremony(world)
    bad, good = certificates()
    rename(bad, "周\ue123明")

    issue(world)
    jobs.perform_due(clock.now())

    bad, good = certificates()
    assert (bad.file_key, good.file_key is None) == (None, False)
    assert "U+E123" in bad.refused_because
    assert queries.progress(world.cycle.id) == queries.Progress(2, 1, 1, is_running=False)
    rename(bad, "周启明")
    assert issue(world) == 1
    jobs.perform_due(clock.now())
    bad, _ = certificates()
    assert (bad.file_key is None, bad.refused_because) == (False, "")


WORKER = """
    import sys
    from pathlib import Path
    from config import Config
    from selection import clock, create_app, jobs
    from selection.certificates.actions import printing

    printed = printing.print_one

    def slowly(certificate_id, **moments):
        printed(certificate_id, **moments)
        print(certificate_id, flush=True)
        sys.stdin.readline()

    printing.print_one = slowly
    app = create_app(Config.for_tests(sys.argv[1], Path(sys.argv[2])))
    with app.app_context():
        jobs.perform_due(clock.now())
"""


def test_a_worker_killed_in_the_middle_is_followed_by_another_without_doubles(world: World, app: Flask) -> None:
    """CERTIFICATES=1000 for the long form, killed at 500."""
    many = int(os.environ.get("CERTIFICATES", "4"))
    publish(world)
    for place in range(many):
        listed(world, f"周{chr(0x4E00 + place)}明", position=place + 1)
    decide(world)
    issue(world)
    db.session.remove()
    command = [sys.executable, "-c", textwrap.dedent(WORKER), app.config["SQLALCHEMY_DATABASE_URI"], app.config["VAR"]]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as worker:
        assert worker.stdout is not None
        assert worker.stdin is not None
        for printed in range(many // 2):
            worker.stdout.readline()
            if printed + 1 < many // 2:
                worker.stdin.write("on\n")
                worker.stdin.flush()
        os.kill(worker.pid, signal.SIGKILL)
    half = [(each.file_key, each.issued_at) for each in certificates()]
    assert [key is None for key, _ in half] == [False] * (many // 2) + [True] * (many - many // 2)

    jobs.perform_due(clock.now() + jobs.LEASE + timedelta(seconds=1))

    whole = certificates()
    assert [(each.file_key, each.issued_at) for each in whole[: many // 2]] == half[: many // 2]
    assert len({each.file_key for each in whole} - {None}) == many
    told = Counter(db.session.scalars(select(Event.nomination_id).where(Event.act == Act.ISSUE)))
    assert sorted(told.values()) == [1] * (many + 1)
    assert set(db.session.scalars(select(Job.state).where(Job.kind == "certificates"))) == {JobState.DONE}
    files = [path for path in (app.config["VAR"] / "files").rglob("*") if path.is_file()]
    assert len(files) == 2 * many  # a certificate and a card each


TAKER = """
    import os
    import sys
    from pathlib import Path
    from config import Config
    from selection import create_app
    from selection.certificates.numbers import take
    from selection.database import transaction

    app = create_app(Config.for_tests(sys.argv[1], Path(sys.argv[2])))
    barrier, gate = os.pipe()

    def turn(number):
        with transaction():
            first = take("certificate:JSNS:2026", 1 + number % 3)
            if number % 5 == 4:
                raise ZeroDivisionError
        os.write(1, f"{first} {1 + number % 3}\\n".encode())

    for hand in range(16):
        if os.fork() == 0:
            os.close(gate)
            os.read(barrier, 1)
            with app.app_context():
                for number in range(10):
                    try:
                        turn(number)
                    except ZeroDivisionError:
                        pass
            os._exit(0)
    os.close(gate)
    for hand in range(16):
        assert os.wait()[1] == 0
"""


@pytest.mark.race
def test_sixteen_processes_take_every_number_once_and_leave_no_gap(world: World, app: Flask) -> None:
    db.session.remove()
    command = [sys.executable, "-c", textwrap.dedent(TAKER), app.config["SQLALCHEMY_DATABASE_URI"], app.config["VAR"]]
    raced = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True, timeout=120)

    told = [tuple(map(int, line.split())) for line in raced.stdout.splitlines()]
    taken = [number for first, count in told for number in range(first, first + count)]
    assert len(told) == 16 * 8
    assert sorted(taken) == list(range(1, len(taken) + 1))
    assert db.session.get_one(Series, "certificate:JSNS:2026").next == len(taken) + 1


def test_numbers_of_two_series_do_not_meet(world: World) -> None:
    with transaction():
        taken = [take("a"), take("b", 5), take("a", 2), take("b")]

    assert taken == [1, 1, 2, 6]


@pytest.mark.database("sqlite")  # the queue is no table
def test_the_worker_command_does_what_is_due_at_once_and_ends_when_told(world: World, app: Flask) -> None:
    ceremony(world)
    issue(world)
    db.session.remove()
    environment = os.environ | {
        "SELECTION_VAR": str(app.config["VAR"]),
        "SELECTION_DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"],
        "SELECTION_SECRET_KEY": "s" * 32,
        "SELECTION_DATA_SECRET": "d" * 32,
    }
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "worker"]
    with subprocess.Popen(command, cwd=ROOT, env=environment) as worker:
        try:
            until = time.monotonic() + 60
            while time.monotonic() < until and any(each.file_key is None for each in certificates()):
                db.session.remove()  # an open reader would keep the worker from finishing
                time.sleep(0.2)
            db.session.remove()
            worker.terminate()
            assert worker.wait(timeout=20) == 0
        finally:
            worker.kill()

    assert [each.file_key is None for each in certificates()] == [False, False]
    assert CertificateFacts.from_json(certificates()[0].facts).name == "周启明"
