"""What the stencil page says of a run that has ended."""

import numpy as np
import pytest

import nncore
from nncore.live import TrainingRun
from nncore.specs import StencilSpec
from nncore.stencils.learned import StencilStep
from nncore.trainers import TrainingStatus
from pages.stencils.results import missed

SPEC = StencilSpec(offsets=(-2, -1, 0, 1, 2), derivative_order=2)
OPTIMUM = nncore.optimal_stencil(SPEC)


def ended(coefficients, status=TrainingStatus.FINISHED):
    record = StencilStep(30, 1.0, None, status, 1.0, coefficients=coefficients)
    return TrainingRun(SPEC, records=[record], status=status)


def test_what_the_weights_have_missed_is_told():
    sentence = missed(ended(OPTIMUM + 0.02 * np.max(np.abs(OPTIMUM))))
    assert str(sentence).startswith(
        "The weights are 2.00\N{NO-BREAK SPACE}% of the largest one away from the optimum"
    )
    assert missed(ended(OPTIMUM)) is None


@pytest.mark.parametrize("status", [TrainingStatus.PAUSED, TrainingStatus.DIVERGED])
def test_nothing_is_said_before_the_end_and_after_a_divergence(status):
    assert missed(ended(np.zeros(5), status)) is None
