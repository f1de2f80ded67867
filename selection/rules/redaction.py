"""What the public reads of a person (公开内容): four facts and nothing else; and what must never slip into them.

Even a masked ID number gives its owner away (three candidates on average, by the check digit), so no figure of one, of
a telephone or of a birth date may stand on a public page.
"""

import re
import unicodedata
from collections.abc import Collection

CHINESE = str.maketrans("〇零一二三四五六七八九壹贰叁肆伍陆柒捌玖", "00123456789123456789")
_MASK = "*＊●•×xX"
_BETWEEN = re.compile(r"(?<=[0-9])[\s\-\u2010-\u2015\u2212.·,，、/_()+]{1,3}(?=[0-9])")
_UNSEEN = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_MASKED = re.compile(rf"[0-9]{{3,}}[{re.escape(_MASK)}]{{2,}}[0-9]*")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_LONGEST_PLAIN = 6
"""A postal code has six figures, and a factory may be called 第4805工厂; longer runs belong to somebody."""

_IN_CHINESE = 11
"""Figures in characters are common (二〇二六年), telephones and ID numbers have at least so many."""

LABELS = {"name": "姓名", "unit": "工作单位", "occupation": "岗位或工种", "title": "称号"}


def line(*, name: str, unit: str, occupation: str, title: str) -> dict[str, str]:
    """One line of a public list: the only form in which a person reaches it."""
    return {"name": name, "unit": unit, "occupation": occupation, "title": title}


def leaks(text: str, *, known: Collection[str] = ()) -> list[str]:
    """What in a text looks like an ID number, a telephone, a date of birth or a mail address, in words without figures.

    ``known`` are texts that may stand there all the same: the office's own telephone and address.
    """
    for each in sorted(known, key=len, reverse=True):
        text = text.replace(each, "\n") if each else text
    plain = _UNSEEN.sub("", unicodedata.normalize("NFKC", text))
    found = []
    if _MAIL.search(plain):
        found.append("有像电子邮箱的内容")
    if _MASKED.search(re.sub(r"\s", "", plain)):
        found.append("有遮去一部分的证件号")
    joined = _BETWEEN.sub("", plain)
    runs = [len(run) for run in re.findall(r"[0-9]+", joined) if len(run) > _LONGEST_PLAIN]
    spelled = re.sub(r"[0-9]", " ", plain).translate(CHINESE)
    runs += [len(run) for run in re.findall(r"[0-9]+", _BETWEEN.sub("", spelled)) if len(run) >= _IN_CHINESE]
    return found + [f"有 {length} 位连续数字，像证件号、电话或出生日期" for length in runs]


def line_leaks(shown: dict[str, str]) -> list[str]:
    """The same for one line of a list, each with the name of its field."""
    return [f"{LABELS[key]}里{leak}" for key, value in shown.items() for leak in leaks(value)]
