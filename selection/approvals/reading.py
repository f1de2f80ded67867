"""Reads the QR codes of a scan in a process of its own, under limits of memory and time.

Run as ``python -I reading.py <file> <media type>``. Prints one line of JSON: ``{"pages": [[["code"], false]]}``
with the codes of each page and whether it is blank, or ``{"refused": "<sentence>"}``. Knows nothing of the application.
"""

import json
import resource
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import zxingcpp
from PIL import Image, ImageOps

MEMORY = 1_500 * 1024 * 1024
SECONDS = 60
MOST_PAGES = 40
RESOLUTIONS = (150, 300)
LONGEST = 5_000
EMPTY, GREY = 0.002, 20
"""A page on which fewer points than this share differ from its paper by so many levels is the back of a sheet."""

QR = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)


def codes(picture: Image.Image) -> list[str]:
    """What the QR codes of a page say, each once."""
    return sorted({found.text for found in zxingcpp.read_barcodes(picture, formats=QR) if found.text})


def is_blank(picture: Image.Image) -> bool:
    """Whether nothing is on the page but the grey of its paper."""
    levels = picture.resize((200, 280), Image.Resampling.BILINEAR).histogram()
    paper = max(range(256), key=levels.__getitem__)
    marked = sum(number for level, number in enumerate(levels) if abs(level - paper) > GREY)
    return marked / sum(levels) < EMPTY


def read(pictures: "Iterator[Image.Image]") -> list[str] | None:
    """The codes of the same page at growing resolution, until there are any; None for a blank page."""
    for picture in pictures:
        if found := codes(picture):
            return found
        if is_blank(picture):
            return None
    return []


def drawn(path: str, page: int) -> Iterator[Image.Image]:
    """A page of a PDF as grey pictures, finer and finer."""
    for resolution in RESOLUTIONS:
        with TemporaryDirectory(prefix="scan-") as folder:
            command = ["pdftoppm", "-gray", "-r", str(resolution), "-f", str(page), "-l", str(page)]
            command += ["-scale-to", str(LONGEST)] if resolution == RESOLUTIONS[-1] else []
            subprocess.run([*command, path, f"{folder}/page"], capture_output=True, check=True, timeout=SECONDS)
            file = next(Path(folder).iterdir())
            with Image.open(file, formats=["PPM"]) as picture:
                yield picture.convert("L")


def document(path: str) -> dict[str, object]:
    """Every page of a PDF."""
    told = subprocess.run(["pdfinfo", path], capture_output=True, check=True, timeout=SECONDS).stdout.decode()
    pages = next(int(line.split()[1]) for line in told.splitlines() if line.startswith("Pages:"))
    if pages > MOST_PAGES:
        return {"refused": f"这份扫描件有 {pages} 页，最多 {MOST_PAGES} 页。请只扫描推荐审批表，或分开上传"}
    return {"pages": [_told(read(drawn(path, page))) for page in range(1, pages + 1)]}


def photograph(path: str) -> dict[str, object]:
    """A page photographed or scanned as a picture."""
    with Image.open(path, formats=["JPEG", "PNG"]) as opened:
        upright = ImageOps.exif_transpose(opened).convert("L")
    upright.thumbnail((LONGEST, LONGEST))
    return {"pages": [_told(read(iter((upright, ImageOps.autocontrast(upright)))))]}


def _told(found: list[str] | None) -> list[object]:
    return [found or [], found is None]


def main(path: str, media_type: str) -> None:
    """Answer for one file."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    try:
        answer = document(path) if media_type == "application/pdf" else photograph(path)
    except Exception:  # whatever a hostile file does to its reader, the answer is a sentence
        answer = {"refused": "这份扫描件打不开，可能没有传完或已经损坏。请重新扫描后再上传"}
    sys.stdout.write(json.dumps(answer, ensure_ascii=False))


if __name__ == "__main__":
    main(*sys.argv[1:])
