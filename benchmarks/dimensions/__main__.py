"""Measure integration in several inputs, on one thread, and print rows beside their bounds.

Run as ``python -m benchmarks.dimensions [part ...]``, with the parts of `PARTS`. A part is a
module of this package with a function ``rows()`` that yields each row as soon as it is known.
"""

from __future__ import annotations

import os

# Read when numpy is imported, here or by the caller: a worker has one BLAS thread too.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import argparse  # noqa: E402
import sys  # noqa: E402
from importlib import import_module  # noqa: E402

PARTS = ("closed_forms", "classical", "fits", "parametric_fits")


def main() -> int:
    """Return 1 if a bound is missed, 0 otherwise."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", choices=[[], *PARTS], default=[])
    missed = 0
    for part in parser.parse_args().parts or PARTS:
        print(part, flush=True)
        for row in import_module(f"benchmarks.dimensions.{part}").rows():
            print(row, flush=True)
            missed += not row.is_met
    return int(missed > 0)


if __name__ == "__main__":
    sys.exit(main())
