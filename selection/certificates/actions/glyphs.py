"""补字: the shape of a character no face has, taken from a picture or from a face somebody uploads."""

import json
from datetime import datetime
from io import BytesIO
from subprocess import TimeoutExpired, run
from sys import executable

from sqlalchemy import select

from config import ROOT
from models.certificate import Glyph
from models.vocabulary import Act, GlyphKind
from selection import storage
from selection.audit.record import record
from selection.database import db, transaction
from selection.errors import Reason, Refused
from selection.rules.standing import Actor

NOT_NOW = "现在不能补字"
SECONDS = 20


def supply(character: str, actor: Actor, *, content: bytes, source: str, now: datetime) -> None:
    """Keep the shape found in the file for this character; a later one takes the place of an earlier one."""
    kind, outline = _outline(character, content)
    kept = storage.keep(BytesIO(content))
    with transaction() as session:
        glyph = session.scalars(select(Glyph).where(Glyph.character == character)).one_or_none()
        if glyph is None:
            glyph = Glyph(character=character)
            db.session.add(glyph)
        glyph.kind, glyph.outline, glyph.file_key, glyph.source = kind, outline, kept.key, source
        glyph.supplied_by, glyph.supplied_at = actor.user_id, now
        told = {"point": f"U+{ord(character):04X}", "kind": kind.value, "sha256": kept.sha256}
        record(Act.SUPPLY_GLYPH, actor, now=now, subject=f"{character}（U+{ord(character):04X}）", facts=told)


def _outline(character: str, content: bytes) -> tuple[GlyphKind, str]:
    """Read in a process of its own: what strangers upload is opened where it can break nothing."""
    command = [executable, "-m", "selection.certificates.shapes", f"{ord(character):X}"]
    try:
        done = run(command, input=content, capture_output=True, cwd=ROOT, timeout=SECONDS, check=False)
    except TimeoutExpired:
        raise Refused(Reason("读这个文件用的时间太长", "请换一个小一些的文件。"), title=NOT_NOW) from None
    if done.returncode != 0:
        why = done.stderr.decode(errors="replace").strip().splitlines()[-1:]
        told = why[0] if why and why[0].startswith("字") else "字形读不出来"
        cure = "请上传含该字的字体文件（TTF、OTF），或白底黑字、至少 300 像素见方的图片（PNG）。"
        raise Refused(Reason(told, cure), title=NOT_NOW)
    read = json.loads(done.stdout)
    return GlyphKind(read["kind"]), json.dumps(read["contours"], separators=(",", ":"))
