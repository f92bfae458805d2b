"""Measure integration in several inputs, on one thread, and print rows beside their bounds.

Run as ``python -m benchmarks.dimensions [part ...]``, with the parts of `PARTS`. A part is a
module of this package with a function ``rows()`` that yields each row as soon as it is known.
"""

from __future__ import annotations

import os

# Read when numpy is imported, here or by the caller: a worker has one BLAS thread too.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import sys  # noqa: E402

from benchmarks.parts import run_parts  # noqa: E402

PARTS = ("closed_forms", "classical", "fits", "honesty", "slopes", "parametric_fits")

if __name__ == "__main__":
    sys.exit(run_parts("benchmarks.dimensions", PARTS, __doc__))
