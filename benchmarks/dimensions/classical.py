"""Whom to beat: classical methods over boxes, and the exact values that all are measured with."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import NamedTuple

import mpmath
import numpy as np

from benchmarks.dimensions.row import Row
from nncore.integrands import BoxIntegrand, Tag, box_integrand
from nncore.quadrature.adaptive_cubature import adaptive_cubature
from nncore.quadrature.box_rules import BOX_RULES
from nncore.references.two_cubatures import two_cubatures
from nncore.references.unproved import Unproved
from tests.nncore.integrands import box_oracle

SMOOTH = ("genz-oscillatory", "genz-product-peak", "genz-corner-peak", "genz-gaussian")
ROUGH = ("genz-continuous", "genz-discontinuous")
DIMENSIONS = (2, 3, 5)
N_SEEDS = 5
N_BOXES = 20
N_QMC = 131_072
N_VEGAS = 140_000
N_CUBATURE = 4_000_000
N_PARTS = {True: 15_000, False: 3_000}  # by whether f is smooth: more gain nothing where it is not
ROUNDING = 1e-13  # of sums of a million positive terms


def rows() -> Iterator[Row]:
    """Measure all."""
    yield from exact_rows()
    yield from tool_rows()
    yield from honesty_rows()
    yield from reference_rows()


def exact_rows() -> Iterator[Row]:
    """Compare the closed forms with mpmath, on sub-boxes of the unit cube, half of them tiny."""
    for name in (*SMOOTH, *ROUGH):
        rng = np.random.default_rng(0)
        with mpmath.workdps(50):
            errors = [error_of_closed_form(name, n, rng) for n in range(1, 9)]
        yield Row(f"closed form of {name}, n = 1 to 8, over int abs(f)", max(errors), most=1e-13)


def error_of_closed_form(name: str, n: int, rng: np.random.Generator) -> float:
    """Return the worst error of some boxes, relative to int abs(f) (of the wave: to the volume)."""
    integrand, a, u = box_oracle.drawn(name, n, seed=n)
    worst = 0.0
    for lower, upper in zip(*box_oracle.random_boxes(n, N_BOXES, rng), strict=True):
        exact = box_oracle.integral(name, a, u, box_oracle.exact(lower), box_oracle.exact(upper))
        wave = name == "genz-oscillatory"
        size = box_oracle.volume(lower, upper) if wave else abs(exact) or 1  # 0 beyond a jump
        worst = max(worst, float(abs(integrand.integral(lower, upper) - exact) / size))
    return worst


class Outcome(NamedTuple):
    """What a tool says."""

    value: float
    n_evaluations: int


Tool = Callable[[BoxIntegrand, int], Outcome]


def by_cubature(rule: str, relative_tolerance: float) -> Tool:
    """Return SciPy's cubature to a tolerance, or as far as it comes within bounds."""

    def tool(f: BoxIntegrand, seed: int) -> Outcome:
        n = f.n_inputs
        found = adaptive_cubature(
            f,
            [0.0] * n,
            [1.0] * n,
            rule=rule,
            n_evaluations=N_CUBATURE,
            most_parts=N_PARTS[Tag.SMOOTH in f.tags],
            relative_tolerance=relative_tolerance,
        )
        return Outcome(found.value, found.n_evaluations)

    return tool


def by_qmc(f: BoxIntegrand, seed: int) -> Outcome:
    """Return SciPy's qmc_quad."""
    n = f.n_inputs
    rule = BOX_RULES["quasi-monte-carlo"]
    found = next(rule.estimates(f, [0.0] * n, [1.0] * n, [N_QMC + 3], seed=seed))
    return Outcome(found.value, found.n_evaluations)


