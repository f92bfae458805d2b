"""Loss curves: what is thinned, what is kept, and the way to bytes and back."""

import io
import pickle

import numpy as np
import pytest

from nncore.experiments import train
from nncore.specs import IntegrationSpec
from nncore.trainers import LevenbergMarquardt, TrainingRecord, TrainingStatus
from nncore.trainers.loss_curve import CurveRecorder, LossCurve


def record(iteration, loss=None, validation_loss=None, **diagnostics):
    loss = 1.0 / (1 + iteration) if loss is None else loss
    status = TrainingStatus.RUNNING
    return TrainingRecord(iteration, loss, validation_loss, status, 0.1 * iteration, diagnostics)


def test_a_short_run_is_kept_as_it_is():
    spec = IntegrationSpec(
        integrand="runge", n_hidden=4, n_samples=100, trainer=LevenbergMarquardt(max_iterations=9)
    )
    steps = list(train(spec))
    curve = LossCurve.of(steps)
    assert curve.position.tolist() == [step.iteration for step in steps]
    assert curve.loss.tolist() == [step.loss for step in steps]
    assert curve.validation_loss.tolist() == [step.validation_loss for step in steps]
    assert curve.seconds.tolist() == [step.seconds for step in steps]
    assert LossCurve.of([step.record for step in steps]) == curve


@pytest.mark.parametrize("n", [1, 2, 499, 500, 501, 1000, 1001, 12_345])
def test_a_curve_has_its_ends_and_no_more_points_than_wanted(n):
    curve = LossCurve.of(map(record, range(n)))
    assert len(curve) == min(n, 500)
    assert curve.position[0] == 0 and curve.position[-1] == n - 1
    assert (np.diff(curve.position) > 0).all()
    np.testing.assert_array_equal(curve.loss, 1.0 / (1 + curve.position))
    # Evenly: no gap is more than three times as wide as it would be at equal distances.
    assert np.diff(curve.position, prepend=-1).max() <= max(1, 3 * n / 500)


def test_whole_iterations_come_before_steps_inside_them():
    records = [
        record(epoch, 1.0, 2.0) if part == 0 else record(epoch, 1.0, None, epoch=epoch + part / 10)
        for epoch in range(30)
        for part in range(10)
    ]
    curve = LossCurve.of(records, max_points=50)
    assert len(curve) == 50
    whole = curve.position == np.round(curve.position)
    assert set(curve.position[whole]) == set(range(30))
    assert curve.position[-1] == 29.9  # the newest is there, whole or not
    assert np.isnan(curve.validation_loss[~whole]).all()
    assert (curve.validation_loss[whole] == 2.0).all()


def test_the_validation_loss_survives_a_run_of_very_long_epochs():
    records = [record(0, 1.0, 2.0)]
    records += [record(0, 1.0, None, epoch=j / 5_000) for j in range(1, 5_000)]
    records += [record(1, 1.0, 3.0)]
    curve = LossCurve.of(records, max_points=20)
    assert len(curve) == 20
    assert curve.validation_loss[[0, -1]].tolist() == [2.0, 3.0]


def test_a_long_run_takes_no_more_memory_than_a_short_one():
    recorder = CurveRecorder(10)
    for iteration in range(100_000):
        recorder.add(record(iteration))
    assert len(pickle.dumps(recorder)) < 5_000
    assert len(recorder.curve()) == 10


def test_bytes_bring_back_the_same_curve():
    curve = LossCurve.of([record(0, 1.0, 0.5), record(1, np.inf, None), record(2, np.nan, 1e-300)])
    assert LossCurve.from_bytes(curve.to_bytes()) == curve
    assert LossCurve.from_bytes(LossCurve.of([]).to_bytes()) == LossCurve.of([])
    with np.load(io.BytesIO(curve.to_bytes())) as arrays:  # NumPy alone can read it
        assert set(arrays) == {"position", "loss", "validation_loss", "seconds"}


def test_bytes_that_are_no_curve_are_refused_and_never_executed():
    trap = io.BytesIO()
    np.savez(trap, position=np.array([print], dtype=object))
    for data in (b"", b"PK\x03\x04 not a file", trap.getvalue(), LossCurve.of([]).to_bytes()[:100]):
        with pytest.raises(ValueError, match=r"is not a loss curve|Object arrays cannot be loaded"):
            LossCurve.from_bytes(data)


def test_curves_cannot_be_changed_and_compare_by_their_values():
    curve = LossCurve.of([record(0), record(1)])
    with pytest.raises(ValueError, match="read-only"):
        curve.loss[0] = 0.0
    assert curve != LossCurve.of([record(0)])
    assert pickle.loads(pickle.dumps(curve)) == curve


def test_what_makes_no_curve_is_named():
    with pytest.raises(ValueError, match="`loss` must be one value for each of the 2 positions"):
        LossCurve([0, 1], [1.0], [1.0, 2.0], [0.0, 0.1])
    with pytest.raises(ValueError, match="`max_points` must be at least 2, got 1."):
        LossCurve.of([], max_points=1)
