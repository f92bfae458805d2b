"""The stored network is what its spec says, and training makes such networks."""

import dataclasses
from importlib import resources

import numpy as np
import pytest

from nncore.experiments import make_dataset
from nncore.notebooks import INTEGRATION_SPEC, STORED_SPEC, StoredNetwork, stored_network
from nncore.notebooks.small_network import FILE_NAME
from nncore.notebooks.train_small_network import train_to_the_end
from nncore.specs import IntegrationSpec
from nncore.trainers import Adam

STORED = stored_network()

# The recorded loss is a sum of float32 terms.
FLOAT32_LOSS = 1e-5


def recomputed_loss(stored):
    dataset = make_dataset(stored.spec)
    return np.mean((stored.network(dataset.x_validation) - dataset.y_validation) ** 2)


def test_it_is_stored_in_the_package():
    file = resources.files("nncore.notebooks").joinpath(FILE_NAME)
    text = file.read_text(encoding="utf-8")
    assert len(text) < 100_000
    assert StoredNetwork.from_json(text).to_json() == text


def test_its_spec_is_the_preset_with_fewer_units_and_epochs():
    assert STORED.spec == STORED_SPEC
    changed = {
        field.name
        for field in dataclasses.fields(IntegrationSpec)
        if getattr(STORED_SPEC, field.name) != getattr(INTEGRATION_SPEC, field.name)
    }
    assert changed == {"n_hidden", "trainer", "seed"}
    assert dataclasses.replace(STORED_SPEC.trainer, epochs=10) == INTEGRATION_SPEC.trainer


def test_a_page_can_open_its_spec():
    assert IntegrationSpec.from_query(STORED_SPEC.to_query()) == STORED_SPEC


def test_its_weights_are_float32_numbers():
    parameters = STORED.network.pack()
    assert STORED.network.n_hidden == STORED_SPEC.n_hidden
    np.testing.assert_array_equal(parameters.astype(np.float32).astype(np.float64), parameters)


def test_the_recorded_loss_is_that_of_the_stored_weights():
    assert recomputed_loss(STORED) == pytest.approx(STORED.validation_loss, rel=FLOAT32_LOSS)
    assert STORED.validation_loss < 4e-4  # the notebook's own network: 2.5e-4


@pytest.mark.slow
def test_training_again_makes_such_a_file():
    """With a fifth of the samples and two epochs; the weights depend on the machine's rounding."""
    spec = dataclasses.replace(
        STORED_SPEC, n_samples=200_000, trainer=Adam(batch_size=20, epochs=2)
    )
    trained = StoredNetwork.from_json(train_to_the_end(spec).to_json())
    assert trained.spec == spec
    assert recomputed_loss(trained) == pytest.approx(trained.validation_loss, rel=FLOAT32_LOSS)
    assert trained.validation_loss < 0.01  # 1.7e-3 to 2.6e-3 for three other seeds
