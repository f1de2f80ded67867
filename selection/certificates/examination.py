"""What can be found out about a file without asking anybody."""

import re
from dataclasses import dataclass, field


@dataclass
class Examination:
    """What was found. ``troubles`` are words of ``TROUBLES``; none: the file is what it says it is.

    ``facts``: the embedded facts as text, if they are those of a certificate. ``told``: what the printed QR code says,
    if a key of ours has signed it.
    """

    sha256: str
    troubles: list[str] = field(default_factory=list)
    is_signed: bool = False
    signer: str = ""
    signed_at: str = ""
    facts: str = ""
    address: str = ""
    told: dict[str, str] = field(default_factory=dict)

    @property
    def is_sound(self) -> bool:
        return not self.troubles


TROUBLES = {
    "not_a_file": ("文件不是可以打开的 PDF", "The file is not a readable PDF."),
    "unsigned": ("文件没有颁发单位的电子签名", "The file carries no signature of the issuer."),
    "broken": ("电子签名与文件内容对不上，签名以后改过", "The signature does not match: the file was altered."),
    "untrusted": ("电子签名不是颁发单位的", "The signature is not the issuer's."),
    "added_to": ("签名以后文件又增加了内容", "Something was added to the file after it was signed."),
    "no_facts": ("文件里没有登记内容，或者不止一份", "The file has no certificate facts inside, or several."),
    "not_printed": ("纸面上的文字与文件里的登记内容不一致", "What is printed differs from the facts inside."),
    "no_code": ("页面上读不出二维码，或者不止一个", "No QR code can be read off the page, or several."),
    "forged_code": ("二维码不是颁发单位签的", "The QR code was not signed by the issuer."),
    "other_code": ("二维码属于另一张证书", "The QR code belongs to another certificate."),
    "pages": ("证书应当只有一页", "A certificate has one page."),
}
"""Every trouble, in Chinese and in English."""


def recognised(address: str) -> str:
    """The code of a certificate in the address a QR code holds; empty where there is none."""
    found = re.search(r"/verify/([0-9A-Za-z]+)(?:#|$)", address)
    return found[1] if found else ""
