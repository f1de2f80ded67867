"""Numbers people read, type and file: receipts, documents, certificates; and the code that verifies a certificate.

A code is 128 random bits in Crockford's base 32 (26 characters: no I, L, O or U) and one check character. The check is
a weighted sum over the field of 32 elements: unlike Crockford's own, which may be one of ``*~$=U``, it stays within the
alphabet (plain in a URL, a QR code and on a Chinese keyboard), and it catches any one wrong character and any two that
changed places.
"""

import re
import unicodedata

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 27
RANDOM_BYTES = 16
_VALUES = {letter: value for value, letter in enumerate(ALPHABET)} | {"O": 0, "I": 1, "L": 1}
_FIELD = 0b100101  # x^5 + x^2 + 1, primitive: the powers of 2 run through all 31 elements but zero
_HYPHENS = re.compile(r"[\u00ad\u2010-\u2015\u2043\u2212\u30fc\ufe58\ufe63]")
_UNSEEN = re.compile(r"[\s\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_OPENING, _CLOSING = re.compile(r"[\[(【［（\u3014\u2018]"), re.compile(r"[\])】］）\u3015\u2019]")
_LONGEST = 64
CITY_ORGAN = "沪工总"
"""发文机关代字 of the city's federation."""


def receipt_number(code: str, year: int, serial: int) -> str:
    """受理编号: JN2026-0417; longer where there are more than 9999."""
    return f"{code}{year}-{serial:04d}"


def document_number(organ: str, year: int, serial: int) -> str:
    """发文字号: 沪工总〔2026〕12号; hexagonal brackets, no 第, no padding."""
    return f"{organ}〔{year}〕{serial}号"


def derived_organ(name: str, *, is_district: bool) -> str:
    """The 机关代字 a union has until it sets one: 长总工 for 上海市长宁区总工会, 机电工 for 上海市机电工会."""
    plain = name.removeprefix("上海市")
    return f"{plain[0]}总工" if is_district else plain.removeprefix("上海").removesuffix("工会")[:12] + "工"


def certificate_number(pattern: str, code: str, year: int, serial: int) -> str:
    """证书编号 by the definition's pattern: ``{code}`` of the title, ``{year}``, and ``{serial}`` of three digits."""
    return pattern.replace("{code}", code).replace("{year}", str(year)).replace("{serial}", f"{serial:03d}")


def read_certificate_number(raw: str) -> str | None:
    """A typed certificate number as it stands in the register; None when it cannot be one.

    Forgives full width, lower case, spaces, any hyphen or bracket, and missing zeros before the serial number.
    """
    text = _HYPHENS.sub("-", _UNSEEN.sub("", _narrow(raw)))
    text = _CLOSING.sub("〕", _OPENING.sub("〔", text)).upper()
    if not text or len(text) > _LONGEST or not re.search(r"[0-9]", text):
        return None
    return re.sub(r"(?<![0-9])([0-9]{1,2})(?=号?$)", lambda found: found[1].zfill(3), text)


def verification_code(bits: bytes) -> str:
    """The code for 16 random bytes: 26 characters and a check character.

    Raises ValueError for any other number of bytes: a shorter code would be guessable.
    """
    if len(bits) != RANDOM_BYTES:
        raise ValueError(f"a code takes {RANDOM_BYTES} random bytes, not {len(bits)}")
    number = int.from_bytes(bits, "big")
    body = [number >> shift & 31 for shift in range(125, -1, -5)]
    return "".join(ALPHABET[value] for value in (*body, _check(body)))


def read_code(raw: str) -> str | None:
    """A typed code in its one written form; None when it is not a code or the check character does not agree.

    Forgives full width, lower case, spaces, hyphens, and O for 0, I or L for 1.
    """
    text = _HYPHENS.sub("", _UNSEEN.sub("", _narrow(raw))).replace("-", "").upper()
    if len(text) != CODE_LENGTH or not all(letter in _VALUES for letter in text):
        return None
    *body, check = (_VALUES[letter] for letter in text)
    if body[0] > 7 or _check(body) != check:
        return None
    return "".join(ALPHABET[value] for value in (*body, check))


def spaced_code(code: str) -> str:
    """A code as printed under the QR, in three groups of nine: XXXXXXXXX-XXXXXXXXX-XXXXXXXXX."""
    return "-".join(code[start : start + 9] for start in range(0, len(code), 9))


def _narrow(raw: str) -> str:
    """Full-width forms to their plain ones; nothing else is rewritten, so ² and ① stay what they are."""
    narrowed = (unicodedata.normalize("NFKC", each) if "\uff01" <= each <= "\uff5e" else each for each in raw)
    return "".join(narrowed)


def _check(body: list[int]) -> int:
    """The sum of each value times its own power of 2 in the field; powers differ, so a swap shows like a slip."""
    total, power = 0, 1
    for value in body:
        power = _times(power, 2)
        total ^= _times(value, power)
    return total


def _times(one: int, other: int) -> int:
    product = 0
    while other:
        product ^= one * (other & 1)
        one, other = one << 1, other >> 1
        one ^= _FIELD * (one >> 5)
    return product
