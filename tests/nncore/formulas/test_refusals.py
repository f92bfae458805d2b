"""Malice and typing errors: nothing but a formula gets through, and each refusal says why."""

import numpy as np
import pytest

from nncore.formulas import FormulaError, parse_formula
from nncore.formulas.whitelist import build_tree
from tests.function_calls import at_most_calls

MAX_CALLS = 500_000
"""Most formulas take a few thousand, the dearest half of it."""
# What parsing refuses, each with a part of its sentence.
REFUSED = {
    # Attempts to reach Python.
    "__import__('os').system('x')": "The character `_` at position 0 is not allowed",
    "x.__class__": "The character `.` at position 1 is not allowed",
    "(lambda: 0)()": "`lambda` is not known; use x, pi, e and the functions sin,",
    "lambda x": "`lambda` is not known",
    "[x for x in (1,)]": "The character `[` at position 0",
    "x[0]": "The character `[` at position 1",
    "'a'*10**9": "The character `'` at position 0",
    "f'{x}'": "`f` is not known",
    "np.__import__(x)": "`np` is not known",
    "x''": "The character `'` at position 1",
    "x := 1": "The character `:` at position 2",
    "x if x else 1": "`if` is not known",
    "x and x": "`and` is not known",
    "not x": "`not` is not known",
    "await x": "`await` is not known",
    "yield x": "`yield` is not known",
    "import os": "`import` is not known",
    "eval(x)": "`eval` is not known",
    "open(x)": "`open` is not known",
    "True*x": "`True` is not known",
    "None": "`None` is not known",
    "x\n+1": "The character U+000A at position 1",
    "x\0": "The character U+0000 at position 1",
    "x\\": "The character `\\` at position 1",
    "x#": "The character `#` at position 1",
    "x < 1": "The character `<` at position 2",
    "x == 1": "The character `=` at position 2",
    "x@x": "The character `@` at position 1",
    "x%2": "The character `%` at position 1",
    "~x": "The character `~` at position 0",
    "sin(x=1)": "The character `=` at position 5",
    "x\u202e": "The character right-to-left override at position 1",
    "х + 1": "The character `х` (cyrillic small letter ha) at position 0",
    "１+x": "The character `１` (fullwidth digit one) at position 0",
    "1j*x": "`j` is not known",
    "1_000*x": "The character `_` at position 1",
    # Attempts to keep the machine busy.
    "9**9**9**9": "An exponent must lie between -100 and 100, got 3.8742e+08.",
    "x**9**9": "An exponent must lie between -100 and 100, got 3.8742e+08.",
    "x^1000": "An exponent must lie between -100 and 100, got 1000.",
    "x^-101": "An exponent must lie between -100 and 100, got -101.",
    "x^(1/0)": "An exponent must lie between -100 and 100, got inf.",
    "x**x**x**x": "More than 2 powers with x in the exponent are stacked; use fewer.",
    "x^(2*e^(3*x^x))": "More than 2 powers with x in the exponent are stacked",
    "exp(exp(exp(exp(9*x))))": "is infinite or too large at x = 0.07",
    "(" * 100 + "x" + ")" * 100: "A formula may have at most 200 characters, got 201; shorten it.",
    "(" * 150 + "x": "The `(` at position 149 has no `)`; put one after it.",
    "-" * 150 + "x": "The formula is nested more than 40 deep",
    "x+" * 60 + "x": "The formula is nested more than 40 deep",
    "(x+x)*" * 32 + "x": "A formula may have at most 120 numbers, names and operations, got 129",
    "x" * 10**6: "A formula may have at most 200 characters, got 1,000,000; shorten it.",
    "(" * 98 + "π²*x" + ")" * 98: "A formula may have at most 200 characters, got 202",
    "1" * 26 + "*x": "The number at position 0 has 26 characters; use at most 25.",
    "1e999*x": "A number may be at most 1e+100, got inf.",
    "1e101*x": "A number may be at most 1e+100, got 1e+101.",
    # What can be read in two ways.
    "x2": "in two ways at position 1; write `x*2` or `x^2`.",
    "x 2": "in two ways at position 2; write `x*2` or `x^2`.",
    "0x10*x": "in two ways at position 2; write `x*10` or `x^10`.",
    "1/2x": "in two ways at position 3; write `1/2*x` or `1/(2*x)`.",
    "x/2(x+1)": "write `x/2*(x+1)` or `x/(2*(x+1))`.",
    "e^2x": "write `e^2*x` or `e^(2*x)`.",
    "sin^-1(x)": "write `1/sin(x)` or `asin(x)`.",
    "tan⁻¹ x": "write `1/tan(x)` or `atan(x)`.",
    "sqrt^-1(x)": "write `1/sqrt(x)` or what the inverse of `sqrt` is.",
    "sin x/2": "write `sin(x)/2` or `sin(x/2)`.",
    "ln x x": "write `ln(x)*x` or `ln(x*x)`.",
    "sin 2(x+1)": "write `sin(2)*(x+1)` or `sin(2*(x+1))`.",
    "√2x": "write `sqrt(2)*x` or `sqrt(2*x)`.",
    "√x²": "write `sqrt(x)^2` or `sqrt(x^2)`.",
    "∛x^(2/3)": "write `cbrt(x)^(2/3)` or `cbrt(x^(2/3))`.",
    "√x⁻³": "write `sqrt(x)^-3` or `sqrt(x^-3)`.",
    "√1-x²": "Put the radicand before this sign at position 2 in parentheses, as in `√(1-x)`.",
    "1½x": "write `1*½` or `1 + ½`.",
    "1,000*x": "`1,000` at position 0 can be read in two ways; write `1000` or `1.000`.",
    "max(x,0,5)": "write `0; 5` for two arguments or `0.5` for a number.",
    "log2x": "`log2x` can be read in two ways; write `log2(x)` or `log(2*x)`.",
    "lg(x)": "`lg` can be `log10` or `log2`",
    "|x|x|x|": "can be read in two ways; write `abs(...)`.",
    "sine": "`sine` is not known; put a `*` or a space beside the e",
    "ex": "`ex` is not known; put a `*` or a space beside the e",
    # What is missing, or too much.
    "sin": "Put the argument of `sin` in parentheses at position 3, as in `sin(x)`.",
    "sin*x": "Put the argument of `sin` in parentheses at position 3",
    "|x": "The `|` at position 0 has no partner; write `abs(...)`.",
    "(|x)|": "The `|` at position 1 has no partner",
    "1,234,567*x": "The commas in the number at position 0 are not allowed; leave them out.",
    "x;x": "The character `;` at position 1",
    "max(x)": "`max` takes at least two arguments, as in `max(x, 1)`.",
    "where(x, 1, 2)": "`where` and `piecewise` need a condition with < or > beside each value",
    "piecewise(x, x < 1)": "need a condition with < or > beside each value and a last value",
    "where(x < 1, 2)": "`where` takes three arguments",
    "where(x == 1, 2, x)": "The character `=` at position 8 is not allowed",
    "abs(x < 1)": "The character `<` at position 6 is not allowed",
    "max(x < 1, x)": "`max` takes no condition",
    "besselj(2, x)": "`besselj` takes the orders 0 and 1",
    "pow(x)": "`pow` takes two arguments",
    r"\frac{1": "A `{` has no `}`; put one after it.",
    r"\frac{1}": "The formula breaks off after a command; put its `{...}` there.",
    r"\alpha x": "`α` is not known",
    r"\frac{y}{x}": "`y` is not known; use",
    "max(x;" * 25 + "x" + ")" * 25: "A formula may have at most 120 numbers, names and operations",
    "|" * 100 + "x" + "|" * 99: "The `|` at position 0 has no partner",
    "cot(" * 39 + "x" + ")" * 39: "The formula is nested more than 40 deep",
    "|" * 99 + "x" + "|" * 99: "The formula is nested more than 40 deep",
    # Mistyped in other ways.
    "": "The formula is empty; write one such as `x*sin(x)`.",
    "  \t": "The formula is empty",
    "()": "Put a number or x before `)` at position 1.",
    "sin()": "Put a number or x before `)` at position 4.",
    "sin(x, x)": "The comma at position 5 is not allowed",
    "x+": "The formula breaks off after `+` at position 2; put a number or x there.",
    "x**": "The formula breaks off after `**` at position 3",
    "*x": "Put a number or x before `*` at position 0.",
    "x//2": "Put a number or x before `/` at position 2.",
    "x)": "The `)` at position 1 has no `(`; remove it or put one before.",
    "(x": "The `(` at position 0 has no `)`; put one after it.",
    "x²^2": "Put parentheses around the power before `^` at position 2",
    "y*x": "`y` is not known; use x, pi, e and the functions",
    "a*t": "`a` is not known; use x, pi, e and the functions",
    "x + X": "`X` is not known; did you mean `x`?",
    "1.2.3*x": "`1.2.3` at position 3 has two points; write one number.",
    # Not a function that can be integrated from 0 to 1.
    "1/0*x": "`1/0*x` is infinite or too large at x = ",
    "x*sqrt(-2)": "`x*sqrt(-2)` is not a real number at x = 0.5; choose an interval inside its",
    "x + asin(2)": "`x+asin(2)` is not a real number at x = 0.5",
    "x*(-8)^(1/3)": "`x*(-8)^(1/3)` is not a real number at x = 0.5",
    "x*0/0": "`x*0/0` is not a real number at x = 0.5",
    "x^sqrt(-1)": "An exponent must lie between -100 and 100, got nan.",
    "x*(((9^100)^100)^100)^100": "is infinite or too large at x = ",
    "x*exp(exp(exp(exp(9))))": "is infinite or too large at x = ",
    "log(-x)": "`log(-x)` is not a real number at x = 0.5; choose an interval inside its domain.",
    "log(x-0.5)": "`log(x-0.5)` is not a real number at x = 0.25",
    "1/x": "`1/x` is not integrable at x = 0, where it grows like 1/x at 0; choose",
    "1/(x-0.3)": "`1/(x-0.3)` is not integrable at x = 0.3, where it grows like 1/x at 0; choose",
    "tan(3*x)": "`tan(3*x)` is not integrable at x = 0.523598775598, where it grows like 1/x at 0",
    "x*sin(exp(20*x))": "`x*sin(exp(20*x))` cannot be integrated accurately from 0 to 1",
}


