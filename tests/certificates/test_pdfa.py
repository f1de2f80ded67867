"""What PDF/A-3u, PAdES and tagged PDF ask of a file.

A validator of its own (``page``, which passes the corpus of veraPDF) judges the whole; the clauses of ISO 19005-3 that
concern such a file most are looked at by pikepdf as well; poppler has its own view of the signature.
"""

import hashlib
import io
import json
import re
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import page
import pikepdf
import pytest
from fontTools.cffLib import CFFFontSet
from fontTools.misc.psCharStrings import T2WidthExtractor
from fontTools.ttLib import TTFont
from pyhanko.keys import load_cert_from_pemder
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import SignatureCoverageLevel, async_validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from selection.certificates import authority
from selection.certificates.coroutines import finished
from selection.certificates.designs import Form
from selection.certificates.pdf import Signing, render
from selection.certificates.signing import NoSigner, Seal, open_seal
from tests.certificates.samples import CRAFTSMAN, OUTSTANDING, SAMPLES

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
WIDTH = "PDFA3U-TRUETYPE-GLYPH-WIDTH-001"
CASES = [(name, form) for name in ("outstanding", "craftsman", "rare-name", "long-unit") for form in Form]


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> authority.Authority:
    folder = tmp_path_factory.mktemp("ca")
    return authority.make(folder, organisation="上海市总工会", passphrase="x", key_passphrase="y", now=NOW)


@pytest.fixture(scope="module")
def seal(keys: authority.Authority) -> Seal:
    return open_seal(str(keys.signer), "x")


@pytest.fixture(scope="module")
def signed(seal: Seal) -> dict[tuple[str, Form], bytes]:
    return {case: render(SAMPLES[case[0]], case[1], signing=Signing(seal, NOW)) for case in CASES}


