"""A decimal comma is never two numbers in silence."""

import pytest

from nncore.options.decimal_commas import check_list, with_decimal_point


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0,5", "0.5"),
        ("-1,25e3", "-1.25e3"),
        ("0,125", "0.125"),
        ("12,3456", "12.3456"),
        ("0.5", "0.5"),
        ("1,2,3", "1,2,3"),
        ("none", "none"),
    ],
)
def test_one_number(text, expected):
    assert with_decimal_point("noise", text) == expected


def test_a_thousand_or_one():
    with pytest.raises(ValueError, match="`noise` can be read in two ways: write 1000 or 1.000"):
        with_decimal_point("noise", "1,000")


@pytest.mark.parametrize("text", ["0, 5", "0; 5", "0.1,0.2", "1,2,3", "-1,-2", "1e-3,1e-2", "5"])
def test_lists(text):
    check_list("noise", text)


@pytest.mark.parametrize("text", ["0,05", "1,5", "0,5; 1", "0,5,1,5", "0,1 … 1 count 3"])
def test_a_list_or_a_number(text):
    with pytest.raises(ValueError, match="`noise` can be read in two ways at "):
        check_list("noise", text)


def test_whole_numbers_have_no_decimals_but_thousands():
    check_list("n_hidden", "5,10", whole=True)
    with pytest.raises(ValueError, match="write 1; 000 for several numbers, or 1000 for one"):
        check_list("n_hidden", "1,000", whole=True)
