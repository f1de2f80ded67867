"""Has a file examined in a process of its own, and puts what it says beside the register."""

import json
import subprocess
import sys
from dataclasses import dataclass
from tempfile import NamedTemporaryFile

from flask import current_app

from config import ROOT
from selection.certificates import queries
from selection.certificates.examination import TROUBLES, Examination, recognised
from selection.certificates.facts import CertificateFacts
from selection.certificates.queries import Verified

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
    examination = examined(content)
    registered = queries.by_hash(examination.sha256)
    kin = None
    if registered is None and (code := _code_of(examination)):
        kin = queries.by_code(code)
    return Verdict(examination, registered, kin)


def examined(content: bytes) -> Examination:
    """Examine a file in another process, with the keys of this installation."""
    with NamedTemporaryFile("w", suffix=".json") as keys:
        json.dump(dict(queries.keys()), keys)
        keys.flush()
        command = [sys.executable, "-m", "selection.certificates.examining", current_app.config["CA_FILE"], keys.name]
        try:
            done = subprocess.run(command, input=content, capture_output=True, cwd=ROOT, timeout=SECONDS, check=True)
        except (subprocess.TimeoutExpired, subprocess.CalledProcessError):
            return Examination(queries.digest_of(content), ["not_a_file"])
    return Examination(**json.loads(done.stdout))


def _code_of(examination: Examination) -> str:
    if code := recognised(examination.address):
        return code
    return CertificateFacts.from_json(examination.facts).code if examination.facts else ""


def _ended(registered: Verified) -> tuple[str, str]:
    if registered.revoked_on is not None:
        return "这项荣誉已经撤销", "The honour has been revoked."
    return "这份证书已换发，请以新证书为准", "This certificate has been replaced by another."
