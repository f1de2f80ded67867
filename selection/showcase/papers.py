"""Papers of invented people: drawn photographs and one-page PDFs, the same bytes every time.

Each is looked into and kept like any upload, which takes a process of its own; so there are a few of each kind, and
applicants share them.
"""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from io import BytesIO
from random import Random

from flask import Flask
from PIL import Image, ImageDraw, ImageFont

from selection.certificates.fonts import SONG, face_file
from selection.nominations.files import Taken, take

PHOTO = (295, 413)
PAGE = (496, 702)
BACKGROUNDS = ("#4a7fb5", "#3c6ea5", "#f4f4f0", "#b8423a")
CLOTHES = ("#2f3e55", "#44546a", "#1f2d3d", "#6b5b4b", "#30475e")
SKINS = ("#e8c4a2", "#ddb08c", "#f0d0b0")
PROOFS: Mapping[str, Sequence[tuple[str, tuple[str, ...]]]] = {
    "id_card": (("身份证复印件", ("样张，不含证件信息", "只供演示")),),
    "skill_proof": (
        ("职业技能等级证书", ("等级：高级技师", "样张，只供演示")),
        ("职业技能等级证书", ("等级：技师", "样张，只供演示")),
        ("职业技能等级证书", ("等级：高级工", "样张，只供演示")),
    ),
    "merit_proof": (
        ("攻关项目验收报告（隐名）", ("项目目标全部达到", "验收结论：通过", "样张，只供演示")),
        ("质量数据统计表（隐名）", ("一次合格率逐月上升", "样张，只供演示")),
    ),
    "posting_proof": (("本单位公示件", ("公示期满，公示无异议", "样张，只供演示")),),
}


@dataclass(frozen=True)
class Papers:
    """What there is to attach, looked into and kept already: by kind of attachment."""

    taken: Mapping[str, Sequence[Taken]]

    def some(self, kind: str, chance: Random) -> Taken:
        """One of this kind."""
        return chance.choice(self.taken[kind])


def prepare(app: Flask, *, photos: int) -> Papers:
    """Draw everything and have it looked into, two at a time."""
    wanted = [("photo", f"照片{number:02d}.jpg", photo(Random(number))) for number in range(photos)]  # noqa: S311 - drawn the same every time
    wanted += [
        (kind, f"{title}{number}.pdf", paper(title, lines))
        for kind, proofs in PROOFS.items()
        for number, (title, lines) in enumerate(proofs, start=1)
    ]

    def taken(each: tuple[str, str, bytes]) -> Taken:
        with app.app_context():
            return take(BytesIO(each[2]), each[1], pictures_only=each[0] == "photo")

    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(taken, wanted))
    kinds = {
        kind: [each for (of, _, _), each in zip(wanted, found, strict=True) if of == kind] for kind, _, _ in wanted
    }
    return Papers(kinds)


def photo(chance: Random) -> bytes:
    """A head and shoulders, drawn: nobody's photograph."""
    width, height = PHOTO
    picture = Image.new("RGB", PHOTO, chance.choice(BACKGROUNDS))
    draw = ImageDraw.Draw(picture)
    skin, hair = chance.choice(SKINS), chance.choice(("#1c1a18", "#2b2420", "#3a3532"))
    middle, wide = width // 2, chance.randint(62, 72)
    draw.ellipse((20, 285, width - 20, height + 160), fill=chance.choice(CLOTHES))
    draw.rectangle((middle - 28, 245, middle + 28, 310), fill=skin)
    draw.ellipse((middle - wide - 6, 78, middle + wide + 6, 240), fill=hair)
    draw.ellipse((middle - wide, 100, middle + wide, 272), fill=skin)
    draw.chord((middle - wide - 4, 82, middle + wide + 4, 226), 180 + chance.randint(0, 14), 360, fill=hair)
    for side in (-28, 28):
        draw.ellipse((middle + side - 7, 178, middle + side + 7, 188), fill="#2b2420")
    draw.arc((middle - 22, 205, middle + 22, 240), 20, 160, fill="#8a4b3f", width=4)
    return _jpeg(picture)


def paper(title: str, lines: Sequence[str]) -> bytes:
    """A page with a heading and a few lines, as a scan would be: one picture in a PDF."""
    picture = Image.new("L", PAGE, 250)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((30, 30, PAGE[0] - 30, PAGE[1] - 30), outline=120, width=2)
    draw.text((PAGE[0] / 2, 130), title, font=_font(34), fill=30, anchor="mm")
    for place, line in enumerate(lines):
        draw.text((PAGE[0] / 2, 260 + 60 * place), line, font=_font(24), fill=60, anchor="mm")
    return _pdf(_jpeg(picture), PAGE)


def _font(size: int) -> ImageFont.FreeTypeFont:
    file, index = face_file(SONG)
    return ImageFont.truetype(file, size, index=index)


def _jpeg(picture: Image.Image) -> bytes:
    written = BytesIO()
    picture.save(written, "JPEG", quality=72)
    return written.getvalue()


def _pdf(grey_jpeg: bytes, size: tuple[int, int]) -> bytes:
    """One A4 page that is this picture. Written by hand: a library would put the present time into it."""
    width, height = size
    content = b"q 595 0 0 842 0 0 cm /P Do Q"
    bodies = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        (
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
            b"/Resources << /XObject << /P 5 0 R >> >> >>"
        ),
        b"<< /Length %d >>\nstream\n%b\nendstream" % (len(content), content),
        b"<< /Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceGray /BitsPerComponent 8 "
        b"/Filter /DCTDecode /Length %d >>\nstream\n%b\nendstream" % (width, height, len(grey_jpeg), grey_jpeg),
    )
    written, places = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(bodies, start=1):
        places.append(len(written))
        written += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    table = len(written)
    written += b"xref\n0 %d\n0000000000 65535 f \n" % (len(bodies) + 1)
    written += b"".join(b"%010d 00000 n \n" % place for place in places)
    written += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(bodies) + 1, table)
    return bytes(written)
