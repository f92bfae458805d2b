import mpmath
import numpy as np
import pytest

from nncore.samples.examples import EXAMPLES
from nncore.samples.examples.example import Example


@pytest.fixture(params=EXAMPLES)
def example(request) -> Example:
    return EXAMPLES[request.param]


def test_the_table_is_read_and_always_the_same(example):
    data = example.data
    assert example.table.count("\n") > 30 and data.x_unit and data.x_label != "x"
    assert (data.sigma is not None) == example.has_sigma
    scatter = (data.y - example.curve(data.x)) / example.noise
    # The mean of n squares of normal variables is 1 to within sqrt(2 / n).
    assert np.mean(scatter**2) == pytest.approx(1.0, abs=4 * np.sqrt(2 / len(data)))


def test_the_slope_is_the_derivative(example):
    lower, upper = example.data.x[[0, -1]]
    x = np.linspace(lower, upper, 52)[1:-1]
    h = 1e-5 * (upper - lower)
    found = (example.curve(x + h) - example.curve(x - h)) / (2 * h)
    assert example.slope(x) == pytest.approx(found, rel=1e-5, abs=1e-5 * np.max(np.abs(found)))


def test_the_antiderivative_is_one(example):
    """Against Gauss-Legendre quadrature of many pieces, by mpmath."""
    lower, upper = (float(end) for end in example.data.x[[0, -1]])
    edges = sorted(
        {*np.linspace(lower, upper, 41), *(p for p in (5.0, 21.0) if example.name == "solar-day")}
    )
    expected = mpmath.quad(lambda x: float(example.curve(np.array([float(x)]))[0]), edges)
    assert example.integral(lower, upper) == pytest.approx(float(expected), rel=1e-9)
    assert example.integral(upper, lower) == pytest.approx(-float(expected), rel=1e-9)


def test_other_draws_differ(example):
    one, other = (example.drawn(np.random.default_rng(seed)) for seed in (0, 1))
    assert not np.array_equal(one.y, other.y)
    quiet = example.drawn(np.random.default_rng(0), noise=0.0)
    assert np.array_equal(quiet.y, example.curve(quiet.x)) and quiet.sigma is None


def test_what_is_wrong_with_a_table_is_mended():
    said = [str(each) for each in EXAMPLES["track"].data.mended]
    assert said == [
        "2 rows without a value left out.",
        "Not sorted, x decreases once: sorted.",
        "1 row with the same x as another one: averaged.",
    ]
    ((lower, upper),) = EXAMPLES["spectrum"].data.gaps
    assert (lower, upper) == (554.0, 581.0)
    assert all(not EXAMPLES[name].data.gaps for name in EXAMPLES if name != "spectrum")
