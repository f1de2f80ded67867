"""How names and figures are written in lists, notices and certificates."""

from decimal import Decimal

DIGITS = "零一二三四五六七八九"
WIDE_SPACE = "\u3000"
_LONGEST = 9  # decimal digits written out in full


def in_list(name: str) -> str:
    """A name as set in a published list: one of two characters is spaced to the width of three (公文 habit)."""
    return WIDE_SPACE.join(name) if len(name) == 2 else name


def numeral(n: int) -> str:
    """A number from 0 to 99 in Chinese: 四, 十, 十二, 二十一. Others stay in Arabic figures."""
    if not 0 <= n < 100:
        return str(n)
    tens, ones = divmod(n, 10)
    if not tens:
        return DIGITS[ones]
    return f"{DIGITS[tens] if tens > 1 else ''}十{DIGITS[ones] if ones else ''}"


def edition(n: int) -> str:
    """届次: 第四届."""
    return f"第{numeral(n)}届"


def batch(year: int, n: int) -> str:
    """The batch year with its edition, as pages and certificates head it: 2026年（第四届）."""
    return f"{year}年（{edition(n)}）"


def plain(number: Decimal) -> str:
    """A finite number as people write it: 25, 9.5; no trailing zeros. Absurdly long ones are abbreviated."""
    if abs(number.adjusted()) > _LONGEST:
        return f"{number:.2E}"
    text = f"{number:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text
