"""Who somebody is, as typed: identity numbers, names, credit codes and telephone numbers, each in one spelling.

Every reader returns the one spelling, or ``Unreadable`` with a sentence that never repeats what was typed: these
sentences reach pages and logs. Sources: GB 11643-1999 with ISO 7064 MOD 11-2 (identity number), GB 32100-2015
(unified social credit code).
"""

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date

from selection.rules import characters
from selection.rules.ages import full_years

YOUNGEST, OLDEST = 16, 100
ID_WEIGHTS = tuple(pow(2, 17 - place, 11) for place in range(17))
ID_CHECKS = "10X98765432"
PROVINCES = frozenset(
    "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83".split()
)
CREDIT_DIGITS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
CREDIT_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
DOTS = "·•・‧･∙⋅●．.᛫"
NOT_IN_NAMES = re.compile(r"[^\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff·]")
WIDE_TO_NARROW = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)}


@dataclass(frozen=True)
class Unreadable:
    """What was typed cannot be taken, and what to do about it."""

    message: str


@dataclass(frozen=True)
class IdNumber:
    """居民身份证号, checked. ``number`` has 18 characters and stays out of ``repr``, so that no log shows it."""

    number: str = field(repr=False)
    born_on: date = field(repr=False)
    is_male: bool

    @property
    def area_is_known(self) -> bool:
        """Whether the number begins with a province of today. A hint only: old numbers keep codes that are gone."""
        return self.number[:2] in PROVINCES


def narrow(raw: str) -> str:
    """Full-width characters made half-width; white space, zero-width and control characters left out."""
    folded = "".join(raw.translate(WIDE_TO_NARROW).split())
    if folded.isprintable():
        return folded
    return "".join(each for each in folded if unicodedata.category(each) not in ("Cf", "Cc", "Cs"))


def read_id_number(raw: str, *, today: date) -> IdNumber | Unreadable:
    """The 18 characters of an identity number, however typed; 15 digits of the first generation are lengthened."""
    number = narrow(raw).upper().replace("-", "")
    if re.fullmatch(r"[0-9]{15}", number):
        number = _lengthened(number)
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number):
        return _misshapen(number)
    born_on = _day(number[6:14])
    if born_on is None:
        return Unreadable("身份证号第 7 至 14 位是出生日期，现在不是一个真实的日期。请对照证件核对")
    if born_on > today:
        return Unreadable("身份证号第 7 至 14 位的出生日期晚于今天。请对照证件核对")
    if id_check(number[:17]) != number[17]:
        return Unreadable("身份证号校验位对不上，可能有一位写错或两位颠倒。请对照证件逐位核对")
    age = full_years(born_on, today)
    if not YOUNGEST <= age <= OLDEST:
        return Unreadable(f"按身份证号推算年龄为 {age} 周岁，应在 {YOUNGEST} 至 {OLDEST} 周岁之间。请对照证件核对")
    return IdNumber(number, born_on, is_male=int(number[16]) % 2 == 1)


def id_check(first_17: str) -> str:
    """The check character that belongs to 17 digits (ISO 7064 MOD 11-2)."""
    total = sum(int(digit) * weight for digit, weight in zip(first_17, ID_WEIGHTS, strict=True))
    return ID_CHECKS[total % 11]


def _lengthened(fifteen: str) -> str:
    """First-generation numbers were only given to people born in the 1900s and carry no check character."""
    first_17 = f"{fifteen[:6]}19{fifteen[6:]}"
    return first_17 + id_check(first_17)


def _misshapen(number: str) -> Unreadable:
    if not number:
        return Unreadable("身份证号没有填。请填 18 位号码")
    if len(number) != 18:
        return Unreadable(f"身份证号应为 18 位，现在是 {len(number)} 位。请对照证件核对")
    return Unreadable("身份证号只能有数字，最后一位可以是 X。请对照证件核对")


def _day(digits: str) -> date | None:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None


def read_name(raw: str) -> str | Unreadable:
    """A person's name in one spelling: no spaces, every middle dot as ·, composed (NFC) and nothing folded further."""
    spaceless = "".join(each for each in unicodedata.normalize("NFC", raw) if not _is_blank(each))
    name = re.sub(rf"[{re.escape(DOTS)}]+", "·", spaceless)
    if not name:
        return Unreadable("姓名没有填。请按身份证填写")
    if wrong := next(((place, each) for place, each in enumerate(name, 1) if characters.cure(each)), None):
        return Unreadable(f"姓名第 {wrong[0]} 个字{characters.cure(wrong[1])}")
    if stray := NOT_IN_NAMES.search(name):
        return Unreadable(f"姓名第 {stray.start() + 1} 个字不是汉字。请按身份证填写，少数民族姓名中间用“·”")
    if name[0] == "·" or name[-1] == "·":
        return Unreadable("姓名首尾不能是“·”。请按身份证填写")
    if not 2 <= len(name) <= 20:
        return Unreadable(f"姓名应为 2 至 20 个字，现在是 {len(name)} 个字。请按身份证填写")
    return name


def _is_blank(character: str) -> bool:
    return character.isspace() or unicodedata.category(character) in ("Cf", "Cc", "Cs") or character == "\u2800"


def read_credit_code(raw: str) -> str | Unreadable:
    """The 18 characters of a 统一社会信用代码, checked."""
    code = narrow(raw).upper().replace("-", "")
    if len(code) != 18:
        return Unreadable(f"统一社会信用代码应为 18 位，现在是 {len(code)} 位。请对照营业执照核对")
    if stray := next((place for place, each in enumerate(code, 1) if each not in CREDIT_DIGITS), None):
        return Unreadable(
            f"统一社会信用代码第 {stray} 位不会出现在代码里：只用数字和除 I、O、S、V、Z 以外的字母。请对照营业执照核对"
        )
    if credit_check(code[:17]) != code[17]:
        return Unreadable("统一社会信用代码的校验位对不上，可能有一位写错。请对照营业执照逐位核对")
    return code


def credit_check(first_17: str) -> str:
    """The check character that belongs to 17 characters (GB 32100-2015, modulus 31)."""
    total = sum(CREDIT_DIGITS.index(each) * weight for each, weight in zip(first_17, CREDIT_WEIGHTS, strict=True))
    return CREDIT_DIGITS[-total % 31]


def read_phone(raw: str) -> str | Unreadable:
    """A mainland mobile number (11 digits) or a fixed line as 021-63211939, with 转 and the extension behind it."""
    typed = re.sub(r"[()\-–—_]", "", narrow(raw))
    typed = re.sub(r"^(?:\+|00)86", "", typed)
    if re.fullmatch(r"1[3-9][0-9]{9}", typed):
        return typed
    fixed = re.fullmatch(r"(0(?:10|2[0-9]|[3-9][0-9]{2}))([2-8][0-9]{6,7})(?:(?:转|#|ext\.?|x)([0-9]{1,6}))?", typed)
    if fixed is None:
        return Unreadable("联系电话应为 11 位手机号，或带区号的固定电话，如 021-12345678。请核对")
    area, number, extension = fixed.groups()
    return f"{area}-{number}转{extension}" if extension else f"{area}-{number}"
