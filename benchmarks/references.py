"""Whether references are right, how narrow the proved ones are, and what they take.

The catalogue is compared with enclosures of more digits, the reported integrals with closed forms
in mpmath at 50 digits. And of random formulas, whether the estimated errors of networks are honest.
Run as ``python -m benchmarks.references [--formulas 1000]``.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from dataclasses import replace
from statistics import median
from typing import NamedTuple

from mpmath import mp, mpf

from benchmarks import random_formulas
from benchmarks.integral_cases import (
    AGREED,
    DIGITS,
    DIVERGENT,
    REFUSED,
    UNDERESTIMATED,
    WRONG,
    Case,
)
from nncore.formulas import Formula
from nncore.integrands import INTEGRANDS, Integrand
from nncore.quadrature import adaptive_panels
from nncore.references import Reference, ReferenceFailure, reference
from nncore.references.catalogue_trees import tree_of
from nncore.references.enclosure import enclosure
from nncore.references.unproved import Unproved

CASES = (*WRONG, *UNDERESTIMATED, *REFUSED, *AGREED)
NARROW = 1e-12  # of the integral of |f|
REPEATS = 5


class Row(NamedTuple):
    """A measured value, what it should reach, and whether that is a least or a most."""

    name: str
    value: float
    target: float
    unit: str
    at_least: bool


def integrand_of(case: Case) -> Integrand:
    """Return a formula that is not checked first."""
    return Integrand(case.text, case.text, case.lower, case.upper, Formula(case.text))


def milliseconds(integrand: Integrand, case: Case) -> float:
    """Return the least processor time of a reference."""
    times = []
    for i in range(REPEATS):
        fresh = replace(integrand, name=f"{case.text} ({i})")  # what was found is remembered
        start = time.process_time()
        reference(fresh, case.lower, case.upper)
        times.append(time.process_time() - start)
    return 1e3 * min(times)


def measured_cases() -> Iterator[tuple[Case, Reference, float, bool]]:
    """Yield each reported integral with its reference, its time, and whether it is right."""
    for case in CASES:
        integrand = integrand_of(case)
        known = reference(integrand, case.lower, case.upper)
        with mp.workdps(DIGITS):
            is_right = abs(mpf(known.value) - case.truth()) <= known.error
        yield case, known, milliseconds(integrand, case), bool(is_right)


def is_refused(text: str, lower: float, upper: float) -> bool:
    """Whether an integral has no reference."""
    try:
        reference(Integrand(text, text, lower, upper, Formula(text)), lower, upper)
    except ReferenceFailure:
        return True
    return False


def has_narrow_enclosure(integrand: Integrand) -> bool:
    """Whether an entry of the catalogue is enclosed to 1e-12 of the integral of abs(f)."""
    tree = tree_of(integrand)
    if tree is None:
        return False
    ends = [integrand.lower, integrand.upper]
    panels = adaptive_panels(integrand, [ends], singular_points=[*ends, *integrand.breakpoints])
    try:
        ball = enclosure(tree, integrand.lower, integrand.upper)
    except Unproved:
        return False
    return float(ball.rad()) <= NARROW / 2 * panels.size.sum()


def is_within_its_error(integrand: Integrand) -> bool:
    """Whether the reference of an entry is within its error of an enclosure with more digits."""
    tree = tree_of(integrand)
    assert tree is not None
    known = reference(integrand, integrand.lower, integrand.upper)
    try:
        sharp = enclosure(tree, integrand.lower, integrand.upper, precision=120)
    except Unproved:
        return False
    return bool(abs(sharp - known.value) <= known.error)


def rows() -> list[Row]:
    """Measure all."""
    found = list(measured_cases())
    proved = [row for row in found if row[1].method == "enclosure"]
    agreed = [row for row in found if row[1].method == "agreement"]
    catalogue = list(INTEGRANDS.values())
    refused = [is_refused(*case[:3]) for case in DIVERGENT]
    right = [row[3] for row in found]
    right += [is_within_its_error(integrand) for integrand in catalogue]
    narrow = [has_narrow_enclosure(integrand) for integrand in catalogue]
    sharp = [row[1].error <= NARROW * max(abs(row[1].value), 1) for row in proved]
    return [
        Row("catalogue and cases within their error", _percent(right), 100, "%", True),
        Row("catalogue: enclosure within 1e-12", _percent(narrow), 90, "%", True),
        Row("proved cases within 1e-12", _percent(sharp), 90, "%", True),
        Row("cases that are proved", 100 * len(proved) / len(found), 90, "%", True),
        Row("divergent integrals refused", _percent(refused), 100, "%", True),
        Row("time of a proved reference", median(row[2] for row in proved), 20, "ms", False),
        Row("time by agreement", median(row[2] for row in agreed), 200, "ms", False),
        Row("longest time of all", max(row[2] for row in found), 500, "ms", False),
    ]


def _percent(answers: list[bool]) -> float:
    return 100 * sum(answers) / len(answers)


def rows_of_estimates(n_formulas: int) -> list[Row]:
    """Judge networks on random formulas."""
    shares = random_formulas.Shares.of(random_formulas.measured(n_formulas))
    return [
        Row("estimate not below the error, where proved", shares[0], 100, "%", True),
        Row("estimate not below the error, elsewhere", shares[1], 99, "%", True),
        Row("estimate within 100 times of the error", shares[2], 80, "%", True),
        Row("estimates of 0 that are not proved", shares[3], 0, "", False),
    ]


def main() -> None:
    """Print the rows beside their targets."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--formulas", type=int, default=random_formulas.N_FORMULAS)
    for row in [*rows(), *rows_of_estimates(parser.parse_args().formulas)]:
        bound = "least" if row.at_least else "most"
        print(f"{row.name:42} {row.value:8.1f} {row.unit:2} (at {bound} {row.target:.0f})")


if __name__ == "__main__":
    main()
