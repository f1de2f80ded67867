"""WeasyPrint, closed to the world and given only the faces a page needs. Slow to load: import it where it prints."""

import warnings
from collections.abc import Callable, Mapping
from threading import Lock
from typing import Any

import pydyf
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

Finisher = Callable[[Any, pydyf.PDF], None]

ONE_AT_A_TIME = Lock()  # Pango's font map is not made for two threads


class ForbiddenAddress(FatalURLFetchingError):  # type: ignore[misc]
    """A page being printed asked for something outside itself. Printing stops."""


class ClosedFetcher(URLFetcher):  # type: ignore[misc]
    """Opens ``data:`` addresses and the faces it was given: no network, no file, no redirect."""

    def __init__(self, faces: Mapping[str, bytes]) -> None:
        super().__init__(allowed_protocols=("data",), allow_redirects=False, fail_on_errors=True)
        self._faces = {f"face:{family}": file for family, file in faces.items()}

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:
        """Open a ``data:`` address or ``face:<family>``; raise ForbiddenAddress for any other."""
        if url in self._faces:
            return URLFetcherResponse(url, self._faces[url], {"Content-Type": "font/otf"})
        if not url.lower().startswith("data:"):
            raise ForbiddenAddress(f"a page being printed may not fetch {url.split(':', 1)[0]}: addresses")
        return super().fetch(url, headers)


def print_page(
    html: str, *, css: str, faces: Mapping[str, bytes], identifier: str, finisher: Finisher, copies: int = 1
) -> bytes:
    """The HTML as tagged PDF/A-3u. ``faces`` are the fonts by their family in the style sheet.

    ``identifier`` is the file's identity: equal pages with equal ones give equal bytes. ``copies``: all pages so many
    times over, laid out once; the ``finisher`` sees them all.
    """
    declared = "".join(f'@font-face {{ font-family: "{family}"; src: url("face:{family}") }}\n' for family in faces)
    fetcher = ClosedFetcher(faces)
    with ONE_AT_A_TIME, warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # WeasyPrint leaves its colour profile to be closed by chance
        # Its own, as pages call different cuts of a face by one name. Costs 0.2 MB for good; few pages are laid out.
        fonts = FontConfiguration()
        sheet = CSS(string=declared + css, font_config=fonts, url_fetcher=fetcher)
        options = {"pdf_identifier": identifier.encode(), "pdf_variant": "pdf/a-3u", "pdf_tags": True}
        document = HTML(string=html, url_fetcher=fetcher).render(stylesheets=[sheet], font_config=fonts, **options)
        if copies > 1:
            document = document.copy(document.pages * copies)

        def finish(document: Any, pdf: pydyf.PDF) -> None:
            pdf.objects[int(pdf.catalog["Metadata"].split()[0])].compress = False  # archives read it without the rest
            finisher(document, pdf)
            for each in pdf.objects:
                # Behind a CR the LF before ``endstream`` would be read as the other half of one line end (6.1.7.1).
                if isinstance(each, pydyf.Stream) and each.compress and each.data.endswith(b"\r\nendstream"):
                    each.compress = False

        printed: bytes = document.write_pdf(finisher=finish, **options)
    return printed
