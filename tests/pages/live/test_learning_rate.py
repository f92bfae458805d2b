"""The learning rate changed on pages whose runs have begun: what goes on, and what begins anew."""

import dataclasses

import numpy as np
import pytest

from nncore.experiments import train
from nncore.trainers import Adam
from nncore.trainers.first_order.backend import load_tensorflow
from pages.app.seats import registry
from tests.nncore.live.local_engine import LocalEngine
from tests.pages.integration.integrate import errors

QUERIES = {
    "integrate": {"trainer": "adam", "n_hidden": "4", "n_samples": "60", "epochs": "9"},
    "dimensions": {"trainer": "adam", "n_hidden": "4", "n_samples": "60", "epochs": "9"},
    "differentiate": {"n_fields": "200", "batch_size": "64", "epochs": "9"},
}


class EngineHere(LocalEngine):
    """Stands for the engine of a server."""

    is_ready, cluster, n_workers = True, None, 1

    def close(self):
        pass


@pytest.fixture
def opened(app, monkeypatch):
    monkeypatch.setattr("pages.app.engine.Engine", EngineHere)
    # A run of a page, whose time is limited, does not wait for it.
    load_tensorflow()
    # Keras is in this process, where Streamlit ends its session after every run of a page.
    monkeypatch.setattr("keras.backend.clear_session", lambda: None)

    def start(name, **query):
        return Page(app(f"{name}.py", **QUERIES[name], **query), name)

    return start


class Page:
    """A page with runs that a test lets go on."""

    def __init__(self, page, name):
        self.page, self.name = page, name

    @property
    def runs(self):
        tab = registry().tab_at(self.page.session_state["live:seat"])
        return tab.runs_of(self.name)

    @property
    def spec(self):
        return self.page.session_state[f"{self.name}:spec"]

    @property
    def rate(self):
        return self.page.number_input(key=f"{self.name}_learning_rate")

    def press(self, button):
        self.page.button(key=f"{self.name}_button_{button}").click().run()
        assert not self.page.exception

    def step(self, n):
        for _ in range(n):
            self.press("step")

    def set_rate(self, rate):
        self.rate.set_value(rate).run()
        assert not self.page.exception

    def captions(self):
        return [caption.value for caption in self.page.sidebar.caption]


@pytest.mark.parametrize("name", QUERIES)
def test_the_run_goes_on_and_its_link_repeats_it(opened, name, app):
    page = opened(name)
    first = page.spec.trainer.learning_rate
    page.step(2)
    ids = [run.run_id for run in page.runs.runs.values()]
    page.set_rate(0.002)
    assert page.spec.trainer.learning_rates.changes == ((3, 0.002),)
    assert page.spec.trainer.learning_rate == first
    assert [run.position for run in page.runs.runs.values()] == [2.0] * len(ids)
    assert page.page.query_params["learning_rate_schedule"] == "3:0.002"
    assert f"{first:g}, then 0.002 from epoch 3" in page.captions()
    assert page.rate.value == 0.002
    page.step(2)
    for run, run_id in zip(page.runs.runs.values(), ids, strict=True):
        assert (run.run_id, run.position) == (run_id, 4.0)
        repeated = next(step for step in train(run.spec) if step.iteration == 4)
        assert run.records[-1].loss == repeated.loss
    query = {key: page.page.query_params[key] for key in page.page.query_params}
    again = app(f"{name}.py", **query)
    assert again.session_state[f"{name}:spec"] == page.spec


def test_a_run_that_plays_plays_on(opened):
    page = opened("integrate")
    page.step(1)
    page.press("play")
    page.set_rate(0.002)
    assert page.runs.playing and page.spec.trainer.learning_rates.changes[0][1] == 0.002
    while page.runs.playing:
        page.runs.tick()
    (run,) = page.runs.runs.values()
    last = list(train(page.spec))[-1]
    np.testing.assert_array_equal(run.network.pack(), last.network.pack())


def test_before_the_first_epoch_the_rate_is_that_of_the_whole_run(opened):
    page = opened("integrate", learning_rate_schedule="5:0.1")
    assert "0.001, then 0.1 from epoch 5" in page.captions() and page.rate.value == 0.1
    page.set_rate(0.05)
    assert page.spec.trainer == Adam(learning_rate=0.05, epochs=9)
    assert "learning_rate_schedule" not in page.page.query_params


def test_after_the_end_another_rate_is_another_run(opened):
    page = opened("integrate")
    page.step(9)
    assert page.runs.is_over
    page.set_rate(0.05)
    assert page.spec.trainer.learning_rates.changes == ()
    assert page.runs.runs["integral"].position == 0


def test_reset_keeps_the_last_rate_alone(opened):
    page = opened("integrate")
    page.step(1)
    page.set_rate(0.05)
    page.step(1)
    page.set_rate(0.02)
    assert "0.001, …, then 0.02 from epoch 3" in page.captions()
    page.press("reset")
    assert page.spec.trainer == Adam(learning_rate=0.02, epochs=9)
    assert page.rate.value == 0.02 and not any("epoch" in text for text in page.captions())
    assert page.page.query_params["learning_rate"] == "0.02"
    run = page.runs.runs["integral"]
    assert (run.spec, run.position) == (page.spec, 0)


def test_reset_before_the_first_epoch_leaves_the_schedule_of_a_link(opened):
    page = opened("integrate", learning_rate_schedule="5:0.1")
    page.press("reset")
    assert page.spec.trainer.learning_rates.changes == ((5, 0.1),)


def test_reset_of_one_of_several_leaves_the_schedule_of_the_others(opened):
    page = opened("differentiate")
    page.step(1)
    page.set_rate(0.05)
    page.step(1)
    page.page.selectbox(key="differentiate_alone").set_value("central").run()
    page.press("reset")
    positions = {name: run.position for name, run in page.runs.runs.items()}
    assert positions == {"forward": 2.0, "backward": 2.0, "central": 0.0}
    assert page.spec.trainer.learning_rates.changes == ((2, 0.05),)


@pytest.mark.parametrize("rate", [0.0, -1.0])
def test_a_rate_that_is_not_allowed_is_named_and_the_run_stays(opened, rate):
    page = opened("integrate")
    page.step(2)
    page.set_rate(0.25)
    before = page.spec
    page.set_rate(rate)
    assert page.spec == before and page.runs.runs["integral"].position == 2.0
    (error,) = errors(page.page)
    assert "**Learning rate** must be greater than 0" in error
    assert "is what is shown: `0.25`" in error
    page.set_rate(0.5)
    assert errors(page.page) == []
    assert page.spec.trainer.learning_rates.changes == ((3, 0.5),)


def test_another_setting_keeps_the_schedule_for_its_new_run(opened):
    page = opened("integrate")
    page.step(2)
    page.set_rate(0.05)
    page.page.number_input(key="integrate_seed").set_value(3).run()
    assert page.spec.trainer.learning_rates.changes == ((3, 0.05),)
    assert page.runs.runs["integral"].position == 0
    expected = dataclasses.replace(page.spec, seed=3)
    assert page.runs.runs["integral"].spec == expected
