"""Everyone here is invented: numbers are drawn at random and given a check character."""

from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from selection.rules.identity import (
    CREDIT_DIGITS,
    IdNumber,
    Unreadable,
    credit_check,
    id_check,
    read_credit_code,
    read_id_number,
    read_name,
    read_phone,
)

TODAY = date(2026, 11, 21)

areas = st.sampled_from(["310115", "310101", "310225", "320106", "810000", "659999"])
births = st.dates(date(1930, 1, 1), date(2010, 11, 21))
id_numbers = st.builds(
    lambda area, born, serial: (first := f"{area}{born:%Y%m%d}{serial:03}") + id_check(first),
    areas,
    births,
    st.integers(0, 999),
)
old_numbers = st.builds(
    lambda area, born, serial: f"{area}{born:%y%m%d}{serial:03}",
    areas,
    st.dates(date(1930, 1, 1), date(1999, 12, 31)),
    st.integers(0, 999),
)
first_17_of_codes = st.builds(
    lambda office, district, body: f"{office}{district}{body}",
    st.sampled_from(["91", "92", "12", "52"]),
    st.sampled_from(["310115", "310000"]),
    st.text(CREDIT_DIGITS, min_size=9, max_size=9),
)


def widened(text: str) -> str:
    return "".join(chr(ord(each) + 0xFEE0) for each in text)


def number_of(raw: str) -> str:
    read = read_id_number(raw, today=TODAY)
    assert isinstance(read, IdNumber)
    return read.number


@given(id_numbers)
def test_a_number_with_its_check_character_is_read(number: str) -> None:
    read = read_id_number(number, today=TODAY)

    assert isinstance(read, IdNumber)
    assert (read.number, f"{read.born_on:%Y%m%d}") == (number, number[6:14])
    assert read.is_male == (int(number[16]) % 2 == 1)


@given(id_numbers, st.integers(0, 17), st.sampled_from("0123456789X"))
def test_a_number_with_any_one_character_changed_is_refused(number: str, place: int, other: str) -> None:
    assume(number[place] != other)

    assert isinstance(read_id_number(number[:place] + other + number[place + 1 :], today=TODAY), Unreadable)


@given(id_numbers, st.integers(0, 16))
def test_a_number_with_any_two_neighbours_exchanged_is_refused(number: str, place: int) -> None:
    assume(number[place] != number[place + 1])
    exchanged = number[:place] + number[place + 1] + number[place] + number[place + 2 :]

    assert isinstance(read_id_number(exchanged, today=TODAY), Unreadable)


@given(id_numbers, st.data())
def test_all_spellings_of_one_number_are_read_as_one(number: str, data: st.DataObject) -> None:
    spelled = ""
    for each in number:
        spelled += data.draw(st.sampled_from([each, each.lower(), widened(each), widened(each.lower())]))
        spelled += data.draw(st.sampled_from(["", "", " ", "\u3000", "\u200b", "\ufeff", "\t", "-"]))

    assert number_of(spelled) == number


@given(old_numbers)
def test_fifteen_digits_are_the_same_person_as_eighteen(old: str) -> None:
    long = f"{old[:6]}19{old[6:]}"

    assert number_of(old) == number_of(long + id_check(long))


@given(st.text(max_size=25))
def test_whatever_is_typed_is_read_or_refused_without_repeating_it(typed: str) -> None:
    read = read_id_number(typed, today=TODAY)

    if isinstance(read, Unreadable):
        assert len(typed.strip()) < 4 or typed.strip() not in read.message


@given(id_numbers, st.integers(0, 17))
def test_a_refusal_holds_no_part_of_the_number(number: str, place: int) -> None:
    typed = number[:place] + "A" + number[place + 1 :]

    read = read_id_number(typed, today=TODAY)

    assert isinstance(read, Unreadable)
    assert not any(typed[start : start + 4] in read.message for start in range(15))


@given(id_numbers)
def test_a_number_does_not_show_when_printed_for_debugging(number: str) -> None:
    read = read_id_number(number, today=TODAY)

    assert number not in repr(read)
    assert number[6:14] not in repr(read)


def with_birth(birth: str) -> str:
    first = f"310115{birth}002"
    return first + id_check(first)


@pytest.mark.parametrize(
    ("birth", "message"),
    [
        ("19850231", "身份证号第 7 至 14 位是出生日期，现在不是一个真实的日期。请对照证件核对"),
        ("20270101", "身份证号第 7 至 14 位的出生日期晚于今天。请对照证件核对"),
        ("20101122", "按身份证号推算年龄为 15 周岁，应在 16 至 100 周岁之间。请对照证件核对"),
        ("19251121", "按身份证号推算年龄为 101 周岁，应在 16 至 100 周岁之间。请对照证件核对"),
    ],
)
def test_a_birth_that_cannot_be_is_named(birth: str, message: str) -> None:
    assert read_id_number(with_birth(birth), today=TODAY) == Unreadable(message)


