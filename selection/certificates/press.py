"""WeasyPrint, set up once and closed to the world. Slow to load: import it where something is printed."""

from collections.abc import Callable
from pathlib import Path
from threading import Lock
from typing import Any

import pydyf
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher

Finisher = Callable[[Any, pydyf.PDF], None]

ONE_AT_A_TIME = Lock()  # Pango's font map is not made for two threads
FONTS = FontConfiguration()  # each one costs memory that never comes back, so there is one


class ForbiddenAddress(FatalURLFetchingError):  # type: ignore[misc]
    """A page being printed asked for something outside itself. Printing stops."""


class ClosedFetcher(URLFetcher):  # type: ignore[misc]
    """Opens ``data:`` addresses only: no network, no file, no redirect."""

    def __init__(self) -> None:
        super().__init__(allowed_protocols=("data",), allow_redirects=False, fail_on_errors=True)

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:
        """Open a ``data:`` address; raise ForbiddenAddress for any other."""
        if not url.lower().startswith("data:"):
            raise ForbiddenAddress(f"a page being printed may not fetch {url.split(':', 1)[0]}: addresses")
        return super().fetch(url, headers)


FETCHER = ClosedFetcher()


def style_sheet(file: Path) -> Any:
    """A style sheet of ours, parsed once by its owner."""
    return CSS(string=file.read_text(encoding="utf-8"), font_config=FONTS, url_fetcher=FETCHER)


def print_page(html: str, *, styles: Any, identifier: str, finisher: Finisher) -> bytes:
    """The HTML as a tagged PDF. ``identifier`` is the file's identity: equal pages with equal ones give equal bytes."""
    with ONE_AT_A_TIME:
        printed: bytes = HTML(string=html, url_fetcher=FETCHER).write_pdf(
            stylesheets=[styles],
            font_config=FONTS,
            pdf_identifier=identifier.encode(),
            pdf_tags=True,
            finisher=finisher,
        )
    return printed
