"""Limits as people write them."""

import math

import pytest

from nncore.formulas.limits import number_from_text

LIMITS = {
    **{"pi": math.pi, "2*pi": 2 * math.pi, "2π": 2 * math.pi, "-π/2": -math.pi / 2, "1/2": 0.5},
    **{"sqrt(2)": math.sqrt(2), "√2": math.sqrt(2), "e": math.e, "0,5": 0.5, "−1": -1.0, "½": 0.5},
    **{"oo": math.inf, "-oo": -math.inf, "inf": math.inf, "−∞": -math.inf, r"-\infty": -math.inf},
    **{r"\frac{\pi}{2}": math.pi / 2, "1e-3": 0.001, "0.1": 0.1, "ln 2": math.log(2)},
}


@pytest.mark.parametrize("text", LIMITS)
def test_a_limit_is_read(text):
    assert number_from_text("upper", text) == LIMITS[text]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("x", "`upper` must be a number or an expression without a variable, such as 2"),
        ("t/2", "must be a number or an expression without a variable"),
        ("1/0", "must be a number or an expression without a variable"),
        ("sqrt(-1)", "must be a number or an expression without a variable"),
        ("1e400", "must be at most 1.8e308 in size, got '1e400'; write oo"),
        ("1,000", "can be read in two ways; write `1000` or `1.000`"),
        ("__import__('os')", "The character `_` at position 0 is not allowed"),
        ("9**9**9**9", "An exponent must lie between -100 and 100"),
        ("", "The formula is empty"),
    ],
)
def test_what_is_no_limit_is_said(text, sentence):
    with pytest.raises(ValueError) as error:
        number_from_text("upper", text)
    assert sentence in str(error.value)
