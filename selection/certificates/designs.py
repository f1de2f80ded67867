"""The design of each award: templates/certificates/print/designs.toml, and the templates and style sheets beside it."""

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

TEMPLATES = Path(__file__).resolve().parents[2] / "templates" / "certificates" / "print"


class Form(StrEnum):
    """What is printed: the sheet for the wall, or the card for the wallet."""

    CERTIFICATE = "certificate"
    CARD = "card"


SIZES = {Form.CERTIFICATE: (297.0, 210.0), Form.CARD: (85.6, 54.0)}
"""Width and height in millimetres; the card has that of a bank card (ISO/IEC 7810 ID-1, 53.98 mm)."""


@dataclass(frozen=True)
class Design:
    """One award's colours and richness. The strands of the frame grow with the honour."""

    key: str
    titles: tuple[str, ...]
    line: str  # the guilloche of the frame
    second: str  # the band woven into it
    rule: str  # the lines along the frame
    ground: str  # rosettes under the text: hardly there
    strands: int
    second_strands: int


@cache
def designs() -> dict[str, Design]:
    """Every design by its key."""
    read = tomllib.loads((TEMPLATES / "designs.toml").read_text(encoding="utf-8"))
    return {key: Design(key, tuple(values.pop("titles")), **values) for key, values in read.items()}


def design_for(title: str) -> str:
    """The key of the design that belongs to an honour by its name; the last one for those without one of their own."""
    return next((key for key, design in designs().items() if title in design.titles), list(designs())[-1])


@cache
def style(design: str, form: Form) -> str:
    """The style sheet of a design: what all share, then its own."""
    files = (TEMPLATES / f"{form}.css", TEMPLATES / "designs" / f"{design}.css")
    return "\n".join(file.read_text(encoding="utf-8") for file in files if file.is_file())


def page(design: str, form: Form) -> str:
    """The template of a design: its own where there is one."""
    own = f"designs/{design}.{form}.html"
    return own if (TEMPLATES / own).is_file() else f"{form}.html"
