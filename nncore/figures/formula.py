"""The closed form of the integral, written with a network's own numbers."""

from collections.abc import Mapping

import numpy as np

from nncore.network import OneHiddenNetwork

_ANTIDERIVATIVES: Mapping[str, str] = {
    "logistic": r"\ln\left(1+e^{u}\right)",
    "tanh": r"\ln\cosh u",
    "relu": r"\tfrac12\max(u,0)^2",
    "sine": r"-\cos u",
    "gaussian": r"\tfrac{\sqrt\pi}{2}\operatorname{erf}u",
}
_ANTIDERIVATIVE = r"\int_0^u \sigma(s)\,ds"  # of any other
_MAX_TERMS = 3


def closed_form_latex(network: OneHiddenNetwork, a: float, b: float, variable: str = "x") -> str:
    r"""Return :math:`\int_a^b \hat y` as LaTeX: the general form and its largest terms.

    Parameters
    ----------
    network : OneHiddenNetwork
        In x, not scaled.
    a, b : float
        The limits.
    variable : str
        What the variable of integration is called.
    """
    antiderivative = _ANTIDERIVATIVES.get(network.activation.name, _ANTIDERIVATIVE)
    parts = network.unit_integrals(a, b)
    largest = np.argsort(-np.abs(parts))[:_MAX_TERMS]
    terms = "".join(rf" \\ &\qquad {_term(network, int(j), a, b)}" for j in largest)
    rest = r"\; + \cdots" if network.n_hidden > largest.size else ""
    bias = latex_number(network.output_bias)
    value = latex_number(float(network.integral(a, b)), digits=10)
    return "".join(
        (
            r"\begin{aligned}",
            rf"\int_a^b \hat y\,d{variable} &= d\,(b-a)",
            rf"+ \sum_{{j=1}}^{{{network.n_hidden}}} \frac{{v_j}}{{w_j}}",
            r"\Big[F(w_j b + b_j) - F(w_j a + b_j)\Big],",
            rf"\qquad F(u) = {antiderivative} \\",
            rf"&= {bias}\cdot({latex_number(b - a)}) {terms}{rest} \\ &= {value}",
            r"\end{aligned}",
        )
    )


def _term(network: OneHiddenNetwork, j: int, a: float, b: float) -> str:
    weight, bias = network.hidden_weights[j], network.hidden_biases[j]
    if weight == 0:
        height = latex_number(network.output_weights[j])
        return rf"+\, ({height})\,\sigma({latex_number(bias)})\,(b-a)"
    quotient = network.output_weights[j] / weight
    ends = [latex_number(weight * x + bias) for x in (b, a)]
    sign = "-" if quotient < 0 else "+"
    return rf"{sign}\, {latex_number(abs(quotient))}\,[F({ends[0]}) - F({ends[1]})]"


def latex_number(value: float, digits: int = 4) -> str:
    """Write a number in LaTeX, a large or small one with its power of ten."""
    text = f"{value:.{digits}g}"
    if "e" in text:
        mantissa, exponent = text.split("e")
        return rf"{mantissa}\cdot 10^{{{int(exponent)}}}"
    return text
