"""A form of the demonstration printed, sealed with an invented seal, scanned, and brought back."""

import io
import subprocess
from datetime import datetime

from PIL import Image, ImageDraw, ImageFont

from models.approval import ApprovalForm
from models.nomination import Nomination
from models.vocabulary import Level
from selection import storage
from selection.approvals import actions
from selection.approvals.queries import form_of
from selection.approvals.scanning import read
from selection.certificates.fonts import SONG, face_file
from selection.database import db
from selection.nominations.files import take
from selection.rules.standing import Actor

COPIES, RESOLUTION = 3, 150
RED, PAPER = (200, 30, 35), (246, 245, 240)
WHERE = {Level.UNIT: (430, 640), Level.UNION: (620, 950), Level.CITY: (620, 1240)}
"""The middle of a seal on the page, in points of the scan."""

CROOKED = 0.8
"""Degrees by which the sheet lay askew."""


def print_now(nomination: Nomination, officer: Actor, *, now: datetime) -> None:
    """Make the form and set it in type at once: what is sealed next must have been printed."""
    form = actions.make(nomination, officer, copies=COPIES, now=now)
    actions.set_in_type({"form_id": form.id}, now)
    db.session.expire_all()


def seal_and_return(nomination: Nomination, actor: Actor, level: Level, *, now: datetime) -> None:
    """Seal the page of this level on paper, scan it, and let it be recognised."""
    form = form_of(nomination)
    if form is None:
        raise LookupError("there is no form to seal")
    scan = _scanned(form, level)
    taken = take(io.BytesIO(scan), f"推荐审批表盖章件（{level.label}）.jpg")
    actions.take_back(nomination, actor, level=level, taken=taken, scanned=read(taken), now=now)


def _scanned(form: ApprovalForm, level: Level) -> bytes:
    page = str(form.places[level])
    command = ["pdftoppm", "-r", str(RESOLUTION), "-f", page, "-l", page, "-png", "-"]
    printed = subprocess.run(
        command, input=storage.read(form.pdf_key or ""), capture_output=True, check=True, timeout=60
    )
    sheet = Image.open(io.BytesIO(printed.stdout)).convert("RGB")
    for each in (Level.UNIT, Level.UNION, Level.CITY):
        _seal(ImageDraw.Draw(sheet), WHERE[each])
        if each is level:
            break
    turned = sheet.rotate(CROOKED, fillcolor=PAPER, resample=Image.Resampling.BICUBIC)
    written = io.BytesIO()
    turned.save(written, "JPEG", quality=70)
    return written.getvalue()


def _seal(draw: ImageDraw.ImageDraw, middle: tuple[int, int]) -> None:
    """A ring that says it is none: nobody's seal is imitated."""
    across, down = middle
    draw.ellipse((across - 80, down - 80, across + 80, down + 80), outline=RED, width=6)
    file, index = face_file(SONG)
    draw.text(middle, "样章", font=ImageFont.truetype(file, 44, index=index), fill=RED, anchor="mm")
