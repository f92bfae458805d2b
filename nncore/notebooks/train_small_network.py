"""Train the network that is stored with the package.

``python -m nncore.notebooks.train_small_network`` takes some seconds. Another processor or another
release of TensorFlow rounds differently, and 125,000 steps later the weights are others, of the
same quality.
"""

from pathlib import Path

from nncore.experiments import train
from nncore.messages import SentenceError
from nncore.notebooks.small_network import FILE_NAME, STORED_SPEC, StoredNetwork
from nncore.specs import IntegrationSpec
from nncore.trainers import TrainingStatus


def train_to_the_end(spec: IntegrationSpec) -> StoredNetwork:
    """Train the network of a spec and keep its last step.

    Parameters
    ----------
    spec : IntegrationSpec
        With validation samples.

    Raises
    ------
    SentenceError
        If the run diverges.
    """
    last = None
    for last in train(spec):
        if last.status is TrainingStatus.DIVERGED:
            raise SentenceError("The run of the small network has diverged.")
    assert last is not None and last.validation_loss is not None
    return StoredNetwork(spec, last.network, last.validation_loss)


def main() -> None:
    """Train and write the file beside this one."""
    trained = train_to_the_end(STORED_SPEC)
    Path(__file__).with_name(FILE_NAME).write_text(trained.to_json(), encoding="utf-8")
    print(f"validation loss {trained.validation_loss:.3g}")


if __name__ == "__main__":
    main()
