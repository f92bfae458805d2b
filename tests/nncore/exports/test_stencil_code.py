"""Stencils as code: what is pasted has the numbers of the stencil."""

import re
from fractions import Fraction

import pytest

from nncore import BandError, StencilSpec
from nncore.experiments.stencil_coefficients import known_stencils
from nncore.exports.stencil_code import LANGUAGES, leading_error_text, stencil_code

SPECS = {
    "five": StencilSpec(offsets=(-2, -1, 0, 1, 2)),
    "halves": StencilSpec(offsets=(-1.5, -0.5, 0.5, 1.5), derivative_order=0),
    "many": StencilSpec(offsets=tuple(range(-6, 7)), derivative_order=2, constraint=4),
}
NUMBER = r"[-+.0-9e]+(?:/[-+.0-9e]+)?"


def arrays_of(stencil) -> dict[str, list[float]]:
    arrays = {"offsets": stencil.offsets, "coefficients": stencil.coefficients}
    if stencil.compact is not None:
        arrays["implicit_offsets"] = stencil.compact.implicit_offsets
        arrays["implicit_coefficients"] = stencil.compact.implicit_coefficients
    return {f"{stencil.method}_{name}": list(map(float, a)) for name, a in arrays.items()}


def stencils(name):
    return known_stencils(SPECS[name], BandError(0.1, 1.5))


@pytest.mark.parametrize("name", SPECS)
def test_python_runs(name):
    for stencil in stencils(name):
        found = {}
        exec(stencil_code(stencil, "python"), {}, found)
        assert {key: list(map(float, value)) for key, value in found.items()} == arrays_of(stencil)


@pytest.mark.parametrize("name", SPECS)
@pytest.mark.parametrize(
    ("language", "array"),
    [
        ("c", r"const double (\w+)\[(\d+)\] = \{([^}]*)\};"),
        ("fortran", r"parameter :: (\w+)\((\d+)\) = \[([^]]*)\]"),
    ],
)
def test_arrays_of_other_languages(name, language, array):
    for stencil in stencils(name):
        code = stencil_code(stencil, language)
        assert max(map(len, code.splitlines())) <= 132
        if language == "fortran":  # a line that goes on says so
            code = re.sub(r" &\n *", " ", code)
            assert "&" not in code
        found = {}
        for title, size, text in re.findall(array, code):
            entries = re.findall(NUMBER, re.sub("[_]real64", "", text))
            assert len(entries) == int(size)
            found[title] = [float(Fraction(*map(Fraction, e.split("/")))) for e in entries]
        assert found == arrays_of(stencil)


def test_latex():
    taylor, optimum, compact = known_stencils(StencilSpec(), BandError(upper=1e-7))
    assert stencil_code(taylor, "latex") == (
        r"u^{(1)}_{j} = \frac{1}{h^{1}} \left[ - \frac{1}{2} u_{j-1} + \frac{1}{2} u_{j+1} \right]"
        " + O(h^{2})\n"
    )
    assert r"\, u_{j+1}" in stencil_code(optimum, "latex")
    assert stencil_code(compact, "latex").startswith(
        r"\frac{1}{4} u^{(1)}_{j-1} + u^{(1)}_{j} + \frac{1}{4} u^{(1)}_{j+1} = "
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_single_point_and_very_small_coefficients(language):
    spec = StencilSpec(offsets=tuple(range(-12, 13)), derivative_order=1, spacing=0.05)
    for stencil in known_stencils(spec, n_neighbours=0):
        assert stencil_code(stencil, language)
    single = StencilSpec(offsets=(0,), derivative_order=0)
    (taylor, _) = known_stencils(single, n_neighbours=0)
    assert "1" in stencil_code(taylor, language)


def test_the_first_term_of_the_error():
    taylor, _, compact = known_stencils(SPECS["five"])
    assert leading_error_text(taylor) == "-1/30 h^4 u^(5)"
    assert leading_error_text(compact) == "1/2100 h^6 u^(7)"