def test_sixteen_years_to_the_day_are_enough() -> None:
    assert isinstance(read_id_number(with_birth("20101121"), today=TODAY), IdNumber)


def test_an_area_that_no_longer_exists_is_only_a_hint() -> None:
    first = "16011519850612002"

    read = read_id_number(first + id_check(first), today=TODAY)

    assert isinstance(read, IdNumber)
    assert not read.area_is_known


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        (" 郁 青禾 ", "郁青禾"),
        ("施\u3000杞", "施杞"),
        ("阿依古丽•买买提", "阿依古丽·买买提"),
        ("阿依古丽・买买提", "阿依古丽·买买提"),
        ("阿依古丽‧买买提", "阿依古丽·买买提"),
        ("阿依古丽.买买提", "阿依古丽·买买提"),
        ("王\u200b䶮", "王䶮"),
        ("𬭎睿", "𬭎睿"),
        ("周﨑", "周﨑"),
        ("王\U00031350", "王\U00031350"),
        ("李〇", "李〇"),
    ],
)
def test_a_name_has_one_spelling(typed: str, name: str) -> None:
    assert read_name(typed) == name


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("", "姓名没有填。请按身份证填写"),
        ("王", "姓名应为 2 至 20 个字，现在是 1 个字。请按身份证填写"),
        ("王" * 21, "姓名应为 2 至 20 个字，现在是 21 个字。请按身份证填写"),
        ("王\ue863", "姓名第 2 个字是旧系统的自造字（U+E863），应为“䶮”（U+4DAE）。请改为“䶮”"),
        ("王\U000f0001", "姓名第 2 个字是自造字（U+F0001），换一台电脑就显示不出来。请用生僻字输入法重新输入标准字"),
        ("王\ufffd", "姓名第 2 个字是自造字（U+FFFD），换一台电脑就显示不出来。请用生僻字输入法重新输入标准字"),
        ("ロ明", "姓名第 1 个字只是样子像汉字（U+30ED），应为“口”（U+53E3）。请改为“口”"),
        ("周\u2f2f", "姓名第 2 个字只是样子像汉字（U+2F2F），应为“工”（U+5DE5）。请改为“工”"),
        ("李○", "姓名第 2 个字只是样子像汉字（U+25CB），应为“〇”（U+3007）。请改为“〇”"),
        ("王2", "姓名第 2 个字不是汉字。请按身份证填写，少数民族姓名中间用“·”"),
        ("·王二", "姓名首尾不能是“·”。请按身份证填写"),
    ],
)
def test_a_name_that_cannot_be_is_refused_with_the_reason(typed: str, message: str) -> None:
    assert read_name(typed) == Unreadable(message)


@given(st.text(max_size=30))
def test_a_name_once_read_is_read_the_same_again(typed: str) -> None:
    name = read_name(typed)

    if isinstance(name, str):
        assert read_name(name) == name


def test_a_published_credit_code_is_read() -> None:
    assert read_credit_code("91110000600037341L") == "91110000600037341L"


@given(first_17_of_codes, st.data())
def test_all_spellings_of_one_credit_code_are_read_as_one(first: str, data: st.DataObject) -> None:
    code = first + credit_check(first)
    spelled = "".join(
        data.draw(st.sampled_from([each, each.lower(), widened(each)]))
        + data.draw(st.sampled_from(["", " ", "\u200b"]))
        for each in code
    )

    assert read_credit_code(spelled) == code


@given(first_17_of_codes, st.integers(0, 17), st.sampled_from(CREDIT_DIGITS))
def test_a_credit_code_with_any_one_character_changed_is_refused(first: str, place: int, other: str) -> None:
    code = first + credit_check(first)
    assume(code[place] != other)

    assert isinstance(read_credit_code(code[:place] + other + code[place + 1 :]), Unreadable)


@pytest.mark.parametrize("letter", "IOSVZ")
def test_a_letter_that_never_occurs_in_credit_codes_is_pointed_at(letter: str) -> None:
    assert read_credit_code(f"9131011{letter}MA1K000000") == Unreadable(
        "统一社会信用代码第 8 位不会出现在代码里：只用数字和除 I、O、S、V、Z 以外的字母。请对照营业执照核对"
    )


@pytest.mark.parametrize(
    ("typed", "phone"),
    [
        ("１３８ ００００ ０００１", "13800000001"),
        ("+86 138-0000-0001", "13800000001"),
        ("(021) 6321-0000", "021-63210000"),
        ("02163210000转801", "021-63210000转801"),
        ("0512-66660000", "0512-66660000"),
    ],
)
def test_a_telephone_number_has_one_spelling(typed: str, phone: str) -> None:
    assert read_phone(typed) == phone
    assert read_phone(phone) == phone


@pytest.mark.parametrize("typed", ["", "12800000001", "1380000000", "63210000", "一三八"])
def test_what_is_no_telephone_number_is_refused(typed: str) -> None:
    assert read_phone(typed) == Unreadable("联系电话应为 11 位手机号，或带区号的固定电话，如 021-12345678。请核对")
