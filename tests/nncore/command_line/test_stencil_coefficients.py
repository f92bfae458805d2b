"""``stencil --coefficients``, called in this process: nothing is trained."""

import json
from fractions import Fraction

import pytest

import nncore
from nncore.command_line import main

FIVE = ["--offsets", "-2", "-1", "0", "1", "2"]


def printed(capsys, *arguments) -> str:
    assert main(["stencil", "--coefficients", *arguments]) == 0
    said = capsys.readouterr()
    assert said.err == ""
    return said.out


def test_fractions_order_leading_error_and_wavenumber_are_printed(capsys):
    out = printed(capsys, *FIVE)
    assert "-1/30 h^4 u^(5)" in out and "1/2100 h^6 u^(7)" in out
    lines = [line.split() for line in out.splitlines()]
    assert ["-2", "0.08333333333333333", "1/12"] in lines
    assert ["+2", "0.027777777777777776", "1/36"] in lines
    assert ["1/2", "π", "1.57", "1.33333"] in [line[:4] for line in lines]
    assert ["1", "π", "3.14", "0"] in [line[:4] for line in lines]


def test_json_holds_all_of_it(capsys):
    found = json.loads(printed(capsys, *FIVE, "--json"))
    assert list(found) == ["taylor", "optimum", "compact"]
    exact = [float(Fraction(c)) for c in found["taylor"]["fractions"]]
    assert found["taylor"]["coefficients"] == exact
    spec = nncore.StencilSpec(offsets=(-2, -1, 0, 1, 2))
    assert found["optimum"]["coefficients"] == nncore.optimal_stencil(spec).tolist()
    assert found["compact"]["implicit_coefficients"] == ["1/3", "1", "1/3"]


def test_the_optimum_is_for_the_band_that_is_asked_for(capsys):
    seven = ["--offsets", *map(str, range(-3, 4)), "--constraint", "4", "--json"]
    found = json.loads(printed(capsys, *seven, "--band", "0", "1.1"))
    assert found["optimum"]["coefficients"][4] == pytest.approx(0.77088238051822552, abs=1e-9)
    largest = json.loads(printed(capsys, *seven, "--norm", "largest", "--error", "relative"))
    assert largest["optimum"]["coefficients"] != found["optimum"]["coefficients"]
    holoborodko = [*seven[:8], "--constraint", "2", "--zeros-at-pi", "4", "--json"]
    flat = json.loads(printed(capsys, *holoborodko))
    assert flat["optimum"]["coefficients"][4:] == [5 / 32, 4 / 32, 1 / 32]


def test_half_points_and_code(capsys):
    code = printed(capsys, "--offsets", "-0.5", "0.5", "--derivative-order", "0", "--as", "python")
    names = {}
    exec(code, {}, names)
    assert names["taylor_coefficients"] == (0.5, 0.5)
    assert names["compact_implicit_coefficients"] == (1 / 6, 1, 1 / 6)


REFUSED = [
    (
        ["--coefficients", "--as", "perl"],
        "`as` must be one of python, c, fortran, latex, got perl.",
    ),
    (["--coefficients", "--band", "a", "2"], "`lower` must be a number, got 'a'."),
    (["--coefficients", "--band", "1", "1"], "`lower` must be below `upper`, got 1 and 1."),
    (["--coefficients", "--norm", "most"], "`norm` must be one of squares, mean, largest, got "),
    (
        ["--coefficients", "--zeros-at-pi", "1.5"],
        "`zeros_at_pi` must be a whole number, got '1.5'.",
    ),
    (["--coefficients", "--zeros-at-pi", "9"], "`offsets` must be more for 9 zeros at the fastest"),
    (["--coefficients", "--neighbours", "-1"], "`neighbours` must be at least 0, got -1."),
    (["--band", "0", "1"], "`band` must stand together with --coefficients, as a network learns "),
]


@pytest.mark.parametrize(("arguments", "sentence"), REFUSED)
def test_refused_with_one_sentence(capsys, arguments, sentence):
    assert main(["stencil", *arguments]) == 2
    said = capsys.readouterr()
    assert sentence in said.err and said.err.count("\n") == 1 and said.out == ""


def test_noise_counts_in_a_band_too(capsys):
    quiet = json.loads(printed(capsys, *FIVE, "--band", "0", "1.5", "--json"))
    noisy = json.loads(printed(capsys, *FIVE, "--band", "0", "1.5", "--noise", "0.5", "--json"))
    sizes = [sum(c * c for c in found["optimum"]["coefficients"]) for found in (quiet, noisy)]
    assert sizes[1] < 0.9 * sizes[0]
