"""Makes a copy of a PDF or a picture that tells nothing beside what is on its pages, and reads those pages' text.

Run as a script, in a process of its own under limits: ``python -I stripping.py <file> <copy> <kind>``; kind is pdf, jpg
or png. Prints one line of JSON: ``{"text": "", "unread": ""}`` or ``{"refused": "<sentence>"}``. Properties, XMP,
bookmarks, marks and who made them, attachments, scripts, page thumbnails, private data of programs, names of layers and
what cameras write into pictures are left out. Knows nothing of the application.
"""

import json
import resource
import subprocess
import sys
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
from PIL import Image, ImageOps

MEMORY = 1_200 * 1024 * 1024
SECONDS = 30
ROOT = (
    "/Metadata",
    "/Outlines",
    "/Names",
    "/AcroForm",
    "/PieceInfo",
    "/OpenAction",
    "/AA",
    "/AF",
    "/Collection",
    "/StructTreeRoot",
    "/MarkInfo",
    "/PageLabels",
    "/Threads",
    "/SpiderInfo",
    "/URI",
    "/Lang",
    "/DSS",
    "/Perms",
)
PAGE = ("/Annots", "/Metadata", "/PieceInfo", "/Thumb", "/AA", "/LastModified", "/StructParents", "/B", "/ID")
LAYER = "图层"
SMALL = 64


def pdf(source: str, copy: str) -> dict[str, Any]:
    """The pages and nothing else, in a new file."""
    pictures = 0
    with pikepdf.open(source) as opened:
        for key in ROOT:
            if key in opened.Root:
                del opened.Root[key]
        _rename_layers(opened)
        for page in opened.pages:
            for key in PAGE:
                if key in page.obj:
                    del page.obj[key]
        for found in opened.objects:
            if isinstance(found, pikepdf.Stream):
                pictures += _clean(found)
        if "/Info" in opened.trailer:
            del opened.trailer["/Info"]
        if "/ID" in opened.trailer:
            del opened.trailer["/ID"]
        opened.remove_unreferenced_resources()
        opened.save(copy, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    run = subprocess.run(["pdftotext", "-enc", "UTF-8", copy, "-"], capture_output=True, timeout=SECONDS, check=True)
    text = run.stdout.decode("utf-8", "replace")
    is_empty = not "".join(text.split())
    unread = "没有可以读出的文字" if is_empty else f"里有 {pictures} 张图片，读不出图中文字" if pictures else ""
    return {"text": text, "unread": unread}


def _rename_layers(opened: pikepdf.Pdf) -> None:
    if "/OCProperties" in opened.Root:
        for number, layer in enumerate(opened.Root.OCProperties.get("/OCGs", []), start=1):
            layer["/Name"] = pikepdf.String(f"{LAYER}{number}")


def _clean(stream: Any) -> int:
    """Take what a program or camera wrote beside a picture or drawing; 1 for a picture that people can read."""
    for key in ("/Metadata", "/PieceInfo", "/LastModified", "/Alternates", "/OPI"):
        if key in stream:
            del stream[key]
    if stream.get("/Subtype") != "/Image":
        return 0
    filters = stream.get("/Filter")
    if filters == "/DCTDecode" or (isinstance(filters, pikepdf.Array) and list(filters) == ["/DCTDecode"]):
        stream.write(without_notes(stream.read_raw_bytes()), filter=stream.get("/Filter"))
    return int(int(stream.get("/Width", 0)) > SMALL and int(stream.get("/Height", 0)) > SMALL)


def without_notes(content: bytes) -> bytes:
    """A JPEG without the segments that tell of its making (APP1 to APP13, APP15, comments); the picture stays."""
    kept, place = bytearray(content[:2]), 2
    while place + 4 <= len(content) and content[place] == 0xFF and content[place + 1] not in (0xDA, 0xD9):
        mark, size = content[place + 1], int.from_bytes(content[place + 2 : place + 4])
        if not (0xE1 <= mark <= 0xED or mark in (0xEF, 0xFE)):
            kept += content[place : place + 2 + size]
        place += 2 + size
    end = content.rfind(b"\xff\xd9")
    return bytes(kept) + content[place : end + 2 if end >= place else len(content)]


def picture(source: str, copy: str, kind: str) -> dict[str, Any]:
    """The picture drawn anew, upright, without anything beside it."""
    with Image.open(source, formats=["JPEG", "PNG"]) as opened:
        upright = ImageOps.exif_transpose(opened)
        has_alpha = kind == "png" and "A" in upright.getbands()
        plain = Image.new("RGBA" if has_alpha else "RGB", upright.size)
        plain.paste(upright.convert(plain.mode))
    content = BytesIO()
    plain.save(content, "PNG" if kind == "png" else "JPEG", **({} if kind == "png" else {"quality": 88}))
    Path(copy).write_bytes(content.getvalue())
    return {"text": "", "unread": "是图片，读不出图中文字"}


def main(source: str, copy: str, kind: str) -> None:
    """Answer for one file."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    try:
        answer = pdf(source, copy) if kind == "pdf" else picture(source, copy, kind)
    except Exception:  # whatever a hostile file does to its reader, the answer is a sentence
        answer = {"refused": "打不开，可能设了密码或已经损坏"}
    sys.stdout.write(json.dumps(answer, ensure_ascii=False))


if __name__ == "__main__":
    main(*sys.argv[1:])
