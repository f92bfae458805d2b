"""From how many different limits on NNI costs less than a classical rule, over the catalogue.

A network is trained at several numbers of samples; the one with the fewest samples that reaches
the target error stands in the table, or the best one where none does. A cell is the break-even of
`nncore.work_precision`, in evaluations of the integrand, with the whole interval and nine parts of
it; ``≤`` where the rule never got there. Run as
``python -m benchmarks.work_precision [--integrands log runge ...]``.
"""

from __future__ import annotations

import os

# Read when numpy is imported, here or by the caller: a worker has one BLAS thread too.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import argparse  # noqa: E402
from collections.abc import Iterator, Sequence  # noqa: E402
from typing import NamedTuple  # noqa: E402

import numpy as np  # noqa: E402

from nncore.integrands import INTEGRANDS  # noqa: E402
from nncore.quadrature import RULES  # noqa: E402
from nncore.specs import IntegrationSpec  # noqa: E402
from nncore.trainers import LevenbergMarquardt  # noqa: E402
from nncore.work_precision import BreakEven, trained_networks, work_precision  # noqa: E402

TARGET = 1e-5  # of the integral of |f|
N_HIDDEN = 30
MAX_ITERATIONS = 100


class Row(NamedTuple):
    """One integrand: what NNI needs and reaches, and its break-even with each rule."""

    name: str
    n_samples: int
    error: float
    break_even: dict[str, BreakEven]

    def cells(self) -> list[str]:
        """Return the cells of a table."""
        limits = [
            f"{'≤' if found.is_at_most else ''}{found.n_limits:,}"
            for found in self.break_even.values()
        ]
        return [self.name, f"{self.n_samples:,}", f"{self.error:.0e}", *limits]


def row(name: str) -> Row:
    """Train on Chebyshev nodes, all of which are trained on."""
    integrand = INTEGRANDS[name]
    spec = IntegrationSpec(
        integrand=name,
        n_hidden=N_HIDDEN,
        nodes="chebyshev",
        validation_fraction=0.0,
        trainer=LevenbergMarquardt(max_iterations=MAX_ITERATIONS),
    )
    found = work_precision(integrand, trained_networks(spec), *spec.interval)
    good = np.flatnonzero(found.nni.error <= TARGET)
    point = int(good[0]) if good.size else int(np.argmin(found.nni.error))
    break_even = {rule: found.break_even(rule, point) for rule in found.rules}
    return Row(name, int(found.nni.evaluations[point]), float(found.nni.error[point]), break_even)


def rows(names: Sequence[str]) -> Iterator[Row]:
    """Measure one integrand after the other."""
    return map(row, names)


def main() -> None:
    """Print a table in Markdown."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--integrands", nargs="+", default=list(INTEGRANDS))
    print(" | ".join(["integrand", "samples", "error", *(rule.label for rule in RULES.values())]))
    print(" | ".join(["---"] * (3 + len(RULES))))
    for found in rows(parser.parse_args().integrands):
        print(" | ".join(found.cells()), flush=True)


if __name__ == "__main__":
    main()
