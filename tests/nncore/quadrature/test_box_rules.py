"""What all classical methods over boxes promise: bounds, counts, honesty, seeds, signs."""

import numpy as np
import pytest

from nncore.quadrature.box_rules import BOX_RULES
from tests.nncore.quadrature.box_functions import SMOOTH, Counting, peak, smooth

BUDGETS = (100, 1_000, 10_000, 30_000)
ROUNDING = 1e-13
"""Of sums of up to 1e5 positive terms, relative to the integral of |f|, which is at most e^n."""

DETERMINISTIC = [name for name, rule in BOX_RULES.items() if not rule.is_random]
RANDOM = [name for name, rule in BOX_RULES.items() if rule.is_random]

# Where the estimate is below the error: the coarsest rules, before they see f at all.
LEAST_NODES = 30


def ladder(name, f, n, budgets=BUDGETS, **options):
    return list(BOX_RULES[name].estimates(f, [0.0] * n, [1.0] * n, budgets, **options))


@pytest.mark.parametrize("n", [1, 2, 3, 5])
@pytest.mark.parametrize("name", BOX_RULES)
def test_evaluations_are_counted_and_bounded(name, n):
    counting = Counting(smooth)
    estimates, seen = [], 0
    for estimate in BOX_RULES[name].estimates(counting, [0.0] * n, [1.0] * n, BUDGETS):
        made = counting.n if name == "monte-carlo" else counting.n - seen
        assert estimate.n_evaluations == made
        assert any(budget / 2**n / 21 < made <= budget for budget in BUDGETS)
        assert estimate.seconds >= 0
        estimates.append(estimate)
        seen = counting.n
    counts = [estimate.n_evaluations for estimate in estimates]
    assert counts == sorted(set(counts))
    assert counting.lowest >= 0
    assert counting.highest <= 1
    n_possible = sum(BOX_RULES[name].least(n) is not None for _ in BUDGETS)
    assert len(estimates) <= n_possible
    if (name, n) in (("genz-malik", 1), ("nquad", 5), ("gk21", 5)):
        assert not estimates
    else:
        assert estimates


@pytest.mark.parametrize("n", [1, 2, 3, 5])
@pytest.mark.parametrize("case", SMOOTH)
@pytest.mark.parametrize("name", DETERMINISTIC)
def test_deterministic_methods_are_honest_where_f_is_smooth(name, case, n):
    f, integral = SMOOTH[case]
    for estimate in ladder(name, f, n):
        if estimate.n_evaluations >= LEAST_NODES * n:
            error = abs(estimate.value - integral(n))
            assert error <= estimate.error_estimate + ROUNDING * np.e**n


@pytest.mark.parametrize("case", SMOOTH)
@pytest.mark.parametrize("name", RANDOM)
def test_one_interval_in_twenty_of_random_methods_is_missed(name, case):
    """Of 100 seeds: 95 within the interval, and with 3.5 standard deviations 87 at least."""
    f, integral = SMOOTH[case]
    n, budget = 3, 1_000
    estimates = [ladder(name, f, n, [budget], seed=seed)[0] for seed in range(100)]
    hits = [abs(e.value - integral(n)) <= e.error_estimate for e in estimates]
    assert 87 <= sum(hits)
    # Nor are the intervals much too wide: half of the errors are above a tenth of them.
    errors = np.array([abs(e.value - integral(n)) / e.error_estimate for e in estimates])
    assert np.median(errors) > 0.1


@pytest.mark.parametrize(
    ("name", "n", "budget", "rtol"),
    [
        ("gauss-legendre", 3, 10_000, 1e-13),
        ("gauss-legendre", 5, 100_000, 1e-5),
        ("gk21", 2, 100_000, 1e-13),
        ("genz-malik", 2, 20_000, 1e-8),
        ("genz-malik", 5, 30_000, 1e-3),
        ("nquad", 2, 10_000, 1e-13),
        ("quasi-monte-carlo", 5, 100_000, 1e-3),
        ("monte-carlo", 5, 100_000, 1e-2),
    ],
)
def test_accuracy(name, n, budget, rtol):
    f, integral = SMOOTH["peak"]
    estimate = ladder(name, f, n, [budget])[-1]
    assert estimate.value == pytest.approx(integral(n), rel=rtol)


@pytest.mark.parametrize("name", RANDOM)
def test_a_seed_gives_the_same_numbers(name):
    first, again, other = (ladder(name, peak, 2, [1_000], seed=s)[0] for s in (5, 5, 6))
    assert first[:3] == again[:3]
    assert first.value != other.value


@pytest.mark.parametrize("name", BOX_RULES)
def test_a_reversed_pair_of_limits_changes_the_sign(name):
    rule = BOX_RULES[name]
    forth = next(rule.estimates(peak, [0.0, 0.0], [1.0, 1.0], [2_000]))
    back = next(rule.estimates(peak, [1.0, 0.0], [0.0, 1.0], [2_000]))
    assert back.value == pytest.approx(-forth.value, rel=0.2 if rule.is_random else 1e-12)
    assert back.error_estimate >= 0


@pytest.mark.parametrize("name", BOX_RULES)
def test_the_volume_of_a_box(name):
    rule = BOX_RULES[name]
    found = next(rule.estimates(lambda x: np.ones(len(x)), [-1.0, 2.0], [3.0, 2.5], [2_000]))
    assert found.value == pytest.approx(2.0, rel=1e-14)


@pytest.mark.parametrize("name", BOX_RULES)
def test_a_pole_shows_and_does_not_hang(name):
    """1/(x1 - x2) over the square: no finite number of points tells, but the work is bounded."""
    counting = Counting(lambda x: 1 / (x[:, 0] - x[:, 1]))
    with np.errstate(all="raise"):
        for estimate in BOX_RULES[name].estimates(counting, [0.0, 0.0], [1.0, 1.0], [3_000]):
            assert estimate.n_evaluations <= 3_000
    assert counting.n <= 3_000
