"""Figures that belong to a person (证件号、电话、出生日期), found however they are written or torn apart.

Works on text as people write it and as programs extract it: full width, circled, keycaps, Chinese numerals, look-alike
letters; split by spaces, signs, lines, cells or columns. Everything returned is words without a single figure.
"""

import itertools
import re
import unicodedata
from collections.abc import Iterator

CHINESE = str.maketrans("〇零一二三四五六七八九壹贰叁肆伍陆柒捌玖幺", "001234567891234567891")
_UNSEEN = re.compile(r"[\u00ad\u0300-\u036f\u200b-\u200f\u202a-\u202e\u2060-\u2064\u20d0-\u20ff\ufe00-\ufe0f\ufeff]")
_MASK = re.escape("*＊●•×xX#○□■")
_MASKED = re.compile(rf"[0-9]{{3,}}[{_MASK}]{{2,}}[0-9]*|[{_MASK}]{{4,}}[0-9]{{3,}}")
_MAIL = re.compile(r"[\w.+-]+\s?(?:@|[(\[{【]\s*(?:at|艾特)\s*[)\]}】])\s?[\w-]+(?:\.[\w-]+)+", re.IGNORECASE)
_GAP = re.compile(r"[\s\-\u2010-\u2015\u2212.·,，、/_()+|:：~]{1,3}")
_TOKEN = re.compile(r"[0-9]+")
_PROVINCE = "1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]"
_DAY = "(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])"
_LONG_ID = re.compile(rf"(?:{_PROVINCE})[0-9]{{4}}(?:19|20)[0-9]{{2}}{_DAY}[0-9]{{3}}[0-9X]")
_SHORT_ID = re.compile(rf"(?:{_PROVINCE})[0-9]{{4}}[0-9]{{2}}{_DAY}[0-9]{{3}}")
_MOBILE = re.compile(r"(?:0086|86)?1[3-9][0-9]{9}")
_LANDLINE = re.compile(r"0[0-9]{9,11}")
_BORN = re.compile(
    r"(?:出生|生于|生日|诞生|[0-9日]生)[^0-9\n]{0,6}[0-9]{0,4}年?[^0-9\n]{0,2}[0-9]{1,2}月[0-9]{1,2}[日号]"
    r"|[0-9]{2}年[0-9]{1,2}月[0-9]{1,2}[日号]出?生|(?:出生|生于|生日)[^0-9\n]{0,6}[0-9]{6}(?![0-9])"
)
_DATE = re.compile(r"(?<![0-9])(?:19[3-9][0-9]|200[0-9]|2010)\s*年\s*[0-9]{1,2}\s*月\s*[0-9]{1,2}\s*[日号]")
_MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_ENGLISH = re.compile(
    rf"(?:[0-9]{{1,2}}\s+(?:{_MONTHS})[a-z]*|(?:{_MONTHS})[a-z]*\s+[0-9]{{1,2}})[,\s]+(?:19[3-9][0-9]|200[0-9])",
    re.IGNORECASE,
)
_SPELLED_DATE = re.compile(
    r"[一壹]九[〇零一二三四五六七八九]{2}年[一二三四五六七八九十〇零]{1,3}月[一二三四五六七八九十〇零]{1,3}[日号]"
)
_CALLED = re.compile(
    r"(?:身份证|证件号|身份号|护照|社保号|医保号|银行卡|卡号|ID\s*(?:number|no))[^0-9\n]{0,8}[0-9]{4}", re.IGNORECASE
)
_REACHED = re.compile(
    r"(?:电话|手机|联系方式|传真|Tel|Phone|Mobile)[^0-9\n]{0,6}[0-9](?:[\s\-.]?[0-9]){4,}|微信号?\s*[:：]?\s*[A-Za-z0-9_-]{6,}"
    r"|QQ号?\s*[:：]?\s*[0-9]{5,}",
    re.IGNORECASE,
)
_CELLS = re.compile(r"\t| {2,}|\|")
LONGEST_PLAIN = 6
"""A postal code has six figures, and a factory may be called 第4805工厂; longer runs belong to somebody."""

IN_CHINESE = 11
"""Figures in characters are common (二〇二六年), telephones and ID numbers have at least so many."""

SINGLES = 7
WIDEST = 20


def plain(text: str) -> str:
    """The text with every way of writing a figure made one, and nothing unseen in it."""
    narrow = _UNSEEN.sub("", unicodedata.normalize("NFKC", _UNSEEN.sub("", text)))
    return "".join(
        str(unicodedata.decimal(each)) if not each.isascii() and each.isdecimal() else each for each in narrow
    )