def objects(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    for each in pdf.objects:
        yield each
        if isinstance(each, pikepdf.Dictionary):
            yield from (value for value in each.values() if isinstance(value, pikepdf.Dictionary))


@pytest.mark.parametrize("case", CASES)
def test_the_file_keeps_the_clauses_of_pdf_a_3u(case: tuple[str, Form], signed: dict[tuple[str, Form], bytes]) -> None:
    content, facts = signed[case], SAMPLES[case[0]]
    assert re.match(rb"%PDF-1\.7\n%[\x80-\xff]{4}\n", content)  # 6.1.2
    assert content.endswith(b"%%EOF\n")
    with pikepdf.open(io.BytesIO(content)) as pdf:
        root = pdf.Root
        assert not pdf.is_encrypted  # 6.1.3
        assert [len(bytes(each)) for each in pdf.trailer.ID] == [32, 32] or len(pdf.trailer.ID) == 2
        intent = root.OutputIntents[0]
        assert (str(intent.S), int(intent.DestOutputProfile.N)) == ("/GTS_PDFA1", 3)  # 6.2.3
        metadata = root.Metadata.read_bytes().decode()
        assert "/Filter" not in root.Metadata  # 6.6.2
        assert ("<pdfaid:part>3<" in metadata, "<pdfaid:conformance>U<" in metadata) == (True, True)  # 6.6.4
        assert f"{facts.heading} {facts.number} {facts.name}" in metadata
        assert str(pdf.docinfo.Title) in metadata
        assert set(root.Perms.keys()) == {"/DocMDP"}  # 6.1.12
        forbidden = {"/LZWDecode", "/Crypt"}
        for each in objects(pdf):
            assert {"/AA", "/JS", "/OpenAction", "/XFA"}.isdisjoint(each.keys() if hasattr(each, "keys") else ())
            if isinstance(each, pikepdf.Stream):
                assert forbidden.isdisjoint({str(each.get("/Filter"))})  # 6.1.7
                assert each.get("/Subtype") != "/PS"
        for font in pdf.pages[0].Resources.Font.values():
            descendant = font.DescendantFonts[0]
            assert font.Encoding == "/Identity-H"  # 6.2.11.3
            assert {"/FontFile2", "/FontFile3"} & set(descendant.FontDescriptor.keys())  # 6.2.11.4
            assert b"beginbfchar" in font.ToUnicode.read_bytes()  # 6.2.11.7.2: level U
            assert font.BaseFont == descendant.BaseFont
            if descendant.Subtype == "/CIDFontType2":
                assert descendant.CIDToGIDMap == "/Identity"
        for annotation in pdf.pages[0].Annots:  # 6.3
            assert int(annotation.F) & 4
            assert [float(each) for each in annotation.Rect] == [0, 0, 0, 0]
        assert "/NeedAppearances" not in root.AcroForm
        assert root.MarkInfo.Marked
        assert "/StructTreeRoot" in root


@pytest.mark.parametrize("case", CASES)
def test_a_validator_finds_nothing_against_pdf_a_3u(
    case: tuple[str, Form], signed: dict[tuple[str, Form], bytes]
) -> None:
    assert found(signed[case]) == []
    assert mistold(signed[case]) == []


def found(content: bytes) -> list[str]:
    """What the validator says against a file. Of a bare CFF face it misreads the widths: see ``mistold``."""
    told = page.validate_pdf_bytes(content, profile="3u").failures
    return [each.rule_id for each in told if (each.rule_id, "CIDFontType0C" in each.message) != (WIDTH, True)]


def mistold(content: bytes) -> list[tuple[str, int]]:
    """Glyphs whose width in the file is not the face's own, by fontTools, which asks the glyph's own font dictionary.

    The validator (0.11) takes the nominal width of the first one for every glyph.
    """
    wrong = []
    with pikepdf.open(io.BytesIO(content)) as pdf:
        for font in pdf.pages[0].Resources.Font.values():
            descendant = font.DescendantFonts[0]
            actual = widths(descendant.FontDescriptor)
            for glyph, width in listed(descendant.W):
                if abs(actual[glyph] - width) > 1:
                    wrong.append((str(font.BaseFont), glyph))
    return wrong


def widths(descriptor: pikepdf.Object) -> dict[int, float]:
    """The width of every glyph of an embedded face, in thousandths of an em, by its number in the file."""
    if "/FontFile2" in descriptor:
        face = TTFont(io.BytesIO(descriptor.FontFile2.read_bytes()))
        advances = face["hmtx"].metrics.values()
        return {place: wide * 1000 / face["head"].unitsPerEm for place, (wide, _) in enumerate(advances)}
    compact = CFFFontSet()
    compact.decompile(io.BytesIO(descriptor.FontFile3.read_bytes()), None)
    told = {}
    shapes = compact[0].CharStrings
    for name in shapes.keys():  # noqa: SIM118 - it is no dictionary
        shape = shapes[name]
        shape.decompile()
        own = shape.private
        drawn = T2WidthExtractor(
            getattr(own, "Subrs", []), shape.globalSubrs, own.nominalWidthX, own.defaultWidthX, own
        )
        drawn.execute(shape)
        told[0 if name == ".notdef" else int(name.removeprefix("cid"))] = float(drawn.width)
    return told


def listed(array: pikepdf.Object) -> Iterator[tuple[int, float]]:
    """Glyph and width, as a /W array lists them: a first glyph, then the widths from there on."""
    told = list(array)
    for first, run in zip(told[::2], told[1::2], strict=True):
        yield from ((int(first) + place, float(width)) for place, width in enumerate(run))


@pytest.mark.parametrize("broken", ["intent", "unicode", "script", "attachment", "face", "width"])
def test_the_validator_sees_what_is_broken(broken: str, signed: dict[tuple[str, Form], bytes]) -> None:
    whole = io.BytesIO()
    with pikepdf.open(io.BytesIO(signed[CASES[0]])) as pdf:
        fonts = list(pdf.pages[0].Resources.Font.values())
        drawn = next(each.DescendantFonts[0] for each in fonts if each.DescendantFonts[0].Subtype == "/CIDFontType2")
        match broken:
            case "intent":
                del pdf.Root.OutputIntents
            case "unicode":
                del fonts[0].ToUnicode
            case "script":
                pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="1")
            case "attachment":
                del pdf.Root.AF
            case "face":
                del drawn.FontDescriptor.FontFile2
            case "width":
                drawn.W = pikepdf.Array([drawn.W[0], pikepdf.Array([1] * len(drawn.W[1]))])
        pdf.save(whole)

    assert found(whole.getvalue()) != [] or mistold(whole.getvalue()) != []


