"""Numbers and codes: how they are written, what a reader forgives, and what the check character catches."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selection.rules.numbering import (
    ALPHABET,
    certificate_number,
    document_number,
    read_certificate_number,
    read_code,
    receipt_number,
    spaced_code,
    verification_code,
)

BITS = st.binary(min_size=16, max_size=16)
WIDE = {ord(letter): ord(letter) + 0xFEE0 for letter in ALPHABET + ALPHABET.lower() + "-"}


def test_numbers_are_written_as_the_offices_write_them():
    assert receipt_number("JN", 2026, 417) == "JN2026-0417"
    assert receipt_number("JN", 2026, 10417) == "JN2026-10417"
    assert document_number("沪工总", 2026, 12) == "沪工总〔2026〕12号"
    assert certificate_number("SH{code}-{year}-{serial}", "JC", 2026, 18) == "SHJC-2026-018"
    assert certificate_number("沪{code}〔{year}〕{serial}号", "匠", 2026, 7) == "沪匠〔2026〕007号"


@pytest.mark.parametrize(
    ("raw", "number"),
    [
        ("SHJC-2026-018", "SHJC-2026-018"),
        (" shjc－２０２６－１８ ", "SHJC-2026-018"),
        ("SHJC—2026—018", "SHJC-2026-018"),
        ("SHJC - 2026 - 1018", "SHJC-2026-1018"),
        ("沪匠[2026]7号", "沪匠〔2026〕007号"),
        ("沪匠（2026）007 号", "沪匠〔2026〕007号"),
        ("沪匠【2026】007号", "沪匠〔2026〕007号"),
        ("SHJC-²026-018", "SHJC-²026-018"),
        ("", None),
        ("   ", None),
        ("证书", None),
        ("1" * 65, None),
    ],
)
def test_a_typed_certificate_number_is_understood(raw, number):
    assert read_certificate_number(raw) == number


@given(
    st.integers(2016, 2099),
    st.integers(1, 5000),
    st.sampled_from(["SH{code}-{year}-{serial}", "沪{code}〔{year}〕{serial}号"]),
)
def test_every_certificate_number_reads_as_itself(year, serial, pattern):
    number = certificate_number(pattern, "JC", year, serial)

    assert read_certificate_number(number) == number


def test_the_code_of_known_bits_is_known():
    assert verification_code(bytes(16)) == "0" * 27
    assert verification_code(b"\xff" * 16)[:26] == "7" + "Z" * 25
    assert verification_code(bytes(15) + b"\x01")[:26] == "0" * 25 + "1"


@pytest.mark.parametrize("length", [0, 8, 15, 17, 32])
def test_a_code_of_fewer_bits_is_not_made(length):
    with pytest.raises(ValueError, match="16 random bytes"):
        verification_code(bytes(length))


@given(BITS)
def test_a_code_keeps_its_bits_and_reads_as_itself(bits):
    code = verification_code(bits)

    number = 0
    for letter in code[:26]:
        number = number * 32 + ALPHABET.index(letter)
    assert number == int.from_bytes(bits, "big")
    assert read_code(code) == code


@given(BITS)
def test_a_code_is_read_however_it_is_typed(bits):
    code = verification_code(bits)

    for typed in (
        code.lower(),
        spaced_code(code),
        f" {spaced_code(code).replace('-', ' – ')}\n",
        code.translate(WIDE),
        code.lower().translate(WIDE),
        code.replace("0", "O").replace("1", "I"),
        code.replace("0", "o").replace("1", "l"),
        "\u200b".join(code),
    ):
        assert read_code(typed) == code


@given(BITS, st.integers(0, 26), st.sampled_from(ALPHABET))
def test_any_one_wrong_character_is_caught(bits, place, letter):
    code = verification_code(bits)

    slip = code[:place] + letter + code[place + 1 :]

    assert read_code(slip) == (code if slip == code else None)


@given(BITS, st.integers(0, 26), st.integers(0, 26))
def test_any_two_characters_that_changed_places_are_caught(bits, one, other):
    code = verification_code(bits)
    letters = list(code)

    letters[one], letters[other] = letters[other], letters[one]

    assert read_code("".join(letters)) == (code if "".join(letters) == code else None)


@pytest.mark.parametrize(
    "raw", ["", "0" * 26, "0" * 28, "U" * 27, "零" * 27, "²" * 27, "Z" * 27, "8" + "0" * 25 + "G", "0" * 100000]
)
def test_what_is_no_code_is_not_read(raw):
    assert read_code(raw) is None


@given(st.text(max_size=80))
def test_any_text_is_answered(raw):
    assert read_code(raw) in (None, read_code(read_code(raw) or ""))
    number = read_certificate_number(raw)
    assert number is None or read_certificate_number(number) == number
