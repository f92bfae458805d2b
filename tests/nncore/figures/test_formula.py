from dataclasses import replace

import pytest

from nncore.activations import ACTIVATIONS
from nncore.figures.formula import closed_form_latex
from nncore.network import OneHiddenNetwork
from tests.nncore.figures.examples import network


@pytest.mark.parametrize("activation", ["logistic", "tanh", "relu", "sine", "gaussian"])
def test_the_closed_form_ends_with_the_integral(activation):
    net = network(activation=activation)
    latex = closed_form_latex(net, 0.0, 2.0)
    assert f"{net.integral(0.0, 2.0):.10g}" in latex
    assert latex.count("{") == latex.count("}")


def test_an_activation_that_is_not_in_the_table_is_written_by_its_definition():
    net = OneHiddenNetwork(replace(ACTIVATIONS["tanh"], name="another"), [1.0], [0.0], [1.0], 0.0)
    latex = closed_form_latex(net, 0.0, 2.0)
    assert r"F(u) = \int_0^u \sigma(s)\,ds" in latex
    assert f"{net.integral(0.0, 2.0):.10g}" in latex


def test_a_unit_with_weight_zero_has_a_term():
    net = OneHiddenNetwork("logistic", [0.0, 1e-12], [1.0, 2.0], [3.0, 4.0], 0.0)
    assert "inf" not in closed_form_latex(net, 0.0, 1.0)


def test_the_largest_terms_of_the_closed_form_come_first():
    # Saturated units: F(u) is u above and 0 below, so that the terms can be worked out by hand.
    net = OneHiddenNetwork("logistic", [1.0, 1.0, 1.0], [50.0, 50.0, 50.0], [1.0, -5.0, 2.0], 0.0)
    latex = closed_form_latex(net, 0.0, 1.0)
    positions = [latex.index(term) for term in ("5\\,[F(51)", "2\\,[F(51)", "1\\,[F(51)")]
    assert positions == sorted(positions)
    assert latex.endswith(r"&= -2\end{aligned}")


@pytest.mark.parametrize(
    ("bias", "value"),
    [(1e20, r"= 1\cdot 10^{20}"), (-2.5e-9, r"= -2.5\cdot 10^{-9}"), (2.5, "= 2.5")],
)
def test_large_and_small_integrals_are_written_with_powers_of_ten(bias, value):
    net = OneHiddenNetwork("logistic", [1.0], [0.0], [0.0], bias)
    latex = closed_form_latex(net, 0.0, 1.0)
    assert latex.endswith(value + r"\end{aligned}")
