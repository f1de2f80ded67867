"""Pinyin: the shipped letters against the dictionary, and the words that are read otherwise."""

from pypinyin import Style, lazy_pinyin

from selection.pinyin import FIRST, initials, syllables


def test_the_shipped_letters_are_those_of_the_dictionary() -> None:
    every = [chr(FIRST + place) for place in range(20_992)]
    read = [lazy_pinyin(one, style=Style.FIRST_LETTER, errors="ignore") for one in every]
    assert [initials(one) for one in every] == ["".join(letters) for letters in read]


def test_a_name_gives_its_first_letters() -> None:
    assert initials("郁青禾") == "yqh"
    assert initials("") == ""


def test_what_is_not_chinese_is_left_out_of_first_letters_or_stays() -> None:
    assert initials("阿卜·A杜拉") == "abdl"
    assert initials("3号A", others=True) == "3hA"


def test_a_rare_character_is_looked_up_in_the_dictionary() -> None:
    assert initials("李𠀀") == "lh"


def test_units_are_read_as_their_words_are() -> None:
    assert syllables("重庆银行") == "chongqingyinhang"
    assert initials("重庆银行", others=True) == "cqyh"
    assert syllables("ABC厂") == "ABCchang"
