"""Reads all the text there is in one file, in a process of its own, under limits of memory and time.

Run as a script: ``python -I reading.py <file> <ending>``. Prints one line of JSON: ``{"texts": [], "unread": ""}`` or
``{"refused": "<sentence>"}``. Hidden cells, comments, deleted text, form fields, properties and what lies under a
black bar are text like any other; pictures are not, and are told as ``unread``. Knows nothing of the application.
"""

import json
import re
import resource
import subprocess
import sys
import zipfile
from typing import Any

import pikepdf
import python_calamine
from lxml import etree  # type: ignore[import-untyped]  # brings no types
from PIL import Image

MEMORY = 1_200 * 1024 * 1024
SECONDS = 20
UNPACKED = 100 * 1024 * 1024
ENTRIES = 5_000
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
PARTS = re.compile(r"\.(xml|rels)$")
PICTURE = re.compile(r"/media/")
ACTIVE = re.compile(r"vbaProject|/embeddings/|oleObject|/activeX|\.bin$", re.IGNORECASE)
TELLING = re.compile(r"}?(descr|title|author|lastModifiedBy|Target|alt|initials)$")
STRUCTURE = re.compile(
    r"^xl/(worksheets/sheet|sharedStrings|styles|theme|calcChain|workbook\.xml)|/theme/|^word/(styles|settings|numbering|fontTable|webSettings)"
)
WRITTEN = re.compile(r"}(si|f|formula[12]|(odd|even|first)(Header|Footer))$")
"""Of a sheet, what somebody wrote outside its cells; the cells are read by their values."""

SMALL = 64


def pdf(path: str) -> dict[str, Any]:
    """Every page both as it is laid out and as it was written, marks, fields, properties and titles."""
    texts = [_run("pdftotext", *mode, "-enc", "UTF-8", path, "-") for mode in (["-layout"], ["-raw"])]
    pictures = 0
    with pikepdf.open(path) as opened:
        names: Any = opened.Root.get("/Names", {})
        if "/EmbeddedFiles" in names or "/JavaScript" in names:
            return {"refused": "这份 PDF 里带有脚本或附件。请用“打印为 PDF”另存一份再上传"}
        texts += [str(value) for _, value in opened.docinfo.items()]
        if "/Metadata" in opened.Root:
            texts.append(_plain_xml(bytes(opened.Root.Metadata.read_bytes())))
        texts += [str(found["/Title"]) for found in _outlines(opened.Root.get("/Outlines"), 0)]
        form: Any = opened.Root.get("/AcroForm", {})
        texts += _fields(form.get("/Fields", []), 0)
        page: Any  # form_xobjects is a mapping, which the stubs do not know
        for page in opened.pages:
            for mark in page.get("/Annots", []):
                texts += [str(mark[key]) for key in ("/Contents", "/T", "/Subj", "/V", "/TU") if key in mark]
                if "/A" in mark and "/URI" in mark.A:
                    texts.append(str(mark.A.URI))
            pictures += sum(_is_big(each) for each in page.images.values())
            pictures += sum(_is_big(each) for drawn in page.form_xobjects.values() for each in drawn.images.values())
    is_empty = not "".join(texts[0].split())
    unread = "没有可以读出的文字" if is_empty else f"里有 {pictures} 张图片，读不出图中文字" if pictures else ""
    return {"texts": texts, "unread": unread}


def _is_big(picture: Any) -> bool:
    return int(picture.get("/Width", 0)) > SMALL and int(picture.get("/Height", 0)) > SMALL


def _outlines(node: Any, depth: int) -> list[Any]:
    found: list[Any] = []
    entry = node.get("/First") if node is not None else None
    while entry is not None and len(found) < ENTRIES and depth < 20:
        found += [entry, *_outlines(entry, depth + 1)]
        entry = entry.get("/Next")
    return found


def _fields(fields: Any, depth: int) -> list[str]:
    found: list[str] = []
    for field in list(fields)[:ENTRIES]:
        found += [str(field[key]) for key in ("/V", "/DV", "/TU") if key in field]
        if depth < 20:
            found += _fields(field.get("/Kids", []), depth + 1)
    return found


def _run(*command: str) -> str:
    run = subprocess.run(command, capture_output=True, timeout=SECONDS, check=True)
    return run.stdout.decode("utf-8", "replace")


