"""How many samples are for training, for validation and for the test.

Random samples are split as scikit-learn and Keras split them: the test is rounded up, what is left
for the training is rounded down. Deterministic nodes are all trained on; the points for validation
and test come in addition, as many as make the same share of all.
"""

import math

from nncore.samples.nodes import RULE_WEIGHTS

_MINIMUM_FRESH_SAMPLES = 100  # fewer would make the validation loss of a fine grid a lottery


def n_training_samples(
    nodes: str, n_samples: int, test_fraction: float, validation_fraction: float
) -> int:
    """Return how many of the samples that `nncore.samples.dataset.sample` draws are trained on.

    Parameters
    ----------
    nodes, n_samples, test_fraction, validation_fraction
        As for `nncore.samples.dataset.sample`.
    """
    if nodes in RULE_WEIGHTS:
        return n_samples
    rest = n_samples - n_test_samples(n_samples, test_fraction)
    # At least one sample to train on; 1e-9 keeps 0.67 · 750,000 from becoming 502,499.
    return max(1, int(rest * (1.0 - validation_fraction) + 1e-9))


def n_test_samples(n_samples: int, fraction: float) -> int:
    """Return how many of the random samples are for the test: the share, rounded up."""
    return math.ceil(n_samples * fraction - 1e-9)  # 0.25 · 10⁶ must not become 250,001


def n_fresh_samples(n_samples: int, fraction: float) -> int:
    """Return how many fresh points, beside the nodes, are the share `fraction` of all."""
    if fraction == 0.0:
        return 0
    return max(_MINIMUM_FRESH_SAMPLES, round(n_samples * fraction / (1.0 - fraction)))


def memory_of_samples(
    nodes: str,
    n_samples: int,
    test_fraction: float,
    validation_fraction: float,
    n_inputs: int = 1,
) -> float:
    """Return the bytes of the samples in a run, their scaled copies and the trainer's own.

    Parameters
    ----------
    nodes, n_samples, test_fraction, validation_fraction
        As for `nncore.samples.dataset.sample`, or `nncore.samples.box_dataset.sample_box`.
    n_inputs : int
        Number of inputs.
    """
    numbers = 3 * (n_inputs + 1)  # of a sample
    if nodes not in RULE_WEIGHTS:
        return 8.0 * numbers * n_samples
    n_validation = n_fresh_samples(n_samples, validation_fraction)
    n_all = n_samples + n_validation + n_fresh_samples(n_samples, test_fraction)
    return 8.0 * (numbers * n_all + 4 * n_samples)  # the weights and their roots, sorted too
