"""A short run of each kind, on the command line and in the library."""

from threadpoolctl import threadpool_limits

import nncore
from nncore import IntegrationSpec, LevenbergMarquardt
from nncore.runs import open_history

FORMULA = ["exp(-x)*sin(3*x)", "0", "5", "--hidden", "10", "--samples", "300"]
SHORT = ["--max-iterations", "12"]
SPEC = IntegrationSpec(
    integrand="exp(-x)*sin(3*x)",
    lower=0.0,
    upper=5.0,
    n_hidden=10,
    n_samples=300,
    trainer=LevenbergMarquardt(max_iterations=12),
)
STENCIL = [
    "stencil",
    "--offsets",
    "-1",
    "0",
    "1",
    "--fields",
    "200",
    "--epochs",
    "3",
    "--batch-size",
    "32",
]


def last_step(spec):
    with threadpool_limits(1):
        *_, step = nncore.train(spec)
    return step


def runs_in(database):
    with open_history(database) as history:
        return [history.get(summary.key) for summary in history.find()]
