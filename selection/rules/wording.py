"""The words an award has of its own: on its certificates and in its letters."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

PLACE = re.compile(r"\{([a-z]+)\}")


@dataclass(frozen=True)
class CertificateWording:
    """证书文字.

    ``text`` may hold {name} {year} {edition} {award} {title} {unit} {date} {team}; ``number`` holds {code} {year}
    {serial}, all three, so that no two certificates of any title or year share a number. Left out where another body
    honours.
    """

    heading: str = ""
    heading_en: str = ""
    text: str = ""
    issuer: str = ""
    issuer_en: str = ""
    number: str = ""
    code: Mapping[str, str] = field(default_factory=dict)  # title key -> letters of the number, the {code}


@dataclass(frozen=True)
class LetterWording:
    """函件文字: ``subject`` stands in the place of the usual one, ``text`` as paragraphs of their own before the end.

    Both may hold {name} {unit} {award} {year}; left out, the letter is the usual one.
    """

    subject: str = ""
    text: str = ""


@dataclass(frozen=True)
class Letters:
    """通知函: the letters in which an award may say more, by what they tell."""

    sent_back: LetterWording = LetterWording()
    declined: LetterWording = LetterWording()
    chosen: LetterWording = LetterWording()
    unchosen: LetterWording = LetterWording()


USUAL = Letters()
NO_CERTIFICATE = CertificateWording()


def filled(text: str, words: Mapping[str, str]) -> str:
    """The text with its placeholders filled, in one pass: a name that looks like one stays a name."""
    return PLACE.sub(lambda found: words.get(found[1], found[0]), text).strip()
