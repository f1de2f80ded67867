"""Forged certificates are recognised from the file alone; genuine ones are not taken for forged."""

import os
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from selection.certificates import authority
from selection.certificates.designs import Form
from selection.certificates.examination import Examination
from selection.certificates.examining import examine
from selection.certificates.facts import CertificateFacts
from selection.certificates.payload import key_id, payload, public_key
from selection.certificates.pdf import Signing, render
from selection.certificates.signing import open_seal
from tests.certificates.forging_anew import FORGERIES, Ground
from tests.certificates.samples import OUTSTANDING, SAMPLES, SECRET, SKILLED

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
KEYS = {key_id(public_key(SECRET)): public_key(SECRET)}
GENUINE = int(os.environ.get("GENUINE", "8"))


def with_a_code(facts: CertificateFacts) -> CertificateFacts:
    told = payload((facts.number, facts.name, facts.title, facts.year), SECRET)
    return replace(facts, verify_url=f"https://honours.example.cn/verify/{facts.code}#{told}")


@pytest.fixture(scope="module")
def issuer(tmp_path_factory: pytest.TempPathFactory) -> tuple[Signing, bytes]:
    folder = tmp_path_factory.mktemp("ca")
    made = authority.make(folder, organisation="上海市总工会", passphrase="x", key_passphrase="", now=NOW)
    return Signing(open_seal(str(made.signer), "x"), NOW), made.root.read_bytes()


@pytest.fixture(scope="module")
def ground(issuer: tuple[Signing, bytes], tmp_path_factory: pytest.TempPathFactory) -> Ground:
    """The forger has an authority of the same name."""
    folder: Path = tmp_path_factory.mktemp("forger")
    made = authority.make(folder, organisation="上海市总工会", passphrase="x", key_passphrase="", now=NOW)
    facts, other = with_a_code(OUTSTANDING), with_a_code(replace(SKILLED, name="郁青禾", number="SHJN-2026-077"))
    return Ground(render(facts, signing=issuer[0]), facts, other, Signing(open_seal(str(made.signer), "x"), NOW))


def looked_at(content: bytes, root: bytes) -> Examination:
    return examine(content, root=root, keys=KEYS)


def test_there_are_more_than_forty() -> None:
    assert len(FORGERIES) >= 40


@pytest.mark.parametrize("name", FORGERIES)
def test_a_forged_certificate_is_recognised(name: str, ground: Ground, issuer: tuple[Signing, bytes]) -> None:
    forged = FORGERIES[name](ground)

    found = looked_at(forged, issuer[1])

    assert forged != ground.content
    assert not found.is_sound


def test_genuine_certificates_are_sound_and_told_by_name(ground: Ground, issuer: tuple[Signing, bytes]) -> None:
    """GENUINE=1000 for the long form."""
    families, given = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许", "启明文静建国志强秀英丽华晓东海燕"
    troubles = []
    for at in range(GENUINE):
        name = families[at % 20] + given[at // 20 % 16] + given[at // 7 % 16] * (at % 3 > 0)
        facts = with_a_code(replace(SKILLED, name=name, number=f"SHJN-2026-{at + 1:03}"))
        form = Form.CARD if at % 4 == 3 else Form.CERTIFICATE
        found = looked_at(render(facts, form, signing=issuer[0]), issuer[1])
        if found.troubles or found.told["name"] != name or found.facts != facts.to_json():
            troubles.append((at, name, found.troubles))

    assert troubles == []


@pytest.mark.parametrize("name", ["name-of-20", "long-unit", "two-issuers", "rare-name"])
def test_unusual_genuine_certificates_are_sound(name: str, issuer: tuple[Signing, bytes]) -> None:
    found = looked_at(render(with_a_code(SAMPLES[name]), signing=issuer[0]), issuer[1])

    assert found.troubles == []
    assert (found.is_signed, found.told["name"]) == (True, SAMPLES[name].name)


def test_without_the_root_nobody_is_trusted(ground: Ground) -> None:
    assert looked_at(ground.content, b"").troubles == ["untrusted"]