def found(text: str) -> list[str]:
    """What in a text looks like a figure of a person, each kind once. ``text`` as ``plain`` gave it."""
    kinds = []
    if _MAIL.search(text):
        kinds.append("有像电子邮箱的内容")
    if _MASKED.search(re.sub(r"\s", "", text)):
        kinds.append("有遮去一部分的证件号")
    if _BORN.search(text) or _DATE.search(text) or _ENGLISH.search(text) or _SPELLED_DATE.search(text):
        kinds.append("有像出生日期的内容")
    if _CALLED.search(text) or _REACHED.search(text):
        kinds.append("有注明是证件号或联系方式的内容")
    if any(len(run) > LONGEST_PLAIN for run in _TOKEN.findall(text)) or any(map(_torn, _readings(text))):
        kinds.append("有像证件号或电话的数字")
    return kinds


def _readings(text: str) -> Iterator[str]:
    """The same text as it may be meant: as it stands, in Chinese numerals, with look-alikes, column by column."""
    yield text
    spelled = text.translate(CHINESE)
    if any(len(run) >= IN_CHINESE for run in _TOKEN.findall(spelled)):
        yield "1" * IN_CHINESE
    yield spelled
    alike = re.sub(r"(?<=[0-9])[Oo]+(?=[0-9OolI])|[Oo](?=[0-9]{2})", lambda hit: "0" * len(hit[0]), text)
    yield re.sub(r"(?<=[0-9])[lI]+(?=[0-9XlI])", lambda hit: "1" * len(hit[0]), alike)
    rows = [_CELLS.split(line) for line in text.splitlines()]
    for column in range(min(WIDEST, max(map(len, rows), default=0))):
        yield "\n".join(row[column].strip() for row in rows if column < len(row))


def _torn(text: str) -> bool:
    """Whether pieces that stand beside each other make a number of a person."""
    return any(_is_anybodys(chain, last) for chain, last in _chains(text))


def _chains(text: str) -> Iterator[tuple[list[str], str]]:
    """Runs of figures with nothing but small signs between them, and the sign right after the last (X of an ID)."""
    chain: list[str] = []
    end = -1
    for hit in _TOKEN.finditer(text):
        if chain and not _GAP.fullmatch(text, end, hit.start()):
            yield chain, text[end : end + 4]
            chain = []
        chain.append(hit[0])
        end = hit.end()
    if chain:
        yield chain, text[end : end + 4]


def _is_anybodys(chain: list[str], after: str) -> bool:
    ends_in_x = re.match(r"\s?-?\s?[Xx]", after) is not None
    if _is_a_row_of_singles(chain):
        return True
    for first in range(len(chain)):
        joined = ""
        for last in range(first, min(len(chain), first + WIDEST)):
            joined += chain[last]
            if len(joined) > 18:
                break
            whole = joined + "X" if ends_in_x and last == len(chain) - 1 else joined
            if _LONG_ID.fullmatch(whole) or _SHORT_ID.fullmatch(joined) or _reaches(joined, chain[first : last + 1]):
                return True
    return False


def _is_a_row_of_singles(chain: list[str]) -> bool:
    """Figures one by one, as in boxes of a form; a column of numbers that count up is none."""
    run: list[str] = []
    for each in [*chain, "--"]:
        if len(each) == 1:
            run.append(each)
            continue
        counts_up = all(int(after) - int(before) == 1 for before, after in itertools.pairwise(run))
        is_flat = len(set(run)) <= 2  # marks of 0 and 1, or of one kind, tell nobody's number
        if len(run) >= SINGLES and not counts_up and not is_flat:
            return True
        run = []
    return False


def _reaches(joined: str, pieces: list[str]) -> bool:
    """A telephone in the pieces in which people write one, or a day of birth."""
    sizes = [len(piece) for piece in pieces]
    if len(pieces) == 3 and sizes[0] == 4 and 1930 <= int(pieces[0]) <= 2010 and max(sizes[1:]) <= 2:
        return 1 <= int(pieces[1]) <= 12 and 1 <= int(pieces[2]) <= 31
    if _MOBILE.fullmatch(joined):
        return min(sizes) >= 2 or max(sizes) == 1
    return len(pieces) <= 3 and sizes[-1] >= 4 and _LANDLINE.fullmatch(joined) is not None
