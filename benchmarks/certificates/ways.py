"""Three ways to print the same certificates. Each takes facts and gives the files one by one."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from selection.certificates import qr
from selection.certificates.facts import CertificateFacts
from selection.certificates.fonts import KAI, SONG, SONG_BOLD, face_file
from selection.certificates.pdf import TEMPLATES, markup, render, underlay
from selection.certificates.setting import set_in_type

Way = Callable[[Sequence[CertificateFacts]], Iterator[bytes]]
TYPST = Path(__file__).with_name("certificate.typ")


def naive(certificates: Sequence[CertificateFacts]) -> Iterator[bytes]:
    """WeasyPrint as its manual says: a page, its style sheet, a file; the frame is laid under each."""
    from weasyprint import CSS, HTML  # noqa: PLC0415 - only this way pays for loading it

    for facts in certificates:
        html = markup(facts, set_in_type(facts), *qr.strokes(facts.verify_url))
        design = facts.design
        yield HTML(string=html).write_pdf(
            stylesheets=[CSS(TEMPLATES / "certificate.css")],
            pdf_tags=True,
            finisher=lambda _, pdf, design=design: underlay(pdf, design),
        )


def ours(certificates: Sequence[CertificateFacts]) -> Iterator[bytes]:
    """As the worker prints them."""
    return map(render, certificates)


def typst(certificates: Sequence[CertificateFacts]) -> Iterator[bytes]:
    """Typst, one file each, from one compiler that keeps its faces and what it has laid out before."""
    from typst import Compiler  # noqa: PLC0415 - only this way pays for loading it

    with TemporaryDirectory() as folder:
        work = Path(folder)
        (work / "frame.pdf").write_bytes(_frame(certificates[0]))
        (work / TYPST.name).write_bytes(TYPST.read_bytes())
        for face in (KAI, SONG, SONG_BOLD):
            installed = Path(face_file(face)[0])
            (work / installed.name).symlink_to(installed)
        compiler = Compiler(work / TYPST.name, root=work, font_paths=[work], ignore_system_fonts=True)
        for facts in certificates:
            file = compiler.compile(format="pdf", sys_inputs=_inputs(facts), timestamp=0)
            assert isinstance(file, bytes)  # a list only where a page is a file
            yield file


def _inputs(facts: CertificateFacts) -> dict[str, str]:
    modules, code = qr.strokes(facts.verify_url)
    lines = [line.text for line in set_in_type(facts).lines if line.kind in ("opening", "continued")]
    drawing = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {modules} {modules}">'
        f'<path d="{qr.path(code)}" stroke="#1e1c19" stroke-width="1"/></svg>'
    )
    names = ("heading", "heading_en", "number", "name", "title", "title_en", "issuer", "issuer_en", "named_on")
    texts = {name: getattr(facts, name) for name in names}
    return {**texts, "before": lines[0], "after": lines[1], "last": lines[-1], "code": drawing}


def _frame(facts: CertificateFacts) -> bytes:
    """The sheet with its frame and nothing on it."""
    from weasyprint import CSS, HTML  # noqa: PLC0415 - once, before the first certificate

    sheet = CSS(string="@page { size: 297mm 210mm; margin: 0 }")
    drawn: bytes = HTML(string="<p></p>").write_pdf(
        stylesheets=[sheet], finisher=lambda _, pdf: underlay(pdf, facts.design)
    )
    return drawn


WAYS: dict[str, Way] = {"naive": naive, "ours": ours, "typst": typst}


def invented(sample: CertificateFacts, many: int) -> list[CertificateFacts]:
    """So many certificates of invented people, each with a name, a number and a code of its own."""
    families, given = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许", "启明文静建国志强秀英丽华晓东海燕"
    return [
        replace(
            sample,
            name=families[at % 20] + given[at // 20 % 16] + (given[at // 7 % 16] if at % 4 else ""),
            number=f"{sample.number[:-3]}{at + 1:03}",
            verify_url=f"{sample.verify_url[:-5]}{at:05}",
        )
        for at in range(many)
    ]