def test_there_are_many_refusals():
    assert len(REFUSED) >= 60


@pytest.mark.parametrize("text", REFUSED, ids=lambda text: ascii(text)[:30].replace("\\", "/"))
def test_refused_with_its_sentence_at_once(text):
    with at_most_calls(MAX_CALLS), pytest.raises(FormulaError) as error:
        parse_formula(text)
    sentence = str(error.value)
    assert REFUSED[text] in sentence
    assert sentence.endswith((".", "?"))
    assert "\n" not in sentence


@pytest.mark.parametrize(
    "source",
    [
        "x.real",
        "x[0]",
        "().__class__",
        "(lambda: x)()",
        "lambda: x",
        "[x for x in (1,)]",
        "{x: x}",
        "{x}",
        "x if x else 1",
        "(x := 1)",
        "x < 1",
        "x and x",
        "not x",
        "~x",
        "x @ x",
        "x % 2",
        "x // 2",
        "x << 1",
        "x | 1",
        "f'{x}'",
        "'x'",
        "b'x'",
        "1j * x",
        "...",
        "True",
        "None",
        "__import__('os')",
        "open(x)",
        "sin",
        "sin()",
        "sin(x, x)",
        "sin(*x)",
        "sin(x=x)",
        "sin(x, **x)",
        "sin(x)(x)",
        "(sin)(x)(x)",
        "x, x",
        "*x",
        "await x",
        "yield x",
        "x; x",
        "import os",
        "x = 1",
        "\0",
        "(" * 10**5,
        "-" * 10**4 + "x",
    ],
    ids=lambda source: ascii(source)[:20],
)
def test_the_tree_alone_refuses_python_too(source):
    """A second line of defence: the whitelist does not rely on the check of the characters."""
    with pytest.raises(FormulaError):
        build_tree(source)


