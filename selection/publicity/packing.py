"""公示存证: one file that proves a notice. Asked for by an officer or at the end of the period; made by the worker.

Everything in it follows from the notice and the moment it was asked for: made twice, it has the same bytes.
"""

import hashlib
import io
import json
import subprocess
import zipfile
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from flask import current_app
from sqlalchemy import select

from models.event import ChainHead, Event
from models.publicity import AnyNotice, EvidencePack
from selection import storage, workflow
from selection.audit.record import GENESIS
from selection.clock import closing, on
from selection.database import db, transaction
from selection.jobs import enqueue, handles
from selection.publicity import queries, records
from selection.rules.notices import parts_of
from selection.settings.queries import calendar

KIND = "evidence_pack"
EPOCH = (1980, 1, 1, 0, 0, 0)
CSS = """
@page { size: A4; margin: 37mm 26mm 35mm 28mm }
body { font-family: "Noto Serif CJK SC", "Noto Serif SC", serif; font-size: 12pt; line-height: 1.8 }
h1 { font-size: 18pt; text-align: center } table { width: 100%; border-collapse: collapse }
th, td { border: 0.5pt solid #000; padding: 2pt 4pt; text-align: left } .sign { text-align: right }
.hash { font-family: monospace; font-size: 8pt; overflow-wrap: anywhere }
"""


def ask(notice: AnyNotice, *, now: datetime, due_at: datetime | None = None) -> None:
    """Have a pack made of what is known now; inside a transaction. ``due_at``: make it then, of what is known then."""
    with transaction() as session:
        head = session.get(ChainHead, 1)
        length = head.length if head else 0
        what = {"notice": notice.id, "as_of": (due_at or now).isoformat()}
        enqueue(KIND, what, key=f"{KIND}:{notice.id}:{'end' if due_at else length}", now=now, due_at=due_at)


def ask_at_the_end(notice: AnyNotice, *, now: datetime) -> None:
    """Have a pack made on the morning after the last day."""
    after: date = notice.ends_on + timedelta(days=1)
    ask(notice, now=now, due_at=closing(after, datetime.min.time()))


@handles(KIND)
def make(payload: dict[str, Any], _now: datetime) -> None:
    """Make one pack and enter it. The moment and the head of the chain are those of the making, written inside."""
    notice = db.session.get_one(AnyNotice, payload["notice"])
    as_of = datetime.fromisoformat(payload["as_of"])
    done = db.session.scalars(select(EvidencePack.id).filter_by(notice_id=notice.id, as_of=as_of)).first()
    if done is not None:
        return
    head = db.session.get(ChainHead, 1, populate_existing=True)
    chain = (head.hash, head.length) if head else (GENESIS, 0)
    kept = storage.keep(io.BytesIO(packed(notice, chain=chain, as_of=as_of)))
    with transaction() as session:
        session.add(
            EvidencePack(
                notice_id=notice.id,
                sha256=kept.sha256,
                key=kept.key,
                size=kept.size,
                chain_head=chain[0],
                chain_length=chain[1],
                as_of=as_of,
            )
        )


def packed(notice: AnyNotice, *, chain: tuple[str, int], as_of: datetime) -> bytes:
    """The pack: equal facts, equal bytes."""
    page = _page(notice)
    pdf, pictures = _printed(page, notice.sha256)
    parts = {"公示.html": page.encode(), "公示.pdf": pdf}
    parts |= {f"公示-{place}.png": picture for place, picture in enumerate(pictures, start=1)}
    parts |= {f"附件/{each.id}-{each.filename}": storage.read(each.key) for each in records.files_of(notice.id)}
    hung = records.postings(notice.id)
    parts |= {f"张贴记录/{each.id}-{each.filename}": storage.read(each.key) for each in hung if each.key}
    parts["经过.json"] = _json(_events(notice, chain[1]))
    parts["说明.json"] = _json(_facts(notice, chain, as_of))
    sums = "".join(f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in sorted(parts.items()))
    parts["SHA256SUMS"] = sums.encode()
    return _zipped(parts)


def _zipped(parts: dict[str, bytes]) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        for name, content in sorted(parts.items()):
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            archive.writestr(entry, content)
    return whole.getvalue()


def _json(content: object) -> bytes:
    return (json.dumps(content, ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode()


def _facts(notice: AnyNotice, chain: tuple[str, int], as_of: datetime) -> dict[str, Any]:
    end = records.end_of(notice.id)
    return {
        "标题": notice.title,
        "版本": notice.version,
        "层级": notice.level.label,
        "内容SHA256": notice.sha256,
        "发布时间": _at(notice.published_at),
        "公示到": notice.ends_on.isoformat(),
        "撤下时间": _at(end.ended_at) if end else None,
        "网址": f"{current_app.config['BASE_URL']}/notices/{notice.id}",
        "名单": notice.lines,
        "附件": [{"名称": each.filename, "SHA256": each.sha256} for each in records.files_of(notice.id)],
        "张贴": [
            {
                "地点": each.place,
                "自": each.from_on.isoformat(),
                "至": each.until_on.isoformat(),
                "登记": f"{each.organisation_name}，{_at(each.recorded_at)}",
                "盖章记录SHA256": each.sha256,
            }
            for each in records.postings(notice.id)
        ],
        "经过链": {"链头": chain[0], "条数": chain[1]},
        "取证时间": _at(as_of),
    }


def _at(moment: datetime) -> str:
    return moment.astimezone(closing(on(moment)).tzinfo).isoformat(timespec="seconds")


def _events(notice: AnyNotice, length: int) -> list[dict[str, Any]]:
    """The events that made this notice, with their place in the chain."""
    rows = db.session.scalars(
        select(Event)
        .where(Event.cycle_id == notice.cycle_id, Event.subject == notice.title[:100], Event.id <= length)
        .order_by(Event.id)
    )
    return [
        {"编号": each.id, "事项": each.act.label, "时间": _at(each.at), "前一条": each.previous, "本条": each.hash}
        for each in rows
    ]


def _page(notice: AnyNotice) -> str:
    prose, contacts = parts_of(notice.body)
    template = current_app.jinja_env.get_template("publicity/printed.html")
    return template.render(
        notice=notice,
        organiser=notice.organisation.name if notice.organisation else workflow.programme_of(notice.cycle).organiser,
        starts_on=calendar().first_workday(on(notice.published_at)),
        prose=prose,
        contacts=contacts,
        groups=queries.grouped(notice.lines),
        files=records.files_of(notice.id),
    )


def _printed(page: str, identifier: str) -> tuple[bytes, list[bytes]]:
    """The page as PDF and as pictures."""
    from selection.certificates.press import print_page  # noqa: PLC0415 - WeasyPrint is slow to load

    pdf = print_page(page, css=CSS, faces={}, identifier=identifier, finisher=lambda *_: None)
    with TemporaryDirectory(prefix="pack-") as folder:
        file = Path(folder) / "notice.pdf"
        file.write_bytes(pdf)
        command = ["pdftoppm", "-r", "110", "-png", str(file), str(file.with_suffix(""))]
        subprocess.run(command, check=True, capture_output=True, timeout=60)
        return pdf, [each.read_bytes() for each in sorted(Path(folder).glob("*.png"))]