def office(path: str) -> dict[str, Any]:
    """Every part of a workbook or a text: cells with the hidden ones, paragraphs, notes, comments, what was deleted."""
    texts: list[str] = []
    pictures = 0
    with zipfile.ZipFile(path) as archive:
        entries = archive.infolist()
        if len(entries) > ENTRIES or sum(each.file_size for each in entries) > UNPACKED:
            return {"refused": "这个文件展开后太大。请精简后再上传"}
        texts.append(archive.comment.decode("utf-8", "replace"))
        for entry in entries:
            if ACTIVE.search(entry.filename):
                return {"refused": "这个文件里带有宏或嵌入的对象。请去掉后另存再上传"}
            pictures += bool(PICTURE.search(entry.filename))
            if PARTS.search(entry.filename):
                texts += _part(entry.filename, archive.read(entry))
    return {"texts": texts, "unread": f"里有 {pictures} 张图片，读不出图中文字" if pictures else ""}


def book(path: str) -> dict[str, Any]:
    """The same of a workbook, with every cell of every sheet, shown or hidden, as its reader would see it."""
    told = office(path)
    opened = python_calamine.CalamineWorkbook.from_path(path)
    for name in opened.sheet_names:
        rows = opened.get_sheet_by_name(name).to_python(skip_empty_area=True)
        told.setdefault("texts", []).extend([name, "\n".join("\t".join(map(_cell, row)) for row in rows)])
    return told


def _cell(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if hasattr(value, "year") and hasattr(value, "month"):
        return f"{value.year}年{value.month}月{value.day}日"
    return str(value)


def _part(name: str, content: bytes) -> list[str]:
    root = etree.fromstring(content, _parser())
    told = [value for node in root.iter() for key, value in node.attrib.items() if TELLING.search(str(key))]
    told = [each for each in told if not each.startswith(("http://schemas", "https://schemas")) and "/" not in each[:6]]
    if name.endswith(".rels"):
        return [each for each in told if each.startswith(("mailto:", "tel:", "http"))]
    if STRUCTURE.search(name):
        return ["".join(node.itertext()) for node in root.iter() if WRITTEN.search(str(node.tag))]
    if root.tag.startswith(W):
        for gap in (*root.iter(f"{W}br"), *root.iter(f"{W}tab")):
            gap.text = "\n"
        paragraphs = ["".join(node.itertext()) for node in root.iter(f"{W}p")]
        rows = ["\t".join("".join(cell.itertext()) for cell in row.iter(f"{W}tc")) for row in root.iter(f"{W}tr")]
        return ["\n".join(paragraphs), "\n".join(rows), *told]
    return [_text_of(root), *told]


def _text_of(root: Any) -> str:
    return "\n".join(text for text in root.itertext() if text.strip())


def _plain_xml(content: bytes) -> str:
    root = etree.fromstring(content, _parser())
    skipped = re.compile(r"(Date|ID|about|Tool)$")
    return "\n".join(
        [node.text for node in root.iter() if node.text and node.text.strip() and not skipped.search(str(node.tag))]
        + [value for node in root.iter() for key, value in node.attrib.items() if not skipped.search(str(key))]
    )


def _parser() -> Any:
    return etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)


def picture(path: str) -> dict[str, Any]:
    """What is written beside the picture; what is drawn in it nobody but a human reads."""
    with Image.open(path, formats=["JPEG", "PNG"]) as opened:
        exif = opened.getexif()
        places = [exif, *(exif.get_ifd(tag) for tag in (0x8769, 0x8825))]
        texts = [_decoded(value) for place in places for value in place.values() if isinstance(value, str | bytes)]
        texts += [_decoded(value) for value in opened.info.values() if isinstance(value, str | bytes)]
    times = re.compile(r"^\d{4}:\d\d:\d\d \d\d:\d\d:\d\d\x00?$")
    return {"texts": [text for text in texts if not times.match(text)], "unread": "是图片，读不出图中文字"}


def _decoded(value: Any) -> str:
    if isinstance(value, str):
        return value
    readable = value.decode("utf-8", "ignore")
    return readable if readable.isprintable() else "\n".join(re.findall(r"[\x20-\x7e\u4e00-\u9fff]{6,}", readable))


def main(path: str, ending: str) -> None:
    """Answer for one file."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    try:
        readers = {"pdf": pdf, "xlsx": book, "docx": office}
        answer = readers.get(ending, picture)(path)
    except Exception:  # whatever a hostile file does to its reader, the answer is a sentence
        answer = {"refused": "这个文件打不开，可能设了密码、没有传完或已经损坏。请重新生成后再上传"}
    sys.stdout.write(json.dumps(answer, ensure_ascii=False))


if __name__ == "__main__":
    main(*sys.argv[1:])