@pytest.mark.parametrize("text", [None, 3, b"x", ["x"], np.float64(1)])
def test_only_text_is_parsed(text):
    with pytest.raises(FormulaError, match="^`text` must be a string, got "):
        parse_formula(text)


@pytest.mark.parametrize(
    ("text", "lower", "upper", "sentence"),
    [
        ("sqrt(x)", -1, 1, "`sqrt(x)` is not a real number at x = -0.5; choose an interval"),
        ("1/x", -1, 1, "`1/x` is not integrable at x = 0, where it grows like 1/x at 0;"),
        ("1/x^2", -1, 2, "`1/x^2` is not integrable at x = 0, where it grows like x^-2 at 0;"),
        ("1/sqrt(1-x^2)", 0, 2, "`1/sqrt(1-x^2)` is not a real number at x = 1.5"),
        ("1/log(x)", 0.5, 2, "`1/log(x)` is not integrable at x = 1, where it grows like 1/x at 0"),
        ("x^(1/3)", -1, 1, "`x^(1/3)` is not a real number at x = -0.5"),
        ("exp(x)", 0, 1000, "`exp(x)` is infinite or too large at x = 709.96"),
    ],
)
def test_unsuitable_intervals(text, lower, upper, sentence):
    with pytest.raises(FormulaError) as error:
        parse_formula(text, lower=lower, upper=upper)
    assert str(error.value).startswith(sentence)
