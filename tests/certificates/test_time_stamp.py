"""A certificate signed with a time stamp (PAdES B-T): the service is a real one, over HTTP, of our own."""

import io
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from asn1crypto import keys as asn1_keys
from asn1crypto import tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.keys import load_cert_from_pemder
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.timestamps import DummyTimeStamper, TimestampRequestError
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from selection.certificates import authority
from selection.certificates.coroutines import finished
from selection.certificates.designs import Form
from selection.certificates.pdf import Signing, render
from selection.certificates.signing import open_seal
from tests.certificates.samples import CRAFTSMAN

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
STAMPED_AT = datetime(2026, 11, 21, 9, 0, 7, tzinfo=UTC)


def authority_of_time() -> tuple[x509.Certificate, DummyTimeStamper]:
    """A certificate that may stamp and nothing else, and who stamps with it."""
    key = generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Time of the test")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW - timedelta(days=1))
        .not_valid_after(NOW + timedelta(days=30))
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .sign(key, SHA256())
    )
    told = asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER))
    kept = asn1_keys.PrivateKeyInfo.load(key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()))
    return certificate, DummyTimeStamper(told, kept, fixed_dt=STAMPED_AT)


@pytest.fixture(scope="module")
def service() -> Iterator[tuple[str, x509.Certificate]]:
    """The address of a time stamp service (RFC 3161), and whom it stamps as."""
    certificate, stamper = authority_of_time()

    class Service(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = tsp.TimeStampReq.load(self.rfile.read(int(self.headers["Content-Length"])))
            answer = stamper.request_tsa_response(asked).dump()
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            """Nothing: the test is quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Service)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/", certificate
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> authority.Authority:
    folder = tmp_path_factory.mktemp("ca")
    return authority.make(folder, organisation="上海市总工会", passphrase="x", key_passphrase="y", now=NOW)


@pytest.mark.parametrize("form", list(Form))
def test_a_stamp_of_a_service_is_inside_and_sound(
    service: tuple[str, x509.Certificate], keys: authority.Authority, form: Form, tmp_path: Path
) -> None:
    address, clock = service
    content = render(CRAFTSMAN, form, signing=Signing(open_seal(str(keys.signer), "x", address), NOW))

    embedded = PdfFileReader(io.BytesIO(content)).embedded_signatures[0]
    trusted = ValidationContext(trust_roots=[load_cert_from_pemder(str(keys.root))], allow_fetching=False)
    times = ValidationContext(
        trust_roots=[asn1_x509.Certificate.load(clock.public_bytes(Encoding.DER))], allow_fetching=False
    )
    status = finished(async_validate_pdf_signature(embedded, trusted, times))
    file = tmp_path / "stamped.pdf"
    file.write_bytes(content)
    said = subprocess.run(["pdfsig", "-nocert", file], capture_output=True, check=True, text=True).stdout

    assert status.bottom_line
    assert status.timestamp_validity is not None
    assert (status.timestamp_validity.valid, status.timestamp_validity.trusted) == (True, True)
    assert status.timestamp_validity.timestamp == STAMPED_AT
    assert "Signature is Valid" in said


def test_without_its_answer_nothing_is_signed(keys: authority.Authority) -> None:
    """The file is made again when the service is there: the job is put back."""
    seal = open_seal(str(keys.signer), "x", "http://127.0.0.1:9/")
    with pytest.raises(TimestampRequestError):
        render(CRAFTSMAN, signing=Signing(seal, NOW))
