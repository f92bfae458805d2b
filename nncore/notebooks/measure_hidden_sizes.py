"""Measure the error against the number of hidden units, for the file that is stored.

``python -m nncore.notebooks.measure_hidden_sizes`` takes some ten minutes on one core. Another
processor rounds differently: the points move a little, their medians hardly.
"""

from collections.abc import Iterator
from pathlib import Path

from nncore.experiments import train
from nncore.notebooks.hidden_size import (
    FILE_NAME,
    MEASURED_SIZES,
    SEEDS,
    MeasuredSize,
    size_spec,
    to_json,
)
from nncore.notebooks.quirks import PUT_RIGHT
from nncore.notebooks.ten_intervals import autopsy

_DIGITS = 4


def measure(trainer: str, n_hidden: int, seed: int) -> MeasuredSize:
    """Train one network to the end of its run and integrate it on the ten intervals.

    See `nncore.notebooks.hidden_size.size_spec` for the parameters.
    """
    *_, last = train(size_spec(trainer, n_hidden, seed))
    assert last.validation_loss is not None
    largest = float(autopsy(last.network, PUT_RIGHT).comparison.nni_error.max())
    return MeasuredSize(trainer, n_hidden, seed, _rounded(largest), _rounded(last.validation_loss))


def measurements() -> Iterator[MeasuredSize]:
    """Measure every size with every seed and say what was found."""
    for trainer, sizes in MEASURED_SIZES.items():
        for n_hidden in sizes:
            for seed in SEEDS:
                run = measure(trainer, n_hidden, seed)
                print(run, flush=True)
                yield run


def _rounded(value: float) -> float:
    return float(f"{value:.{_DIGITS}g}")


def main() -> None:
    """Measure and write the file beside this one."""
    text = to_json(measurements())
    Path(__file__).with_name(FILE_NAME).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
