"""Files that carry a name everywhere but on their pages, and the places a stripped copy is searched in."""

import io
import struct
import zlib
from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream, String
from PIL import Image, PngImagePlugin

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
XMP = f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><r:RDF xmlns:r="{RDF}"><r:Description {{}}/></r:RDF></x:xmpmeta>'


def jpeg(mark: str) -> bytes:
    """A photograph with EXIF (artist, copyright, comment, maker's note), XMP, IPTC, a comment and a preview."""
    exif = Image.Exif()
    for tag in (0x010E, 0x013B, 0x8298, 0x9C9B, 0x9C9D, 0x9286, 0x927C, 0x010F, 0x0131):
        exif[tag] = mark
    content = io.BytesIO()
    xmp = XMP.format(f'about="{mark}"').encode()
    Image.new("RGB", (300, 200), (90, 90, 90)).save(content, "JPEG", exif=exif, comment=mark.encode(), xmp=xmp)
    whole = content.getvalue()
    iptc = b"Photoshop 3.0\x00" + mark.encode()
    segment = b"\xff\xed" + struct.pack(">H", len(iptc) + 2) + iptc
    return whole[:2] + segment + whole[2:] + mark.encode()


def png(mark: str) -> bytes:
    """A picture with texts of every kind, EXIF and something after its end."""
    told = PngImagePlugin.PngInfo()
    told.add_text("Author", mark)
    told.add_text("Comment", mark, zip=True)
    told.add_itxt("Title", mark, lang="zh", tkey=mark)
    exif = Image.Exif()
    exif[0x013B] = mark
    content = io.BytesIO()
    Image.new("RGB", (300, 200), (90, 90, 90)).save(content, "PNG", pnginfo=told, exif=exif)
    return content.getvalue() + mark.encode()


def pdf(mark: str) -> bytes:
    """A page of nothing, and the mark wherever a PDF can carry one beside its pages."""
    file = pikepdf.new()
    page = file.add_blank_page(page_size=(300, 200))
    file.docinfo["/Title"] = file.docinfo["/Author"] = file.docinfo["/Keywords"] = file.docinfo["/Own"] = mark
    file.Root.Metadata = Stream(file, XMP.format(f'title="{mark}"').encode(), Type=Name.Metadata, Subtype=Name.XML)
    note = Dictionary(Type=Name.Annot, Subtype=Name.Text, Rect=[0, 0, 9, 9], Contents=String(mark), T=String(mark))
    link = Dictionary(
        Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 9, 9], A=Dictionary(S=Name.URI, URI=String(f"http://x/{mark}"))
    )
    page.obj.Annots = Array([file.make_indirect(note), file.make_indirect(link)])
    page.obj.PieceInfo = Dictionary(App=Dictionary(Private=String(mark), LastModified=String(mark)))
    page.obj.Thumb = Stream(file, jpeg(mark), Width=300, Height=200, Filter=Name.DCTDecode)
    picture = Stream(
        file,
        jpeg(mark),
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=300,
        Height=200,
        ColorSpace=Name.DeviceRGB,
        BitsPerComponent=8,
        Filter=Name.DCTDecode,
    )
    picture.Metadata = Stream(file, XMP.format(f'from="{mark}"').encode(), Type=Name.Metadata, Subtype=Name.XML)
    layer = file.make_indirect(Dictionary(Type=Name.OCG, Name=String(mark)))
    page.obj.Resources = Dictionary(XObject=Dictionary(Im0=picture), Properties=Dictionary(L0=layer))
    page.obj.Contents = Stream(file, b"q 300 0 0 200 0 0 cm /Im0 Do Q")
    file.Root.OCProperties = Dictionary(OCGs=Array([layer]), D=Dictionary(Order=Array([layer])))
    file.Root.StructTreeRoot = Dictionary(Type=Name.StructTreeRoot, K=Dictionary(S=Name.Figure, Alt=String(mark)))
    file.Root.Lang = String(mark)
    file.Root.PageLabels = Dictionary(Nums=Array([0, Dictionary(P=String(mark))]))
    file.Root.AA = Dictionary(WC=Dictionary(S=Name.JavaScript, JS=String(mark)))
    file.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String(mark))
    file.Root.URI = Dictionary(Base=String(mark))
    field = Dictionary(FT=Name.Tx, T=String(mark), V=String(mark), TU=String(mark))
    file.Root.AcroForm = Dictionary(Fields=Array([file.make_indirect(field)]))
    file.Root.PieceInfo = Dictionary(App=Dictionary(Private=String(mark)))
    file.attachments[f"{mark}.txt"] = pikepdf.AttachedFileSpec(
        file,
        mark.encode(),
        filename=f"{mark}.txt",
        description=mark,
        mime_type="text/plain",
        creation_date="",
        mod_date="",
    )
    with file.open_outline() as outline:
        outline.root.append(pikepdf.OutlineItem(mark, 0))
    content = io.BytesIO()
    file.save(content)
    return content.getvalue() + b"\n% " + mark.encode()


def everything_in(content: bytes) -> bytes:
    """A file with all that is packed in it unpacked, strings as they read."""
    if content.startswith(b"\x89PNG"):
        return content + b"".join(_unpacked(content))
    if not content.startswith(b"%PDF"):
        return content
    seen = [content]
    with pikepdf.open(io.BytesIO(content)) as file:
        for found in file.objects:
            if isinstance(found, Stream):
                try:
                    seen.append(found.read_bytes())
                except pikepdf.PdfError:
                    seen.append(found.read_raw_bytes())
            seen += [str(each).encode() for each in _strings(found, 0)]
        seen += [str(each).encode() for each in _strings(file.trailer, 0)]
    return b"\n".join(seen)


def _strings(node: Any, depth: int) -> list[Any]:
    if isinstance(node, String):
        return [node]
    if depth > 6 or not isinstance(node, Array | Dictionary | Stream):
        return []
    below = list(node) if isinstance(node, Array) else [node[key] for key in node.keys()]  # noqa: SIM118 - not a mapping
    return [each for one in below for each in _strings(one, depth + 1)]


def _unpacked(content: bytes) -> list[bytes]:
    found = []
    for place in range(len(content) - 2):
        if content[place : place + 2] == b"\x78\x9c":
            try:
                found.append(zlib.decompressobj().decompress(content[place:]))
            except zlib.error:
                continue
    return found


def kept_at(folder: Path, name: str, content: bytes) -> Path:
    """The content as a file."""
    path = folder / name
    path.write_bytes(content)
    return path
