"""Names and figures as they are written."""

from decimal import Decimal

import pytest

from selection.rules.naming import batch, in_list, numeral, plain


@pytest.mark.parametrize(
    ("name", "written"),
    [("方卓", "方\u3000卓"), ("周启明", "周启明"), ("欧阳青山", "欧阳青山"), ("热依木·买买提", "热依木·买买提")],
)
def test_a_name_of_two_characters_is_spaced(name, written):
    assert in_list(name) == written


@pytest.mark.parametrize(
    ("n", "written"),
    [
        (0, "零"),
        (4, "四"),
        (10, "十"),
        (12, "十二"),
        (20, "二十"),
        (21, "二十一"),
        (99, "九十九"),
        (100, "100"),
        (-1, "-1"),
    ],
)
def test_numerals(n, written):
    assert numeral(n) == written


def test_a_batch_is_its_year_and_edition():
    assert batch(2026, 4) == "2026年（第四届）"


@pytest.mark.parametrize(
    ("number", "written"),
    [
        ("25", "25"),
        ("9.50", "9.5"),
        ("100", "100"),
        ("0.0", "0"),
        ("-0", "0"),
        ("-0.5", "-0.5"),
        ("1E+2", "100"),
        ("1E+309", "1.00E+309"),
    ],
)
def test_figures_have_no_trailing_zeros(number, written):
    assert plain(Decimal(number)) == written
