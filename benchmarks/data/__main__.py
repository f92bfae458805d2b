"""Measure fits to noisy data, on one thread, and print rows beside their bounds.

Run as ``python -m benchmarks.data [part ...]``, with the parts of `PARTS`.
"""

from __future__ import annotations

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # before numpy is imported

import sys  # noqa: E402

from benchmarks.parts import run_parts  # noqa: E402

PARTS = ("accuracy", "times")

if __name__ == "__main__":
    sys.exit(run_parts("benchmarks.data", PARTS, __doc__))