def by_vegas(f: BoxIntegrand, seed: int) -> Outcome:
    """Return Lepage's adaptive Monte Carlo: seven iterations, the first two to adapt."""
    import gvar
    import vegas

    gvar.ranseed(seed + 1)
    batch = vegas.batchintegrand(lambda x: f(np.asarray(x)))
    integrator = vegas.Integrator([[0.0, 1.0]] * f.n_inputs)
    integrator(batch, nitn=2, neval=N_VEGAS // 7)
    result = integrator(batch, nitn=5, neval=N_VEGAS // 7)
    return Outcome(float(result.mean), N_VEGAS)


def tools(n: int) -> dict[str, Tool]:
    """Return the tools that work in so many inputs."""
    found: dict[str, Tool] = {"qmc_quad": by_qmc, "vegas 6.4": by_vegas}
    if n <= 3:
        found["gk21 to 1e-13"] = by_cubature("gk21", 1e-13)
    found["Genz-Malik to 1e-6"] = by_cubature("genz-malik", 1e-6)
    return found


def size_of(f: BoxIntegrand) -> float:
    """Return int abs(f) over the cube: exact where f is positive, else by Monte Carlo."""
    n = f.n_inputs
    if f.name != "genz-oscillatory":
        return float(f.integral([0.0] * n, [1.0] * n))
    return float(np.abs(f(np.random.default_rng(0).random((100_000, n)))).mean())


def tool_rows() -> Iterator[Row]:
    """Report the worst family's median error for each tool, with its evaluations and time."""
    for n in DIMENSIONS:
        for kind, names in (("smooth", SMOOTH), ("kink, jump", ROUGH)):
            for label, tool in tools(n).items():
                medians = np.max([median_of_seeds(name, n, tool) for name in names], axis=0)
                error, n_evaluations, milliseconds = medians.tolist()
                cost = f"{n_evaluations:,.0f} evaluations, {milliseconds:,.0f} ms"
                yield Row(f"n = {n}, {kind}: {label}, {cost}", error)


def median_of_seeds(name: str, n: int, tool: Tool) -> np.ndarray:
    """Return the medians of error, evaluations and milliseconds of processor time."""
    measured = []
    for seed in range(N_SEEDS):
        f = box_integrand(name, n, seed=seed)
        began = time.process_time()
        value, n_evaluations = tool(f, seed)
        milliseconds = 1e3 * (time.process_time() - began)
        error = abs(value - f.integral([0.0] * n, [1.0] * n)) / size_of(f)
        measured.append((error, n_evaluations, milliseconds))
    result: np.ndarray = np.median(measured, axis=0)
    return result


def honesty_rows() -> Iterator[Row]:
    """Count how often a method's own estimate is not below its error, 10,000 evaluations."""
    for name, rule in BOX_RULES.items():
        for kind, names in (("smooth", SMOOTH), ("kink and jump", ROUGH)):
            hits = [
                abs(found.value - f.integral([0.0] * n, [1.0] * n))
                <= found.error_estimate + ROUNDING * size_of(f)
                for family in names
                for n in DIMENSIONS
                for seed in range(N_SEEDS)
                for f in [box_integrand(family, n, seed=seed)]
                for found in rule.estimates(f, [0.0] * n, [1.0] * n, [10_000], seed=seed)
            ]
            # Half an interval of 95 % is missed by one in twenty of random methods.
            least = None if kind != "smooth" else 90.0 if rule.is_random else 99.0
            yield Row(f"{name}, {kind}: own estimate holds", 100 * np.mean(hits), "%", least=least)


def reference_rows() -> Iterator[Row]:
    """Count how often the error of a reference by two methods holds, and how far it is above."""
    hits, ratios, n_refused = [], [], 0
    for name in (*SMOOTH, *ROUGH):
        for n in DIMENSIONS:
            for seed in range(N_SEEDS):
                f = box_integrand(name, n, seed=seed)
                try:
                    found = two_cubatures(f, np.zeros(n), np.ones(n))
                except Unproved:
                    n_refused += 1
                    continue
                error = abs(found.value - f.integral([0.0] * n, [1.0] * n))
                hits.append(error <= found.error)
                ratios.append(found.error / max(error, ROUNDING * size_of(f)))
    yield Row("reference by two methods: its error holds", 100 * np.mean(hits), "%", least=99.0)
    yield Row("the same: median of error stated over error", float(np.median(ratios)))
    refused = 100 * n_refused / (n_refused + len(hits))
    yield Row("the same: refused (most of a jump's box is cut off)", refused, "%", most=5.0)
