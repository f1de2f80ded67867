"""Different documents asked for at once by processes of their own: every number once, and none left out."""

import json
import subprocess
import sys
import textwrap
from dataclasses import asdict

import pytest
from flask import Flask
from sqlalchemy import func, select

from config import ROOT
from models.document import Document
from models.honour import Decision
from models.vocabulary import PaperKind, Role, Stage
from selection import clock
from selection.database import db
from selection.exchange import actions as exchange
from selection.honours import queries as honours
from selection.vetting import actions as vetting
from tests.honours.ceremony import listed, publish
from tests.world import World

HANDS = """
    import json
    import os
    import sys
    from datetime import date, datetime
    from pathlib import Path
    from config import Config
    from models.programme import Cycle
    from models.vocabulary import Level, PaperKind, Role
    from selection import create_app
    from selection.database import db
    from selection.documents import actions
    from selection.errors import Refused
    from selection.honours import actions as honours
    from selection.rules.standing import Actor

    told = json.loads(sys.argv[3])
    app = create_app(Config.for_tests(sys.argv[1], Path(sys.argv[2])))
    actor = Actor(**{**told["actor"], "role": Role(told["actor"]["role"]), "level": Level(told["actor"]["level"])})
    now = datetime.fromisoformat(told["now"])
    barrier, gate = os.pipe()

    def act(kind, source_id):
        cycle = db.session.get_one(Cycle, told["cycle_id"])
        if kind == "honour":
            return honours.decide(cycle, actor, decided_on=date.fromisoformat(told["on"]), seen=told["seen"], now=now)
        return actions.make(cycle, PaperKind(kind), source_id, actor, now=now)

    for kind, source_id in told["wanted"]:
        if os.fork() == 0:
            os.close(gate)
            os.read(barrier, 1)
            with app.app_context():
                try:
                    number = act(kind, source_id).number
                except Refused:
                    number = "refused"
            os.write(1, f"{kind} {number}\\n".encode())
            os._exit(0)
    os.close(gate)
    for _ in told["wanted"]:
        assert os.wait()[1] == 0
"""


@pytest.mark.race
def test_different_documents_asked_for_at_once_are_numbered_without_gap_or_double(world: World, app: Flask) -> None:
    city, now = world.actor(Role.CITY_OFFICER), world.now
    asked = [world.nomination(Stage.FORWARDED, name=name) for name in ("丁望海", "卫知远")]
    departments = [each.key for each in world.programme.departments][:5]
    vetting.ask(asked, city, departments=departments, now=now)
    letters = [exchange.send(world.cycle, city, department=each, now=now)[0].id for each in departments]
    publish(world)
    listed(world, "周启明", "outstanding", 1)
    on = clock.on(now)
    wanted: list[tuple[str, int]] = [("consultation", each) for each in (*letters, *letters[:2])]
    wanted += [("announcement", world.cycle.id)] * 2 + [("honour", 0)]
    told = {
        "actor": asdict(city),
        "now": now.isoformat(),
        "cycle_id": world.cycle.id,
        "on": on.isoformat(),
        "seen": honours.draft(world.cycle, None, on=on, today=on).digest,
        "wanted": wanted,
    }
    db.session.remove()
    arguments = [app.config["SQLALCHEMY_DATABASE_URI"], str(app.config["VAR"]), json.dumps(told)]
    command = [sys.executable, "-c", textwrap.dedent(HANDS), *arguments]
    raced = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True, timeout=120)

    won = [line for line in raced.stdout.splitlines() if not line.endswith("refused")]
    papers = db.session.scalars(select(Document.number)).all()
    honour = db.session.scalars(select(Decision.number)).all()
    assert len(raced.stdout.splitlines()) == len(wanted)
    assert len(papers) == len(departments) + 1
    assert len(won) == len(papers) + len(honour)
    numbers = sorted(int(str(each).partition("〕")[2][:-1]) for each in (*papers, *honour))
    assert numbers == list(range(1, len(won) + 1))
    kinds = dict(db.session.execute(select(Document.kind, func.count()).group_by(Document.kind)).all())
    assert kinds == {PaperKind.CONSULTATION: len(departments), PaperKind.ANNOUNCEMENT: 1}
