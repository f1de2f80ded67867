"""Looks at one file without asking anybody: signature, embedded facts, what is printed, what the QR code says.

Opens what strangers send, so it is run in a process of its own, with little time and memory:

    python -m selection.certificates.examining ca.crt keys.json < file.pdf
    python -m selection.certificates.examining ca.crt keys.json one.pdf another.pdf

prints an Examination as JSON, a line for each file. ``keys.json`` has the public keys of QR codes by their id.
"""

import hashlib
import io
import json
import logging
import resource
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import zxingcpp
from pikepdf import PasswordError, Pdf, PdfError
from PIL import Image

from selection.certificates import payload
from selection.certificates.coroutines import finished
from selection.certificates.examination import Examination
from selection.certificates.facts import CertificateFacts
from selection.certificates.metadata import FILE_NAME

MEMORY, SECONDS = 3 << 30, 30
DOTS_PER_INCH = ("110", "250")  # the second where the first shows no code, or several
LONGEST_FACTS = 100_000


def examine(content: bytes, *, root: bytes, keys: Mapping[str, str]) -> Examination:
    """``root``: the certificate of the authority in PEM, empty where there is none; ``keys``: public keys by id."""
    found = Examination(hashlib.sha256(content).hexdigest())
    try:
        with Pdf.open(io.BytesIO(content)) as pdf:
            pages = len(pdf.pages)
            embedded = list(_embedded(pdf))
    except (PdfError, PasswordError, ValueError, RecursionError):
        found.troubles.append("not_a_file")
        return found
    if pages != 1:
        found.troubles.append("pages")
    facts = _facts(embedded)
    found.facts = facts.to_json() if facts else ""
    found.troubles += _signature(content, root, found)
    found.troubles += ["no_facts"] if facts is None else []
    found.troubles += _page(content, facts, keys, found)
    return found


def _embedded(pdf: Any) -> Iterator[bytes]:
    """Every embedded file of the name facts have, however it is hung in."""
    for name, specification in pdf.attachments.items():
        for file in (specification.get_file(),):
            if name == FILE_NAME and file.size <= LONGEST_FACTS:
                yield file.read_bytes()


def _facts(embedded: list[bytes]) -> CertificateFacts | None:
    if len(embedded) != 1:
        return None
    try:
        facts = CertificateFacts.from_json(embedded[0].decode())
    except ValueError:
        return None
    return facts if facts.to_json().encode() == embedded[0] else None


def _signature(content: bytes, root: bytes, found: Examination) -> list[str]:
    """Look at the signature as pyHanko does, and note who made it and when."""
    from asn1crypto import pem, x509  # noqa: PLC0415 - loaded with pyHanko, half a second
    from pyhanko.pdf_utils.reader import PdfFileReader  # noqa: PLC0415 - heavy, and no web worker needs it at start
    from pyhanko.sign.validation import SignatureCoverageLevel, async_validate_pdf_signature  # noqa: PLC0415
    from pyhanko_certvalidator import ValidationContext  # noqa: PLC0415 - heavy, and no web worker needs it at start

    logging.getLogger("pyhanko").setLevel(logging.CRITICAL)
    logging.getLogger("pyhanko_certvalidator").setLevel(logging.CRITICAL)
    try:
        signatures = PdfFileReader(io.BytesIO(content), strict=False).embedded_signatures
        if not signatures:
            return ["unsigned"]
        roots = [x509.Certificate.load(pem.unarmor(root)[2])] if root else []
        last = signatures[-1]
        context = ValidationContext(trust_roots=roots, allow_fetching=False)
        status = finished(async_validate_pdf_signature(last, context))
        found.is_signed, found.signer = True, last.signer_cert.subject.human_friendly
        found.signed_at = last.self_reported_timestamp.isoformat() if last.self_reported_timestamp else ""
    except Exception as trouble:  # whatever a forger has made of it, it is not a signature of ours
        logging.getLogger(__name__).info("signature cannot be read: %s", type(trouble).__name__)
        return ["broken"]
    troubles = []
    if not (status.intact and status.valid):
        troubles.append("broken")
    if not status.trusted:
        troubles.append("untrusted")
    if len(signatures) != 1 or status.coverage != SignatureCoverageLevel.ENTIRE_FILE:
        troubles.append("added_to")
    return troubles


def _page(content: bytes, facts: CertificateFacts | None, keys: Mapping[str, str], found: Examination) -> list[str]:
    """Read the page as people do: the text on it, the code off its picture."""
    troubles = []
    text = _poppler(content, "pdftotext", "-", "-")
    if facts is not None:
        said = "".join(text.decode(errors="replace").split())
        printed = (facts.name, facts.title, facts.number, facts.issuer, facts.named_on)
        if any("".join(each.split()) not in said for each in printed):
            troubles.append("not_printed")
    codes: list[str] = []
    for resolution in DOTS_PER_INCH:
        codes = _codes(_poppler(content, "pdftoppm", "-r", resolution, "-f", "1", "-l", "1", "-gray", "-"))
        if len(codes) == 1:
            break
    else:
        return [*troubles, "no_code"]
    found.address = codes[0]
    try:
        told = payload.read(codes[0], keys)
    except payload.Untrue:
        return [*troubles, "forged_code"]
    found.told = asdict(told)
    if facts is not None and (
        (told.number, told.name, told.title, told.year) != (facts.number, facts.name, facts.title, facts.year)
        or codes[0] != facts.verify_url
    ):
        troubles.append("other_code")
    return troubles


def _codes(picture: bytes) -> list[str]:
    if not picture:
        return []
    with Image.open(io.BytesIO(picture)) as page:
        formats = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
        return [code.text for code in zxingcpp.read_barcodes(page, formats=formats)]


def _poppler(content: bytes, *command: str) -> bytes:
    try:
        return subprocess.run(command, input=content, capture_output=True, check=False, timeout=SECONDS).stdout
    except subprocess.TimeoutExpired:
        return b""


def main() -> None:
    """Read the file from standard input, or those that are named; write what was found."""
    root, keys, *files = sys.argv[1:]
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (limit := SECONDS * max(1, len(files)), limit))
    trusted = Path(root).read_bytes() if Path(root).is_file() else b""
    known: dict[str, str] = json.loads(Path(keys).read_text())
    for content in (Path(each).read_bytes() for each in files) if files else (sys.stdin.buffer.read(),):
        found = asdict(examine(content, root=trusted, keys=known))
        sys.stdout.write(json.dumps(found, ensure_ascii=False) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
