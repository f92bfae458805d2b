import dataclasses
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import nncore
from nncore.formulas import FormulaError
from nncore.specs import IntegrationSpec
from nncore.trainers import SGD, TRAINERS, Adam, LevenbergMarquardt

specs = st.builds(
    IntegrationSpec,
    integrand=st.sampled_from(["log", "runge", "exp(-x)*sin(3*x)", "x^2"]),
    upper=st.sampled_from([None, 2.5, 3.0, 1e-1 + 0.2 + 1.0]),
    n_hidden=st.integers(1, 200),
    activation=st.sampled_from(["logistic", "tanh", "relu", "sine", "gaussian"]),
    standardize=st.booleans(),
    n_samples=st.integers(100, 10_000),
    noise=st.floats(0, 10),
    trainer=st.one_of(
        st.builds(LevenbergMarquardt, damping=st.floats(1e-8, 1e3)),
        st.builds(Adam, learning_rate=st.floats(1e-9, 1.0), batch_size=st.integers(1, 60)),
        st.builds(SGD, momentum=st.floats(0, 0.99), nesterov=st.booleans()),
    ),
    seed=st.integers(0, 2**32 - 1),
)


@settings(derandomize=True, max_examples=150, deadline=None)
@given(specs)
def test_query_and_json_give_the_same_spec(spec):
    assert IntegrationSpec.from_query(spec.to_query()) == spec
    assert IntegrationSpec.from_json(spec.to_json()) == spec
    assert IntegrationSpec.read_query(spec.to_query()) == (spec, [])


def test_default_spec_has_an_empty_query():
    assert IntegrationSpec().to_query() == {}


def test_query_holds_only_what_differs():
    spec = IntegrationSpec(n_hidden=7, trainer=Adam(learning_rate=0.5))
    assert spec.to_query() == {"n_hidden": "7", "trainer": "adam", "learning_rate": "0.5"}


def test_options_of_the_default_trainer_need_no_trainer_in_the_query():
    spec = IntegrationSpec(trainer=LevenbergMarquardt(damping=0.5))
    assert spec.to_query() == {"damping": "0.5"}


@pytest.mark.parametrize("name", TRAINERS)
def test_every_trainer_has_usable_defaults(name):
    spec = IntegrationSpec(trainer=TRAINERS[name]())
    assert IntegrationSpec.from_query(spec.to_query()) == spec
    assert json.loads(spec.to_json())["trainer"]["name"] == name


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"n_hidden": 0}, "`n_hidden` must be at least 1, got 0."),
        ({"n_hidden": 10**9}, "`n_hidden` must be at most 10,000, got 1000000000."),
        ({"n_hidden": 2.5}, "`n_hidden` must be a whole number, got 2.5."),
        ({"n_hidden": True}, "`n_hidden` must be a whole number, got True."),
        ({"n_samples": 1}, "`n_samples` must be at least 2, got 1."),
        ({"noise": -1.0}, "`noise` must be at least 0, got -1.0."),
        ({"noise": float("nan")}, "`noise` must be finite, got nan."),
        ({"activation": "softsign"}, "`activation` must be one of logistic"),
        ({"initializer": "zeros"}, "`initializer` must be one of"),
        ({"nodes": "halton"}, "`nodes` must be one of uniform"),
        ({"standardize": 1}, "`standardize` must be true or false, got 1."),
        ({"integrand": 5}, "`integrand` must be text, got 5."),
        ({"trainer": "adam"}, "`trainer` must be a trainer such as Adam"),
        ({"upper": 1e300}, "`upper` must be at most 1e+80, got 1e+300."),
        ({"lower": -1e81}, "`lower` must be at least -1e+80, got -1e+81."),
        (
            {"integrand": "x", "lower": 1.0, "upper": 1.0 + 4e-16},
            "`upper` and `lower` must be at least 9.1e-13 apart, or rounding decides, got 1.0 and "
            "1.0000000000000004.",
        ),
        ({"integrand": "log", "lower": -1.0}, "not a real number"),
        ({"integrand": "1/x", "lower": -1.0, "upper": 1.0}, "x = "),
        ({"integrand": "import os"}, "`"),
        ({"seed": -1}, "`seed` must be at least 0, got -1."),
        (
            {"nodes": "gauss-legendre", "n_samples": 5_000},
            "`n_samples` must be at most 2,000 with Gauss-Legendre nodes, got 5,000",
        ),
    ],
)
def test_a_wrong_value_is_named(changes, sentence):
    with pytest.raises(ValueError) as caught:
        IntegrationSpec(**changes)
    assert sentence in str(caught.value)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        *(("rungee", "runge"), ("lgo", "log"), ("Runge", "runge"), (" sinnc ", "sinc")),
        *(("inverse-sqt", "inverse-sqrt"), ("x-sn", "x-sin")),
    ],
)
def test_a_mistyped_name_of_the_catalogue_is_put_right(typed, meant):
    with pytest.raises(FormulaError) as caught:
        IntegrationSpec(integrand=typed)
    assert str(caught.value) == f"`{typed.strip()}` is not known; did you mean `{meant}`?"


@pytest.mark.parametrize("typed", ["log(y)*x", "lgo(x)", "runge*x", "import os", "a*y"])
def test_a_mistyped_formula_is_no_name_of_the_catalogue(typed):
    with pytest.raises(FormulaError, match="is not known; use x, pi, e and the functions sin"):
        IntegrationSpec(integrand=typed)


