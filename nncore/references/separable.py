r"""The integral of a formula over a box that is a sum of products of integrals in one dimension.

.. math:: \int_B \sum_m c_m \prod_i f_{mi}(x_i)\,dx = \sum_m c_m \prod_i \int_{l_i}^{u_i} f_{mi}

Each integral of the right-hand side has its own reference value, most of them proved.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from nncore.formulas.breakpoints import find_breakpoints
from nncore.formulas.numpy_function import TreeFunction, to_number
from nncore.formulas.separation import CONSTANT, Product
from nncore.formulas.tree import Node, Variable, substituted
from nncore.integrands import Integrand
from nncore.references.reference_value import EPSILON, Method, Reference, reference

_ROUNDINGS = 4  # of each product

Limits = Mapping[str, tuple[float, float]]


def integral_of_products(name: str, products: list[Product], limits: Limits) -> Reference:
    """Return the sum of the integrals of products, with a bound of its error.

    Parameters
    ----------
    name : str
        Of the formula, for what is said if there is none.
    products : list of Product
        From `nncore.formulas.separation.separated`.
    limits : mapping of str to a pair of float
        Increasing limits of each variable.

    Raises
    ------
    ReferenceFailure
        If the integral of a factor diverges, or is not known.
    """
    found = [_of_product(name, product, limits) for product in products]
    size = sum(abs(part.value) for part in found)
    error = math.fsum(part.error for part in found) + len(found) * EPSILON * size
    return Reference(
        math.fsum(part.value for part in found),
        error,
        _weakest([part.method for part in found]),
        all(part.is_absolute for part in found),
    )


def _of_product(name: str, product: Product, limits: Limits) -> Reference:
    constant = to_number(product[CONSTANT]) if CONSTANT in product else 1.0
    factors = [
        _factor(name, variable, product.get(variable), *ends) for variable, ends in limits.items()
    ]
    value = constant * math.prod(factor.value for factor in factors)
    largest = abs(constant) * math.prod(abs(factor.value) + factor.error for factor in factors)
    # The error of a product is what it gains if each factor grows by its own.
    error = largest - abs(value) + _ROUNDINGS * (len(factors) + 1) * EPSILON * largest
    method = _weakest([factor.method for factor in factors])
    return Reference(value, error, method, all(factor.is_absolute for factor in factors))


def _factor(name: str, variable: str, tree: Node | None, lower: float, upper: float) -> Reference:
    if tree is None:
        return Reference(upper - lower, EPSILON * (upper - lower), "enclosure")
    function = TreeFunction(substituted(tree, {variable: Variable()}))
    with np.errstate(all="ignore"):
        breakpoints = find_breakpoints(function.tree, function, lower, upper)
    integrand = Integrand(
        name=name if variable == "x" else f"{name}, {variable} = x",
        latex="",
        lower=lower,
        upper=upper,
        function=function,
        breakpoints=breakpoints,
    )
    return reference(integrand, lower, upper)


def _weakest(methods: list[Method]) -> Method:
    order: tuple[Method, ...] = ("antiderivative", "enclosure", "agreement")
    return max(methods, key=order.index)
