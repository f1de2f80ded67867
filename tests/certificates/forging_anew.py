"""Forged certificates that were saved again or made anew: see forging.py for those changed in place or added to."""

import io
import re
import subprocess
import zlib
from dataclasses import replace

import pikepdf
from asn1crypto import cms
from PIL import Image
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner

from selection.certificates.payload import payload
from selection.certificates.pdf import render
from tests.certificates.forging import FORGERIES, OTHER, Ground, forgery, resaved

__all__ = ["FORGERIES", "Ground"]


# Opened and saved again


@forgery
def saved_again(ground: Ground) -> bytes:
    return resaved(ground.content, lambda _: None)


@forgery
def saved_for_the_web(ground: Ground) -> bytes:
    return resaved(ground.content, lambda _: None, linearize=True)


@forgery
def turned_about(ground: Ground) -> bytes:
    return resaved(ground.content, lambda pdf: pdf.pages[0].rotate(180, relative=True))


@forgery
def a_page_added(ground: Ground) -> bytes:
    return resaved(ground.content, lambda pdf: pdf.add_blank_page())


@forgery
def the_signature_taken_off(ground: Ground) -> bytes:
    def change(pdf: pikepdf.Pdf) -> None:
        del pdf.Root.AcroForm, pdf.Root.Perms, pdf.pages[0].Annots

    return resaved(ground.content, change)


@forgery
def the_facts_taken_out(ground: Ground) -> bytes:
    def change(pdf: pikepdf.Pdf) -> None:
        del pdf.Root.Names, pdf.Root.AF

    return resaved(ground.content, change)


@forgery
def the_facts_replaced(ground: Ground) -> bytes:
    def change(pdf: pikepdf.Pdf) -> None:
        stream = pdf.Root.AF[0].EF.F
        stream.write(replace(ground.facts, name=OTHER).to_json().encode())

    return resaved(ground.content, change)


@forgery
def a_picture_pasted_over_the_name(ground: Ground) -> bytes:
    def change(pdf: pikepdf.Pdf) -> None:
        page, picture = pdf.pages[0], Image.new("L", (60, 20), 255)
        stream = pikepdf.Stream(pdf, zlib.compress(picture.tobytes()))
        stream.stream_dict = pikepdf.Dictionary(
            Type=pikepdf.Name.XObject,
            Subtype=pikepdf.Name.Image,
            Width=60,
            Height=20,
            ColorSpace=pikepdf.Name.DeviceGray,
            BitsPerComponent=8,
            Filter=pikepdf.Name.FlateDecode,
        )
        page.Resources.XObject["/Pasted"] = stream
        page.contents_add(b"q 200 0 0 60 120 350 cm /Pasted Do Q")

    return resaved(ground.content, change)


@forgery
def the_name_drawn_over(ground: Ground) -> bytes:
    return resaved(ground.content, lambda pdf: pdf.pages[0].contents_add(b"1 g 120 350 250 60 re f"))


@forgery
def encrypted(ground: Ground) -> bytes:
    return resaved(ground.content, lambda _: None, encryption=pikepdf.Encryption(owner="x", user="y"))


# Made anew


@forgery
def another_name_with_the_real_code(ground: Ground) -> bytes:
    return render(replace(ground.facts, name=OTHER))


@forgery
def another_name_with_the_real_code_signed_by_the_forger(ground: Ground) -> bytes:
    return render(replace(ground.facts, name=OTHER), signing=ground.forger)


@forgery
def the_same_certificate_signed_by_the_forger(ground: Ground) -> bytes:
    return render(ground.facts, signing=ground.forger)


@forgery
def the_same_certificate_without_a_signature(ground: Ground) -> bytes:
    return render(ground.facts)


@forgery
def everything_of_the_forgers_own(ground: Ground) -> bytes:
    facts = replace(ground.facts, name=OTHER)
    told = payload((facts.number, facts.name, facts.title, facts.year), ground.forgers_secret)
    address = facts.verify_url.partition("#")[0]
    return render(replace(facts, verify_url=f"{address}#{told}"), signing=ground.forger)


@forgery
def of_another_round(ground: Ground) -> bytes:
    facts = replace(ground.facts, year="2027", number=ground.facts.number.replace("2026", "2027"))
    return render(facts, signing=ground.forger)


@forgery
def of_another_host(ground: Ground) -> bytes:
    _, _, told = ground.facts.verify_url.partition("#")
    address = f"https://honours.example.com/verify/{ground.facts.code}#{told}"
    return render(replace(ground.facts, verify_url=address), signing=ground.forger)


@forgery
def a_higher_title(ground: Ground) -> bytes:
    return render(replace(ground.facts, title="上海工匠"), signing=ground.forger)


@forgery
def the_code_of_somebody_else(ground: Ground) -> bytes:
    return render(replace(ground.facts, verify_url=ground.other.verify_url), signing=ground.forger)


@forgery
def a_scan_of_the_page(ground: Ground) -> bytes:
    command = ["pdftoppm", "-r", "120", "-png", "-singlefile", "-"]
    done = subprocess.run(command, input=ground.content, capture_output=True, check=True)
    written = io.BytesIO()
    Image.open(io.BytesIO(done.stdout)).convert("RGB").save(written, "PDF")
    return written.getvalue()


@forgery
def the_signature_of_another_file(ground: Ground) -> bytes:
    """A signature of the right issuer, cut out of one file and set into another of the same length."""
    made = render(replace(ground.facts, name=OTHER), signing=ground.forger)
    theirs = re.search(rb"/Contents<([0-9a-f]+)>", ground.content)
    place = re.search(rb"/Contents<([0-9a-f]+)>", made)
    assert theirs is not None
    assert place is not None
    cms.ContentInfo.load(bytes.fromhex(theirs[1].decode()), strict=False)
    room = len(place[1])
    return made[: place.start(1)] + theirs[1][:room].ljust(room, b"0") + made[place.end(1) :]


@forgery
def no_certificate_at_all(ground: Ground) -> bytes:
    return b"%PDF-1.7\n" + ground.facts.to_json().encode()


@forgery
def an_empty_file(_: Ground) -> bytes:
    return b""


@forgery
def stripped_of_its_signature_and_signed_by_the_forger(ground: Ground) -> bytes:
    writer = IncrementalPdfFileWriter(io.BytesIO(the_signature_taken_off(ground)), strict=False)
    signer = PdfSigner(
        PdfSignatureMetadata(field_name="Signature"),
        ground.forger.seal.signer,
        new_field_spec=SigFieldSpec("Signature"),
    )
    return bytes(signer.sign_pdf(writer).getbuffer())
