"""Whatever is typed: a value with an honest error, or one sentence; never a traceback."""

import math
import re
from itertools import islice

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import nncore
from benchmarks.formula_grammar import random_formula, random_limit
from nncore.command_line import main
from nncore.formulas import parse_formula
from nncore.trainers import OutputLayer

pytestmark = pytest.mark.filterwarnings("error")

SENTENCE = re.compile(r"\S.*[.?]", re.DOTALL)
FEW = settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)

FORMULAS = st.randoms(use_true_random=True).map(random_formula)
LIMITS = st.randoms(use_true_random=True).map(random_limit)


def assert_one_sentence(problem):
    text = str(problem)
    assert SENTENCE.fullmatch(text) and "\n" not in text, repr(text)
    assert "Traceback" not in text


@FEW
@given(FORMULAS, LIMITS, LIMITS)
def test_a_reference_has_an_error_or_there_is_a_sentence(text, a, b):
    try:
        integrand = parse_formula(text, lower=min(a, b), upper=max(a, b))
        known = nncore.reference(integrand, a, b)
    except ValueError as problem:
        assert_one_sentence(problem)
        return
    assert math.isfinite(known.value) and 0.0 <= known.error < math.inf
    assert known.error > 0.0 or known.method != "agreement"


@FEW
@given(FORMULAS, LIMITS, LIMITS)
def test_a_network_is_trained_and_judged_or_there_is_a_sentence(text, a, b):
    a, b = min(a, b), max(a, b)
    try:
        spec = nncore.IntegrationSpec(
            integrand=text,
            lower=a,
            upper=b,
            n_samples=20,
            n_hidden=3,
            trainer=OutputLayer(),
        )
    except ValueError as problem:
        assert_one_sentence(problem)
        return
    *_, last = islice(nncore.train(spec), 3)
    found = nncore.error_estimate(
        last.network,
        spec.training_integrand,
        *spec.interval,
        n_samples=spec.n_training_samples,
        training_interval=spec.interval,
    )
    assert 0.0 <= found.estimate <= found.bound
    try:
        known = nncore.reference(spec.training_integrand, *spec.interval)
    except ValueError as problem:
        assert_one_sentence(problem)
        return
    if known.method == "agreement":
        assert found.estimate > 0.0
    elif found.estimate < math.inf:
        error = abs(last.network.integral(*spec.interval) - known.value)
        assert error <= found.estimate + known.error, (error, found)


@settings(FEW, max_examples=15)
@given(FORMULAS, LIMITS, LIMITS)
def test_the_command_prints_a_result_or_a_sentence(capsys, text, a, b):
    options = ["--n-samples", "20", "--n-hidden", "3", "--trainer", "output-layer"]
    code = main(["integrate", text, repr(a), repr(b), *options, "--database", "none"])
    printed = capsys.readouterr()
    assert "Traceback" not in printed.out + printed.err
    if not printed.out:
        assert code != 0
        assert_one_sentence(printed.err.strip())
