import pickle

import numpy as np
import pytest

from nncore.messages import SettingError
from nncore.stencils.fields import grid, random_fields
from nncore.stencils.finite_differences import taylor_stencil
from nncore.stencils.measured_fields import MeasuredFields, fit_stencil, read_fields
from nncore.stencils.normal_equations import from_fields

OFFSETS, SPACING = (-1, 0, 1), 0.01
DRAWN = random_fields(200, grid(-1.0, 1.0, SPACING), 10, np.random.default_rng(0), noise=0.01)
FIELDS = MeasuredFields(DRAWN.values(), DRAWN.derivative(), SPACING)


def test_the_stencil_is_the_least_squares_solution():
    """Against NumPy's lstsq on the windows themselves, of the same snapshots."""
    found = fit_stencil(FIELDS, OFFSETS, seed=3)
    trained = np.sort(np.random.default_rng(3).permutation(200)[50:])
    u = FIELDS.values[trained]
    windows = np.stack([u[:, :-2], u[:, 1:-1], u[:, 2:]], axis=-1).reshape(-1, 3)
    target = FIELDS.derivatives[trained][:, 1:-1].ravel()
    weights, squares, *_ = np.linalg.lstsq(windows, target)
    # Normal equations have half of the digits.
    assert found.coefficients == pytest.approx(weights * SPACING, rel=1e-6, abs=1e-8)
    assert found.loss == pytest.approx(squares[0] / target.size, rel=1e-6)
    assert found.validation_loss == pytest.approx(found.loss, rel=0.5)
    assert found.taylor_loss > found.loss


def test_all_the_fields_of_the_lab_give_its_own_optimum():
    one = MeasuredFields(
        np.tile(DRAWN.values(), (4, 1)), np.tile(DRAWN.derivative(), (4, 1)), SPACING
    )
    found = fit_stencil(one.take(np.arange(200)), OFFSETS, seed=0).coefficients
    assert found == pytest.approx(from_fields(DRAWN, OFFSETS), rel=0.05, abs=0.01)


def test_fields_without_noise_of_low_degree_have_taylor_s_stencil():
    x = np.linspace(0.0, 1.0, 11)
    rng = np.random.default_rng(1)
    a, b, c = rng.normal(size=(3, 20, 1))
    fields = MeasuredFields(a + b * x + c * x**2, np.broadcast_to(2 * c, (20, 11)), x[1])
    found = fit_stencil(fields, (-1, 0, 1), derivative_order=2)
    assert found.coefficients == pytest.approx(taylor_stencil((-1, 0, 1), 2), abs=1e-6)
    assert found.validation_loss == pytest.approx(0.0, abs=1e-8)


def test_one_derivative_may_be_that_of_all_snapshots():
    x = np.linspace(0.0, 1.0, 101)
    noisy = np.sin(x) + 0.01 * np.random.default_rng(0).normal(size=(40, 101))
    found = fit_stencil(MeasuredFields(noisy, np.cos(x), 0.01), (-2, -1, 0, 1, 2), constraint=1)
    # Consistent: a constant has the derivative 0, and x has 1.
    assert found.coefficients.sum() == pytest.approx(0.0, abs=1e-9)
    assert found.coefficients @ np.arange(-2, 3) == pytest.approx(1.0)


def test_files(tmp_path):
    np.save(tmp_path / "u.npy", FIELDS.values.astype(np.float32))
    assert read_fields(tmp_path / "u.npy") == pytest.approx(FIELDS.values, abs=1e-6)
    text = "\n".join(";".join(map(repr, row)) for row in FIELDS.values[:5].tolist())
    (tmp_path / "u.csv").write_text(text.replace(".", ","))
    assert np.array_equal(read_fields(tmp_path / "u.csv"), FIELDS.values[:5])


class Shell:
    def __reduce__(self):
        return print, ("executed",)


def test_objects_are_refused_and_not_executed(tmp_path, capsys):
    np.save(tmp_path / "u.npy", np.array([[Shell()]], dtype=object), allow_pickle=True)
    (tmp_path / "v.npy").write_bytes(pickle.dumps(Shell()))
    (tmp_path / "w.npy").write_bytes(b"")
    for name in ("u.npy", "v.npy", "w.npy", "none.npy"):
        with pytest.raises(SettingError, match="holds no array of numbers"):
            read_fields(tmp_path / name)
    assert "executed" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("values", "derivatives", "spacing", "words"),
    [
        (np.zeros(5), np.zeros(5), 1.0, "`values` must be a matrix of numbers"),
        (np.zeros((0, 5)), np.zeros((0, 5)), 1.0, "`values` must be a matrix of numbers"),
        (np.zeros((2, 5)), np.zeros((2, 4)), 1.0, "`derivatives` must have the shape"),
        (np.full((2, 5), np.nan), np.zeros(5), 1.0, "`values` is nan in row 1"),
        (np.zeros((2, 5)), np.full(5, np.inf), 1.0, "`derivatives` is inf in row 1"),
        (np.zeros((2, 5)), np.zeros(5), 0.0, "`spacing` must be a finite number above 0, got 0.0"),
        (np.array([["a"]]), np.zeros((1, 1)), 1.0, "`values` must be a matrix of numbers"),
    ],
)
def test_what_is_no_field_is_refused(values, derivatives, spacing, words):
    with pytest.raises(SettingError) as refusal:
        MeasuredFields(values, derivatives, spacing)
    assert str(refusal.value).startswith(words)


def test_a_stencil_that_is_too_wide_is_refused():
    with pytest.raises(ValueError, match="wide|points"):
        fit_stencil(MeasuredFields(np.ones((4, 3)), np.ones(3), 1.0), (-2, -1, 0, 1, 2))