@pytest.mark.parametrize("case", CASES)
def test_the_facts_are_inside_as_json(case: tuple[str, Form], signed: dict[tuple[str, Form], bytes]) -> None:
    with pikepdf.open(io.BytesIO(signed[case])) as pdf:
        specification = pdf.Root.AF[0]  # 6.8
        assert (str(specification.AFRelationship), str(specification.UF)) == ("/Data", "certificate.json")
        assert pdf.Root.Names.EmbeddedFiles.Names[1].objgen == specification.objgen
        file = specification.EF.F
        assert file.Subtype == "/application/json"
        assert "/ModDate" in file.Params
        assert json.loads(file.read_bytes()) == json.loads(SAMPLES[case[0]].to_json())


@pytest.mark.parametrize("case", CASES)
def test_poppler_and_pyhanko_find_the_signature_sound(
    case: tuple[str, Form], signed: dict[tuple[str, Form], bytes], keys: authority.Authority, tmp_path: Path
) -> None:
    file = tmp_path / "certificate.pdf"
    file.write_bytes(signed[case])

    said = subprocess.run(["pdfsig", "-nocert", file], capture_output=True, check=True, text=True).stdout
    embedded = PdfFileReader(io.BytesIO(signed[case])).embedded_signatures
    context = ValidationContext(trust_roots=[load_cert_from_pemder(str(keys.root))], allow_fetching=False)
    status = finished(async_validate_pdf_signature(embedded[0], context))

    for sentence in ("ETSI.CAdES.detached", "Total document signed", "Signature is Valid", "上海市总工会荣誉证书签发"):
        assert sentence in said
    assert (len(embedded), status.bottom_line, status.coverage) == (1, True, SignatureCoverageLevel.ENTIRE_FILE)
    signed_attributes = {attribute["type"].native for attribute in embedded[0].signer_info["signed_attrs"]}
    assert "signing_certificate_v2" in signed_attributes  # ETSI EN 319 142-1, B-B
    assert "signing_time" not in signed_attributes


def test_the_same_facts_at_the_same_moment_are_the_same_bytes(seal: Seal, keys: authority.Authority) -> None:
    signing, again = Signing(seal, NOW), Signing(open_seal(str(keys.signer), "x"), NOW)

    assert render(OUTSTANDING, signing=signing) == render(OUTSTANDING, signing=again)
    assert render(OUTSTANDING, signing=signing) != render(CRAFTSMAN, signing=signing)


def test_the_rest_of_a_signed_file_does_not_depend_on_the_key(tmp_path: Path, seal: Seal) -> None:
    made = authority.make(tmp_path, organisation="上海市总工会", passphrase="z", key_passphrase="", now=NOW)
    other = open_seal(str(made.signer), "z")
    assert other.fingerprint != seal.fingerprint

    files = [render(OUTSTANDING, signing=Signing(each, NOW)) for each in (seal, other)]

    digests = {hashlib.sha256(re.sub(rb"/Contents<[0-9a-f]+>", b"", file)).hexdigest() for file in files}
    assert len(digests) == 1


@pytest.mark.parametrize(
    ("where", "why"),
    [
        ("/nowhere/signer.p12", "is not there"),
        ("pkcs11:///nowhere/module.so?token=t&label=l", "the token cannot be used"),
        ("pkcs11:///nowhere/module.so?token=t", "label="),
    ],
)
def test_a_key_that_cannot_be_used_says_why(where: str, why: str) -> None:
    with pytest.raises(NoSigner, match=why):
        open_seal(where)


def test_a_wrong_passphrase_is_told_and_keys_are_never_overwritten(keys: authority.Authority) -> None:
    with pytest.raises(NoSigner, match="passphrase"):
        open_seal(str(keys.signer), "wrong")
    with pytest.raises(FileExistsError):
        authority.make(keys.root.parent, organisation="x", passphrase="", key_passphrase="", now=NOW)
    assert keys.key.stat().st_mode & 0o077 == keys.signer.stat().st_mode & 0o077 == 0
