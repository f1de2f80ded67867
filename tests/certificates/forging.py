"""Forged certificates, made of a genuine one in every way we could think of."""

import io
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pikepdf
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from selection.certificates.facts import CertificateFacts
from selection.certificates.pdf import Signing

OTHER = "郁青禾"


@dataclass(frozen=True)
class Ground:
    """A genuine certificate and its facts, another genuine one, and what a forger has: keys of his own."""

    content: bytes
    facts: CertificateFacts
    other: CertificateFacts
    forger: Signing
    forgers_secret: str = "f" * 32


Forge = Callable[[Ground], bytes]
FORGERIES: dict[str, Forge] = {}


def forgery(make: Forge) -> Forge:
    FORGERIES[make.__name__.replace("_", " ")] = make
    return make


def swapped(content: bytes, old: bytes, new: bytes) -> bytes:
    assert content.count(old) >= 1, old
    return content.replace(old, new)


def resaved(content: bytes, change: Callable[[pikepdf.Pdf], object], **settings: Any) -> bytes:
    written = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as pdf:
        change(pdf)
        pdf.save(written, **settings)
    return written.getvalue()


def appended(content: bytes, change: Callable[[IncrementalPdfFileWriter], None]) -> bytes:
    """An incremental update: the signed bytes stay, something is added behind them."""
    writer = IncrementalPdfFileWriter(io.BytesIO(content), strict=False)
    change(writer)
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


def facts_of(writer: IncrementalPdfFileWriter) -> Any:
    names = writer.root["/Names"]["/EmbeddedFiles"]["/Names"]
    return names[1]["/EF"]["/F"]


def flipped(content: bytes, place: int) -> bytes:
    return content[:place] + bytes((content[place] ^ 1,)) + content[place + 1 :]


# Bytes changed where they stand


@forgery
def name_in_the_facts(ground: Ground) -> bytes:
    return swapped(ground.content, f'"name":"{ground.facts.name}"'.encode(), f'"name":"{OTHER}"'.encode())


@forgery
def number_in_the_facts(ground: Ground) -> bytes:
    number = ground.facts.number.encode()
    return swapped(ground.content, b'"number":"%b"' % number, b'"number":"%b9"' % number[:-1])


@forgery
def title_in_the_metadata(ground: Ground) -> bytes:
    return swapped(
        ground.content, f"{ground.facts.number} {ground.facts.name}".encode(), f"{ground.facts.number} {OTHER}".encode()
    )


@forgery
def title_in_the_information(ground: Ground) -> bytes:
    name, other = (each.encode("utf-16-be").hex().encode() for each in (ground.facts.name, OTHER))
    at = ground.content.rindex(b"/Title")
    return ground.content[:at] + swapped(ground.content[at:], name, other)


@forgery
def a_bit_of_the_frame(ground: Ground) -> bytes:
    return flipped(ground.content, 2000)