def test_a_batch_larger_than_the_samples_is_named():
    with pytest.raises(ValueError, match="`batch_size` must be at most the number of training"):
        IntegrationSpec(n_samples=100, trainer=Adam(batch_size=1_000))


@pytest.mark.parametrize("learning_rate", [0, -1.0, float("inf")])
def test_a_learning_rate_must_be_positive(learning_rate):
    with pytest.raises(ValueError, match="`learning_rate` must be"):
        Adam(learning_rate=learning_rate)


def test_levenberg_marquardt_refuses_what_does_not_fit_and_says_what_would():
    with pytest.raises(ValueError, match="Adam"):
        IntegrationSpec(n_hidden=10_000, n_samples=500_000)


@pytest.mark.parametrize(
    ("query", "expected", "n_notices"),
    [
        ({"n_hidden": "0"}, IntegrationSpec(), 1),
        ({"n_hidden": "many"}, IntegrationSpec(), 1),
        ({"n_hidden": "0", "seed": "4"}, IntegrationSpec(seed=4), 1),
        ({"trainer": "magic", "seed": "4"}, IntegrationSpec(seed=4), 1),
        ({"trainer": "adam", "damping": "1.0"}, IntegrationSpec(trainer=Adam()), 1),
        ({"standardize": "yes"}, IntegrationSpec(), 1),
        ({"nonsense": "1"}, IntegrationSpec(), 1),
        ({"integrand": "__import__('os')"}, IntegrationSpec(), 1),
        ({"integrand": "log", "lower": "-1", "upper": "2"}, None, 1),
        # Limits go with the integrand that they belong to: they are not tried on the default.
        ({"integrand": "1/x", "lower": "-1", "upper": "1"}, IntegrationSpec(), 1),
        ({"integrand": "cos(", "lower": "-1", "upper": "1"}, IntegrationSpec(), 1),
        ({"trainer": "adam", "batch_size": "100000"}, IntegrationSpec(trainer=Adam()), 1),
        ({"n_hidden": "9999", "n_samples": "500000"}, IntegrationSpec(n_hidden=9_999), 1),
    ],
)
def test_a_wrong_link_gives_defaults_and_a_notice(query, expected, n_notices):
    spec, notices = IntegrationSpec.read_query(query)
    assert expected is None or spec == expected
    assert len(notices) == n_notices
    assert all(notice.endswith(".") for notice in notices)


def test_strict_reading_raises_what_lenient_reading_notes():
    with pytest.raises(ValueError, match="`n_hidden` must be at least 1, got 0."):
        IntegrationSpec.from_query({"n_hidden": "0"})


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{",
        '{"kind": "stencil"}',
        '{"surprise": 1}',
        '{"trainer": "adam"}',
        '{"trainer": {"name": "adam", "surprise": 1}}',
        '{"n_hidden": "many"}',
    ],
)
def test_wrong_json_is_a_value_error(text):
    with pytest.raises(ValueError):
        IntegrationSpec.from_json(text)


def test_notebook_preset_is_the_notebooks_experiment():
    from nncore.notebooks import INTEGRATION_SPEC

    # 25,125 steps an epoch, as the notebook's log prints (cell 25)
    assert INTEGRATION_SPEC.n_training_samples == 502_500
    assert INTEGRATION_SPEC.n_training_samples // INTEGRATION_SPEC.trainer.batch_size == 25_125
    assert INTEGRATION_SPEC.trainer.epochs == 10
    assert IntegrationSpec.from_query(INTEGRATION_SPEC.to_query()) == INTEGRATION_SPEC


def test_public_defaults():
    fields = {f.name: f.default for f in dataclasses.fields(nncore.IntegrationSpec)}
    assert fields == {
        "integrand": "log",
        "lower": None,
        "upper": None,
        "activation": "logistic",
        "n_hidden": 50,
        "initializer": "curvature",
        "standardize": True,
        "nodes": "uniform",
        "n_samples": 5000,
        "noise": 0.0,
        "test_fraction": 0.0,
        "validation_fraction": 0.33,
        "trainer": LevenbergMarquardt(),
        "seed": 0,
    }


@pytest.mark.parametrize("digits", [400, 5_000])
@pytest.mark.parametrize("name", ["seed", "n_hidden", "noise", "batch_size", "learning_rate"])
def test_a_number_beyond_every_float_is_refused_in_a_short_sentence(name, digits):
    query = {name: "9" * digits, "trainer": "adam"}
    _, (notice,) = IntegrationSpec.read_query(query)
    assert notice.startswith(f"`{name}` must be") and len(notice) < 200
    owner = (
        IntegrationSpec if name in {f.name for f in dataclasses.fields(IntegrationSpec)} else Adam
    )
    if name != "batch_size":  # the samples limit it, not the trainer
        with pytest.raises(ValueError, match=f"`{name}` must be at most|`{name}` must be finite"):
            owner(**{name: 10**digits})


@pytest.mark.parametrize(
    "typed", ["x sin x", "2 x", r"\frac{1}{2} x", "|x| x", "y = x sin x", "x! x"]
)
def test_a_product_by_a_blank_is_written_out_for_links(typed):
    spec = IntegrationSpec(integrand=typed)
    assert " " not in spec.integrand
    assert IntegrationSpec.from_query(spec.to_query()) == spec
