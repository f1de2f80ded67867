"""Printed pages read back: every word with the box of its ink, and what leaves its place or touches another."""

import re
import subprocess

MM = 72 / 25.4
WORD = re.compile(r'<word xMin="(.+?)" yMin="(.+?)" xMax="(.+?)" yMax="(.+?)">(.*?)</word>')
Box = tuple[float, float, float, float]
"""Left, top, right, bottom in millimetres from the upper left."""

UNIT = "上海市浦东新区临港高端智能装备制造集团股份有限公司第三分公司总装车间电气班组第一小组"
"""Forty characters and more."""

MANY = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许"
NAMES = [MANY[:length] for length in range(1, 21)] + [
    "阿卜杜热合曼·麦麦提吐尔逊·阿不都克里木",
    "买买提江·阿不都热合曼江",
]
"""Of one to twenty characters, Uyghur ones with their middle dots among them."""


def pages(pdf: bytes) -> list[list[tuple[str, Box]]]:
    """The words of each page. A line box of our faces is 1.44 em high; the characters fill the em in its middle."""
    told = subprocess.run(["pdftotext", "-bbox", "-", "-"], input=pdf, capture_output=True, check=True).stdout
    found = []
    for page in told.decode(errors="replace").split("<page ")[1:]:
        words = []
        for *numbers, word in WORD.findall(page):
            left, top, right, bottom = (float(each) / MM for each in numbers)
            slack = (bottom - top) * 0.2
            words.append((word, (left, top + slack, right, bottom - slack)))
        found.append(words)
    return found


def apart(one: Box, other: Box) -> bool:
    """Whether two boxes have a line between them; a hair's breadth is none."""
    hair = 0.1
    return (
        one[2] <= other[0] + hair or other[2] <= one[0] + hair or one[3] <= other[1] + hair or other[3] <= one[1] + hair
    )


def faults(words: list[tuple[str, Box]], room: Box, *taken: Box) -> list[str]:
    """What stands outside of its room, what touches another word, what stands where something else belongs."""
    left, top, right, bottom = room
    outside = [
        f"outside: {word} {box}"
        for word, box in words
        if box[0] < left or box[1] < top or box[2] > right or box[3] > bottom
    ]
    touching = [
        f"touching: {one} {other}"
        for at, (one, box) in enumerate(words)
        for other, second in words[at + 1 :]
        if not apart(box, second)
    ]
    return outside + touching + [f"taken: {word}" for word, box in words for each in taken if not apart(box, each)]
