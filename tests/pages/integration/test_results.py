"""What the Integrate page says of an interval."""

import numpy as np
import pytest

from nncore.certificates import error_estimate
from nncore.comparisons import compare, references
from nncore.experiments import start_network
from nncore.network import OneHiddenNetwork
from nncore.specs import IntegrationSpec
from pages.integration.results import (
    EXTRAPOLATED,
    REVERSED,
    covers,
    estimate_label,
    estimate_remark,
    estimate_text,
    note_on,
)

SPEC = IntegrationSpec(integrand="runge", n_hidden=4, n_samples=50)


@pytest.mark.parametrize(
    ("interval", "note"),
    [
        ((-0.5, 0.5), ""),
        ((0.5, -0.5), REVERSED),
        ((0.0, 2.0), EXTRAPOLATED),
        ((2.0, 0.0), f"{REVERSED}; {EXTRAPOLATED}"),
    ],
)
def test_what_is_special_about_an_interval_is_said(interval, note):
    zeros = np.zeros(SPEC.n_hidden)
    network = OneHiddenNetwork("logistic", zeros, zeros, zeros, 0.0)
    compared = compare(network, references(SPEC.function, (interval,)), SPEC.interval)
    assert note_on(compared, 0) == note


@pytest.mark.parametrize(
    ("true_error", "estimate", "is_covering", "mark"),
    [
        ((1e-3, 1e-3), 2e-3, True, "✓"),
        ((3e-3, 3e-3), 2e-3, False, "✗"),
        ((0.0, 1e-9), 1e-10, None, ""),  # the reference itself does not tell
        ((1.9995e-3, 2.0001e-3), 1.99e-3, None, ""),
        ((1.9995e-3, 1.9999e-3), 1.99e-3, True, "✓"),  # 2.0e-3 is what is written
        ((np.nan, np.nan), 1e-3, None, ""),
        ((1e-3, 1e-3), np.inf, None, ""),
        ((np.inf, np.inf), 1e-3, False, "✗"),
    ],
)
def test_an_estimate_is_marked_only_by_what_is_known(true_error, estimate, is_covering, mark):
    assert covers(true_error, estimate) is is_covering
    label, remark = estimate_label(is_covering), estimate_remark(421.0, is_covering)
    for sign in "✓✗":
        assert (sign in label) == (sign in remark) == (sign == mark)
    assert "421 points of f" in remark


@pytest.mark.parametrize(
    "text", ["log(x)/sqrt(x)", "log(x)/x^0.6", "log(1-x)/sqrt(1-x)", "x^(-0.95)", "(1-x)^(-0.9)"]
)
@pytest.mark.parametrize("n_hidden", [3, 50])
def test_rounding_turns_no_mark_red(text, n_hidden):
    """Estimate and error agree to all digits but the last, which the reference does not know."""
    spec = IntegrationSpec(integrand=text, lower=0.0, upper=1.0, n_hidden=n_hidden, n_samples=300)
    fit, f = start_network(spec), spec.training_integrand
    compared = compare(fit, references(f, (spec.interval,)), spec.interval)
    low, high = (float(end[0]) for end in compared.nni_error_range)
    estimate = error_estimate(fit, f, *spec.interval, n_samples=spec.n_training_samples).estimate
    assert covers((low, high), estimate) is not False


@pytest.mark.parametrize(("is_covering", "mark"), [(True, "✓"), (False, "✗"), (None, "")])
def test_a_raised_estimate_does_not_pass_for_one_of_the_points(is_covering, mark):
    remark = estimate_remark(421.0, is_covering, is_raised=True)
    assert "421 points of f missed something" in remark
    assert "without the exact value" not in remark
    assert [sign for sign in "✓✗" if sign in remark] == list(mark)


def test_an_estimate_is_called_none_where_there_is_none():
    assert estimate_text(np.inf) == "not known"
    assert estimate_text(0.01081) == "≈ 1.1e−2"
