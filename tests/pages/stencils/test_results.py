"""What the stencil page says of a run that has ended."""

import numpy as np
import pytest

from nncore.live import TrainingRun
from nncore.specs import StencilSpec
from nncore.stencils.learned import StencilStep
from nncore.trainers import TrainingStatus
from pages.stencils.results import band_errors, loss_over_optimum

SPEC = StencilSpec(offsets=(-2, -1, 0, 1, 2), derivative_order=2)


def ended(spec, loss, status=TrainingStatus.FINISHED):
    zeros = np.zeros(len(spec.offsets))
    record = StencilStep(30, loss, None, status, 1.0, coefficients=zeros)
    return TrainingRun(spec, records=[record], status=status)


def test_the_loss_is_compared_with_the_least_possible_one():
    least = band_errors(SPEC)["optimum"][0]
    assert loss_over_optimum(ended(SPEC, 20 * least)) == pytest.approx(20)


@pytest.mark.parametrize("status", [TrainingStatus.PAUSED, TrainingStatus.DIVERGED])
def test_nothing_is_said_before_the_end_and_after_a_divergence(status):
    assert loss_over_optimum(ended(SPEC, 1e9, status)) is None


def test_nothing_is_said_of_an_optimum_that_is_exact():
    # one wave, and as many weights as make its derivative exact
    exact = StencilSpec(offsets=(-1, 0, 1), max_mode=2)
    assert loss_over_optimum(ended(exact, 1e-3)) is None
