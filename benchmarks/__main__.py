"""Run every benchmark that needs no browser, each in a process of its own.

``make bench`` calls it; ``benchmarks/README.md`` says what each row means.
"""

import subprocess
import sys

_MODULES = (
    "closed_form",
    "dimensions",
    "keras_step",
    "levenberg_marquardt",
    "worker_ticks",
    "trainers",
    "stencils",
    "operators",
    "waves",
    "references",
    "certificates",
    "data",
    "work_precision",
    "sweeps",
    "history",
)


def main() -> int:
    """Return 1 if a benchmark ended with an error, 0 otherwise."""
    failed = 0
    for module in _MODULES:
        print(f"\n{module}\n{'-' * len(module)}", flush=True)
        failed += subprocess.run([sys.executable, "-m", f"benchmarks.{module}"]).returncode != 0
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
