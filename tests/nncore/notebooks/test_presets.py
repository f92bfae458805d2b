"""What the notebooks ran, against what they printed of it."""

from nncore.notebooks import INTEGRATION_SPEC
from nncore.notebooks import printed_integrals as printed
from nncore.samples.split import n_training_samples


def test_the_training_run_is_that_of_the_spec():
    spec = INTEGRATION_SPEC
    assert (spec.n_samples, spec.n_hidden) == (printed.N_SAMPLES, printed.N_HIDDEN)
    assert 3 * spec.n_hidden + 1 == 30_001  # cell 23
    assert (spec.trainer.epochs, spec.trainer.batch_size) == (10, 20)  # cell 25
    assert spec.interval == printed.TRAINING_INTERVAL
    n_training = n_training_samples("uniform", spec.n_samples, 0.25, 0.33)
    assert n_training == 25_125 * spec.trainer.batch_size == 502_500  # cell 25: steps an epoch
