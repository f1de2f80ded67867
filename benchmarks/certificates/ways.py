"""Four ways to print the same certificates. Each takes facts and gives the files one by one."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from selection.certificates import qr
from selection.certificates.designs import Form, style
from selection.certificates.facts import CertificateFacts
from selection.certificates.fonts import HAN, KAI, SONG, SONG_BOLD, face_file
from selection.certificates.payload import payload
from selection.certificates.pdf import Signing, markup, render, underlay
from selection.certificates.setting import letters_of, set_in_type

Way = Callable[[Sequence[CertificateFacts]], Iterator[bytes]]
TYPST = Path(__file__).with_name("certificate.typ")


def naive(certificates: Sequence[CertificateFacts]) -> Iterator[bytes]:
    """WeasyPrint as its manual says: a page, its style sheet, installed faces, a file; the frame is laid under each."""
    from weasyprint import CSS, HTML  # noqa: PLC0415 - only this way pays for loading it

    for facts in certificates:
        html = markup(facts, Form.CERTIFICATE, set_in_type(facts, letters_of(facts)), *qr.strokes(facts.verify_url))
        design = facts.design
        css = style(design, Form.CERTIFICATE)
        for face in (SONG_BOLD, SONG, KAI, HAN):
            weight = 700 if face.style == "Bold" else 400
            css = css.replace(f"font-family: {face.key} ", f'font-family: "{face.family}"; font-weight: {weight} ')
            css = css.replace(f"font-family: {face.key};", f'font-family: "{face.family}"; font-weight: {weight};')
        yield HTML(string=html).write_pdf(
            stylesheets=[CSS(string=css)],
            pdf_tags=True,
            finisher=lambda _, pdf, design=design: underlay(pdf, design),
        )


def ours(certificates: Sequence[CertificateFacts]) -> Iterator[bytes]:
    """As the worker prints them where no key is set."""
    return map(render, certificates)


def signed(certificates: Sequence[CertificateFacts]) -> Iterator[bytes]:
    """As the worker prints them with a key: PAdES, RSA of 2,048 bits, a chain of two."""
    from selection.certificates import authority  # noqa: PLC0415 - only this way pays for loading them
    from selection.certificates.signing import open_seal  # noqa: PLC0415 - heavy, and no web worker needs it at start

    with TemporaryDirectory() as folder:
        now = datetime.now(UTC)
        made = authority.make(Path(folder), organisation="上海市总工会", passphrase="x", key_passphrase="", now=now)
        signing = Signing(open_seal(str(made.signer), "x"), now)
        for facts in certificates:
            yield render(facts, signing=signing)


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
    lines = [line.text for line in set_in_type(facts, letters_of(facts)).lines if line.kind in ("opening", "continued")]
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


WAYS: dict[str, Way] = {"naive": naive, "ours": ours, "signed": signed, "typst": typst}


def invented(sample: CertificateFacts, many: int) -> list[CertificateFacts]:
    """So many certificates of invented people, each with a name, a number and a code of its own."""
    families, given = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许", "启明文静建国志强秀英丽华晓东海燕"
    found = []
    for at in range(many):
        name = families[at % 20] + given[at // 20 % 16] + (given[at // 7 % 16] if at % 4 else "")
        number = f"{sample.number[:-3]}{at + 1:03}"
        told = payload((number, name, sample.title, sample.year), "s" * 32)
        address = f"{sample.verify_url[:-5]}{at:05}#{told}"
        found.append(replace(sample, name=name, number=number, verify_url=address))
    return found
