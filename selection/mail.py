"""Letters: rendered from the stored decision, kept as a row, sent by a job."""

from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from flask import current_app
from sqlalchemy import select

from models.job import Letter
from models.nomination import Nomination
from models.people import Membership, User
from models.programme import Cycle
from models.vocabulary import Role
from selection.database import db, transaction
from selection.filters import moment
from selection.jobs import enqueue, handles
from selection.rules.wording import LetterWording, filled
from selection.workflow import programme_of

LONGEST_SUBJECT = 120
CITY, OFFICE = "上海市总工会", "评选办"
"""Who signs what belongs to no award; and what the office of an organiser is called."""


def write(
    template: str,
    *,
    to: User,
    subject: str,
    now: datetime,
    nomination: Nomination | None = None,
    cycle: Cycle | None = None,
    occasion: str = "",
    **facts: Any,
) -> None:
    """Write one letter to one person, inside the transaction of the decision it tells.

    ``cycle``: where no nomination names it; its organiser signs, otherwise the city. ``occasion``: what it tells of a
    nomination, where the award may say it in words of its own (``wording.Letters``).
    """
    subject, facts["adapted"] = _adapted(occasion, nomination, subject)
    cycle = cycle or (nomination.cycle if nomination else None)
    organiser = programme_of(cycle).organiser if cycle else CITY
    facts |= {"organiser": organiser, "office": f"{organiser}{OFFICE}", "base_url": current_app.config["BASE_URL"]}
    # Not render_template: what pages carry (menu, visitor) needs a request, and letters are written by the worker too.
    page = current_app.jinja_env.get_template(f"mail/{template}.txt")
    text = page.render(to=to, nomination=nomination, cycle=cycle, now=now, **facts)
    body = f"{text.rstrip()}\n\n{facts['office']}\n{moment(now)}（北京时间）\n"
    letter = Letter(
        user_id=to.id,
        address=to.mails_to or to.account,
        nomination_id=nomination.id if nomination else None,
        subject=subject,
        body=body,
        written_at=now,
    )
    db.session.add(letter)
    db.session.flush()
    enqueue("letter", {"letter": letter.id}, key=f"letter:{letter.id}", now=now)


def _adapted(occasion: str, nomination: Nomination | None, subject: str) -> tuple[str, str]:
    """The subject, and the paragraphs the frozen definition adds."""
    if not occasion or nomination is None:
        return subject, ""
    cycle = nomination.cycle
    programme = programme_of(cycle)
    wording: LetterWording = getattr(programme.letters, occasion)
    unit = nomination.unit.name
    words = {"name": nomination.name, "unit": unit, "award": programme.name, "year": str(cycle.batch_year)}
    return filled(wording.subject, words)[:LONGEST_SUBJECT] or subject, filled(wording.text, words)


def to_role(organisation_id: int, *roles: Role) -> list[User]:
    """Everybody who holds one of these roles there, each once."""
    held = (
        select(User)
        .join(Membership, Membership.user_id == User.id)
        .where(
            Membership.organisation_id == organisation_id,
            Membership.role.in_(roles),
            Membership.withdrawn_at.is_(None),
            User.disabled_at.is_(None),
        )
        .distinct()
        .order_by(User.id)
    )
    return list(db.session.scalars(held))


@handles("letter")
def send(payload: dict[str, Any], now: datetime) -> None:
    """Send one letter, unless it has been sent already."""
    letter = db.session.get_one(Letter, payload["letter"])
    if letter.sent_at is not None:
        return
    _deliver(letter)
    with transaction():
        letter.sent_at = now


def _deliver(letter: Letter) -> None:
    message = EmailMessage()
    message["From"] = current_app.config["MAIL_FROM"]
    message["To"] = letter.address
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(letter.written_at)
    message["Message-ID"] = f"<letter-{letter.id}@selection>"
    message.set_content(letter.body)
    url: str = current_app.config["MAIL_URL"]
    if url.startswith("folder:"):
        folder = Path(url.removeprefix("folder:"))
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{letter.id:06d}.eml").write_bytes(bytes(message))
        return
    import smtplib  # noqa: PLC0415 - only the worker sends

    server = urlsplit(url)
    with smtplib.SMTP(server.hostname or "", server.port or 25, timeout=30) as smtp:
        if server.username:
            smtp.starttls()
            smtp.login(unquote(server.username), unquote(server.password or ""))
        smtp.send_message(message)
