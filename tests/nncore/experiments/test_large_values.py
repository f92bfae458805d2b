"""Integrands whose squares, or whose values, are near the largest float."""

from itertools import islice

import numpy as np
import pytest

from nncore.experiments import make_dataset, start_network, start_record, train
from nncore.specs import IntegrationSpec
from nncore.trainers import TRAINERS

WITHOUT_TENSORFLOW = [t for name, t in TRAINERS.items() if not t.needs_tensorflow]


@pytest.mark.parametrize("trainer", [*WITHOUT_TENSORFLOW, TRAINERS["adam"]])
@pytest.mark.parametrize("upper", [356.0, 700.0, 709.0])
def test_no_trainer_overflows_with_an_exception(trainer, upper):
    spec = IntegrationSpec(
        integrand="exp(x)", lower=0.0, upper=upper, n_samples=100, n_hidden=5, trainer=trainer()
    )
    *_, last = islice(train(spec), 4)
    exact = np.exp(upper)
    if upper == 356.0:
        assert 0.0 < last.loss < np.inf
    else:
        assert last.loss == np.inf  # in units of y², which no float can tell
    if upper < 709.0:
        assert abs(last.network.integral(0.0, upper)) < 1e3 * exact


@pytest.mark.parametrize("upper", [356.0, 700.0])
def test_the_losses_before_training_may_be_beyond_the_largest_float(upper):
    spec = IntegrationSpec(integrand="exp(x)", lower=0.0, upper=upper, n_samples=100, n_hidden=5)
    dataset = make_dataset(spec)
    record = start_record(dataset, start_network(spec, dataset))
    assert record.loss > 0 and (record.loss == np.inf) == (upper == 700.0)
    assert record.validation_loss > 0 and (record.validation_loss == np.inf) == (upper == 700.0)
