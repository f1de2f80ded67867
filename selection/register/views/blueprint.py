"""The blueprint of the register, and who may open what."""

from flask import Blueprint, Response, abort

from models.register import RegisterFile
from models.vocabulary import Role
from selection.access import actor
from selection.register.queries import files

bp = Blueprint("register", __name__, url_prefix="/register")

WATCHERS = (Role.CITY_OFFICER, Role.SUPERVISOR)
KEEPERS = (Role.CITY_OFFICER, Role.UNION_OFFICER, Role.UNION_HEAD)
READERS = (*WATCHERS, Role.UNION_OFFICER, Role.UNION_HEAD, Role.UNIT_OFFICER, Role.UNIT_HEAD)
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def of_the_city() -> None:
    """The whole register is the city's to keep: an organiser of a union's own award has no part in it."""
    if not files.is_city_wide(actor()):
        abort(403)


def file_or_404(person_id: int) -> RegisterFile:
    """The file of a person within reach, or the one it was merged into."""
    return files.get(actor(), person_id) or abort(404)


def workbook(content: bytes, name: str) -> Response:
    """A workbook to be saved under this name."""
    headers = {"Content-Disposition": f'attachment; filename="{name}.xlsx"'}
    return Response(content, content_type=EXCEL, headers=headers)