@forgery
def a_bit_of_the_page(ground: Ground) -> bytes:
    return flipped(ground.content, len(ground.content) // 2)


@forgery
def a_bit_of_the_signature(ground: Ground) -> bytes:
    return flipped(ground.content, ground.content.index(b"/Contents<") + 600)


@forgery
def no_bytes_in_the_signature(ground: Ground) -> bytes:
    return re.sub(
        rb"/Contents<[0-9a-f]+>", lambda found: b"/Contents<" + b"0" * (len(found[0]) - 11) + b">", ground.content
    )


@forgery
def another_range_signed(ground: Ground) -> bytes:
    return re.sub(rb"(/ByteRange\[0 )\d{10}", rb"\g<1>0000000100", ground.content)


@forgery
def the_end_cut_off(ground: Ground) -> bytes:
    return ground.content[: -len(ground.content) // 20]


@forgery
def something_behind_the_end(ground: Ground) -> bytes:
    return ground.content + b"\n% 2027\n"


@forgery
def something_before_the_beginning(ground: Ground) -> bytes:
    return b"\n" + ground.content


@forgery
def the_date_of_the_signature(ground: Ground) -> bytes:
    return re.sub(rb"/M\(D:2026", b"/M(D:2025", ground.content)


@forgery
def the_reason_of_the_signature(ground: Ground) -> bytes:
    number, other = (each.encode("utf-16-be").hex().encode() for each in (ground.facts.number, "SHJC-2026-999"))
    at = ground.content.rindex(b"/Reason")
    return ground.content[:at] + swapped(ground.content[at:], number, other)


# Added behind the signature


@forgery
def an_update_of_the_title(ground: Ground) -> bytes:
    title = generic.DictionaryObject({generic.pdf_name("/Title"): generic.TextStringObject(OTHER)})
    return appended(ground.content, lambda pdf: pdf.set_info(title))


@forgery
def an_update_that_shadows_the_page(ground: Ground) -> bytes:
    def change(pdf: IncrementalPdfFileWriter) -> None:
        page = pdf.root["/Pages"]["/Kids"][0]
        white = b"1 g 0 0 900 600 re f 0 g BT /%b 40 Tf 100 300 Td (x) Tj ET"
        page["/Contents"] = pdf.add_object(generic.StreamObject(stream_data=white))
        pdf.update_container(page)

    return appended(ground.content, change)


@forgery
def an_update_that_shadows_the_facts(ground: Ground) -> bytes:
    def change(pdf: IncrementalPdfFileWriter) -> None:
        stream = facts_of(pdf)
        stream._data = replace(ground.facts, name=OTHER).to_json().encode()
        stream._encoded_data = None
        pdf.update_container(stream)

    return appended(ground.content, change)


@forgery
def an_update_that_shadows_an_object_and_changes_nothing(ground: Ground) -> bytes:
    def change(pdf: IncrementalPdfFileWriter) -> None:
        pdf.update_container(pdf.root["/Pages"]["/Kids"][0])

    return appended(ground.content, change)


@forgery
def a_note_over_the_name(ground: Ground) -> bytes:
    def change(pdf: IncrementalPdfFileWriter) -> None:
        page = pdf.root["/Pages"]["/Kids"][0]
        note = generic.DictionaryObject(
            {
                generic.pdf_name("/Type"): generic.pdf_name("/Annot"),
                generic.pdf_name("/Subtype"): generic.pdf_name("/FreeText"),
                generic.pdf_name("/Rect"): generic.ArrayObject(map(generic.NumberObject, (100, 380, 300, 430))),
                generic.pdf_name("/Contents"): generic.TextStringObject(OTHER),
                generic.pdf_name("/DA"): generic.TextStringObject("/Helv 30 Tf 0 g"),
            }
        )
        page["/Annots"].append(pdf.add_object(note))
        pdf.update_container(page)

    return appended(ground.content, change)


@forgery
def a_page_added_behind(ground: Ground) -> bytes:
    def change(pdf: IncrementalPdfFileWriter) -> None:
        pages = pdf.root["/Pages"]
        page = generic.DictionaryObject(
            {
                generic.pdf_name("/Type"): generic.pdf_name("/Page"),
                generic.pdf_name("/Parent"): pages.container_ref.get_object().container_ref
                and generic.IndirectObject(pages.container_ref.idnum, 0, pdf),
                generic.pdf_name("/MediaBox"): generic.ArrayObject(map(generic.NumberObject, (0, 0, 842, 595))),
            }
        )
        pages["/Kids"].append(pdf.add_object(page))
        pages["/Count"] = generic.NumberObject(2)
        pdf.update_container(pages)

    return appended(ground.content, change)


@forgery
def metadata_added_behind(ground: Ground) -> bytes:
    def change(pdf: IncrementalPdfFileWriter) -> None:
        stream = generic.StreamObject(stream_data=b"<x/>")
        stream["/Type"], stream["/Subtype"] = generic.pdf_name("/Metadata"), generic.pdf_name("/XML")
        pdf.root["/Metadata"] = pdf.add_object(stream)
        pdf.update_root()

    return appended(ground.content, change)


@forgery
def the_signature_field_hidden(ground: Ground) -> bytes:
    def change(pdf: IncrementalPdfFileWriter) -> None:
        del pdf.root["/AcroForm"]
        pdf.update_root()

    return appended(ground.content, change)


@forgery
def permission_to_change_given_behind(ground: Ground) -> bytes:
    def change(pdf: IncrementalPdfFileWriter) -> None:
        del pdf.root["/Perms"]
        pdf.update_root()

    return appended(ground.content, change)


@forgery
def a_second_file_of_facts(ground: Ground) -> bytes:
    def change(pdf: IncrementalPdfFileWriter) -> None:
        names = pdf.root["/Names"]["/EmbeddedFiles"]["/Names"]
        file = generic.StreamObject(stream_data=replace(ground.facts, name=OTHER).to_json().encode())
        kept = pdf.add_object(file)
        specification = generic.DictionaryObject(
            {
                generic.pdf_name("/Type"): generic.pdf_name("/Filespec"),
                generic.pdf_name("/F"): generic.TextStringObject("certificate.json"),
                generic.pdf_name("/EF"): generic.DictionaryObject({generic.pdf_name("/F"): kept}),
            }
        )
        names.extend([generic.TextStringObject("certificate.json"), pdf.add_object(specification)])
        pdf.update_root()

    return appended(ground.content, change)
