"""What benchmarks of several parts have in common: each part is a module with ``rows()``."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from importlib import import_module


def run_parts(package: str, parts: Sequence[str], description: str | None) -> int:
    """Print the rows of the parts that the command line names, or of all, as they are known.

    Returns
    -------
    int
        1 if a bound is missed, 0 otherwise.
    """
    parser = argparse.ArgumentParser(prog=f"python -m {package}", description=description)
    parser.add_argument(
        "parts",
        nargs="*",
        choices=[[], *parts],
        default=[],
        metavar="part",
        help=f"one of {', '.join(parts)}; all where none is named",
    )
    missed = 0
    for part in parser.parse_args().parts or parts:
        print(part, flush=True)
        for row in import_module(f"{package}.{part}").rows():
            print(row, flush=True)
            missed += not row.is_met
    return int(missed > 0)
