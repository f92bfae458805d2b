"""The closed form of the integral over a box, written with a network's own numbers."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike

from nncore.figures.formula import latex_number
from nncore.network import OneHiddenNetwork

_WAVES = r"\prod_i \frac{\sin k_i t}{k_i t}\,dt"
#: The mean of a unit over a box, by its pre-activation m at the centre and half its span k_i.
_MEANS: Mapping[str, str] = {
    "logistic": rf"\tfrac12 + \int_0^\infty \frac{{\sin mt}}{{\sinh \pi t}} {_WAVES}",
    "tanh": rf"\int_0^\infty \frac{{\sin mt}}{{\sinh \pi t / 2}} {_WAVES}",
    "sine": r"\sin m \prod_i \frac{\sin k_i}{k_i}",
    "gaussian": rf"\frac{{1}}{{\sqrt\pi}} \int_0^\infty e^{{-t^2/4}} \cos mt {_WAVES}",
    "relu": r"\frac{1}{(n+1)!\,\prod_i 2 k_i} \sum_{s \in \{-1, 1\}^n} \Bigl(\prod_i s_i\Bigr)"
    r" \max\Bigl(0, m + \sum_i s_i k_i\Bigr)^{n+1}",
}
#: What the mean is of any other.
_MEAN = r"2^{-n} \int_{[-1, 1]^n} \sigma\Bigl(m + \sum_i k_i s_i\Bigr)\,ds"
_MAX_TERMS = 3


def box_form_latex(network: OneHiddenNetwork, lower: ArrayLike, upper: ArrayLike) -> str:
    r"""Return :math:`\int \hat y` over a box as LaTeX: the general form and its largest terms.

    Parameters
    ----------
    network : OneHiddenNetwork
        Of the inputs that are integrated, in x.
    lower, upper : array_like, shape (n_inputs,)
        The box.
    """
    volume = float(np.prod(np.subtract(upper, lower)))
    means = network.unit_integrals(lower, upper) / volume
    largest = np.argsort(-np.abs(means), kind="stable")[:_MAX_TERMS]
    terms = "".join(
        rf" {'-' if means[j] < 0 else '+'} {latex_number(abs(means[j]))}" for j in largest
    )
    rest = r" + \cdots" if network.n_hidden > largest.size else ""
    bias = latex_number(network.output_bias)
    value = latex_number(float(network.integral(lower, upper)), digits=10)
    return "".join(
        (
            r"\begin{aligned}",
            rf"\int \hat y\,dx &= V \Bigl(d + \sum_{{j=1}}^{{{network.n_hidden}}}",
            r" v_j\,M(m_j, k_j)\Bigr), \qquad m_j = w_j \cdot c + b_j,",
            r" \quad k_{ji} = \tfrac12 |w_{ji}| (u_i - l_i) \\",
            rf"M(m, k) &= {_MEANS.get(network.activation.name, _MEAN)} \\",
            rf"\int \hat y\,dx &= {latex_number(volume)} \, \bigl({bias}{terms}",
            rf"{rest}\bigr) \\ &= {value}",
            r"\end{aligned}",
        )
    )
