"""结果包: the facts of a published result in one signed file. Equal facts, equal bytes.

A ZIP, not compressed and with one date throughout. ``manifest.json`` has the SHA-256 of every member,
``signature.json`` the Ed25519 signature of the manifest by the key whose public half is at ``/verify/keys.json``.
"""

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from flask import current_app

from models.programme import Cycle
from selection.certificates import payload
from selection.results import facts

FORMAT = "selection-result-pack/1"
EPOCH = (1980, 1, 1, 0, 0, 0)


def packed(cycle: Cycle) -> bytes:
    """The pack of a cycle as it stands. LookupError: nothing has been resolved."""
    found = facts.members(cycle, current_app.config["BASE_URL"])
    contents = {f"{name}.json": written(content) for name, content in found.items()}
    contents["rules.json"] = cycle.definition.encode()
    return sealed(contents, payload.private_key(current_app.config["QR_SECRET"]))


def written(content: Any) -> bytes:
    """Canonical JSON."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def sealed(contents: Mapping[str, bytes], key: Ed25519PrivateKey) -> bytes:
    """These members with their manifest, signed."""
    hashes = {name: hashlib.sha256(content).hexdigest() for name, content in contents.items()}
    manifest = written({"format": FORMAT, "members": hashes})
    public = key.public_key().public_bytes_raw().hex()
    signature = written({"public_key": public, "signature": key.sign(manifest).hex()})
    return zipped({**contents, "manifest.json": manifest, "signature.json": signature})


def zipped(contents: Mapping[str, bytes]) -> bytes:
    """The file, its members in order of their names."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_STORED) as archive:
        for name, content in sorted(contents.items()):
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
    return whole.getvalue()
