"""Has a file examined in a process of its own, and puts what it says beside the register."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile

from flask import Flask, current_app

from config import ROOT
from selection.certificates import queries
from selection.certificates.examination import TROUBLES, Examination, recognised
from selection.certificates.facts import CertificateFacts
from selection.certificates.queries import Verified
from selection.database import db

SECONDS = 60


@dataclass(frozen=True)
class Verdict:
    """What can be said of a file. ``registered``: what the register holds under exactly this file.

    ``kin``: where the file is not in the register, what is there under the code it carries.
    """

    examination: Examination
    registered: Verified | None
    kin: Verified | None

    @property
    def is_genuine(self) -> bool:
        """The very file of the register, and the certificate holds. A signature may be missing where none is made."""
        return self.registered is not None and self.registered.is_valid

    @property
    def summary(self) -> tuple[bool, str]:
        """Whether it is genuine by the register and in itself, and a line that says so or why not."""
        if not self.is_genuine or self.registered is None:
            return False, "；".join(chinese for chinese, _ in self.reasons)
        troubles = [TROUBLES[each][0] for each in self.examination.troubles]
        if troubles and self.registered.is_signed:
            return False, "；".join(troubles)
        facts = self.registered.facts
        told = f"{facts.number} {facts.name} {facts.title}"
        return True, f"{told}，{self.examination.signer or '没有电子签名'}"

    @property
    def reasons(self) -> list[tuple[str, str]]:
        """Why it is not genuine: in Chinese and in English."""
        if self.is_genuine:
            return []
        if self.registered is not None:
            return [_ended(self.registered)]
        found = [TROUBLES[trouble] for trouble in self.examination.troubles]
        if self.kin is not None:
            number = self.kin.facts.number
            found.append((f"登记的证书 {number} 不是这个文件", f"The register has another file for {number}."))
        else:
            found.append(("登记里没有这个文件", "The register does not have this file."))
        return found


def verdict(content: bytes) -> Verdict:
    """Examine a file and compare it with the register. Opens the file in another process."""
    return _compared(next(_examined([], content, sha256=queries.digest_of(content))))


def verdicts(files: Sequence[Path]) -> Iterator[tuple[Path, Verdict]]:
    """The same for many files, by as many processes as there are cores; in no order."""
    hands = min(len(files), os.cpu_count() or 1)
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    with ThreadPoolExecutor(max(1, hands)) as pool:
        shares = [list(files[hand::hands]) for hand in range(hands)]
        for share, found in zip(shares, pool.map(lambda share: _share(app, share), shares), strict=True):
            for file, examination in zip(share, found, strict=True):
                yield file, _compared(examination)


def _share(app: Flask, files: list[Path]) -> list[Examination]:
    """One process for all; where a file has killed it, one for each of the rest."""
    with app.app_context():
        found = list(_examined([str(file) for file in files], b""))
        for file in files[len(found) :]:
            content = file.read_bytes()
            found.append(next(_examined([], content, sha256=queries.digest_of(content))))
        return found


def _examined(files: list[str], content: bytes, *, sha256: str = "") -> Iterator[Examination]:
    """What another process finds, with the keys of this installation; ``sha256`` of a content that may break it."""
    with NamedTemporaryFile("w", suffix=".json") as keys:
        json.dump(dict(queries.keys()), keys)
        keys.flush()
        db.session.rollback()  # an open reader would keep writers waiting while the file is looked at
        root: str = current_app.config["CA_FILE"]
        command = [sys.executable, "-m", "selection.certificates.examining", root, keys.name, *files]
        limit = SECONDS * max(1, len(files))
        try:
            done = subprocess.run(command, input=content, capture_output=True, cwd=ROOT, timeout=limit, check=False)
        except subprocess.TimeoutExpired:
            lines: list[bytes] = []
        else:
            lines = done.stdout.splitlines()
    if not files and not lines:
        yield Examination(sha256, ["not_a_file"])
    for line in lines:
        yield Examination(**json.loads(line))


def _compared(examination: Examination) -> Verdict:
    registered = queries.by_hash(examination.sha256)
    code = _code_of(examination) if registered is None else ""
    return Verdict(examination, registered, queries.by_code(code) if code else None)


def _code_of(examination: Examination) -> str:
    if code := recognised(examination.address):
        return code
    return CertificateFacts.from_json(examination.facts).code if examination.facts else ""


def _ended(registered: Verified) -> tuple[str, str]:
    if registered.revoked_on is not None:
        return "这项荣誉已经撤销", "The honour has been revoked."
    return "这份证书已换发，请以新证书为准", "This certificate has been replaced by another."
