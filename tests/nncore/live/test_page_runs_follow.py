"""Runs of a page whose settings change: which begin anew, and which go on."""

import pytest

from nncore.specs import StencilSpec
from nncore.trainers import TrainingStatus
from tests.nncore.live.clockwork import Clock
from tests.nncore.live.played_pages import FAR, SPECS, playing, runs_with


@pytest.fixture
def clock():
    return Clock()


@pytest.mark.parametrize("is_stepping", [False, True])
def test_another_experiment_waits_for_play(clock, is_stepping):
    runs = runs_with(clock, delay=60.0)
    if is_stepping:
        runs.step()
    else:
        runs.play()
    before = list(runs.runs.values())
    workers = [run.run for run in before]
    runs.follow({"far": FAR})
    assert not runs.playing and runs.target is None
    assert all(run.run is None for run in before)  # they were given up
    assert all(worker.is_stopped for worker in workers)
    assert runs.runs["far"].status is TrainingStatus.READY


def test_a_run_that_comes_or_goes_leaves_the_others_at_work(clock):
    runs = playing(clock, 0.0)
    shown = runs.runs["central"].position
    runs.follow({"central": SPECS["central"], "far": FAR})
    assert runs.playing and list(runs.runs) == ["central", "far"]
    for _ in range(3):
        runs.tick()
    assert runs.runs["central"].position > shown and runs.runs["far"].position > 0


def test_the_runs_have_the_order_of_the_settings(clock):
    runs = runs_with(clock, 0.0)
    before = dict(runs.runs)
    runs.follow(dict(reversed(SPECS.items())))
    assert list(runs.runs) == list(reversed(SPECS)) and runs.runs == before


def test_a_run_that_comes_while_others_play_is_drawn_like_them(clock):
    runs = playing(clock, 0.0)
    runs.follow({**SPECS, "far": FAR})
    assert all(run.is_live for run in runs.runs.values())
    runs.pause()
    assert not any(run.is_live for run in runs.runs.values())


OTHER_RUNS = {
    "another spec": {**SPECS, "central": StencilSpec(seed=7)},
    "one less": {"forward": SPECS["forward"], "central": SPECS["central"]},
    "one more": {**SPECS, "far": FAR},
    "another order": dict(reversed(SPECS.items())),
}


@pytest.mark.parametrize("specs", OTHER_RUNS.values(), ids=OTHER_RUNS.keys())
def test_what_a_page_has_composed_of_other_runs_is_shown_no_more(clock, specs):
    """Between two scripts' lines a picture may be made: of the new runs, in the old words."""
    runs = playing(clock, 0.0)

    def compose(runs):
        return {name: SPECS[name] for name in runs.runs}

    runs.compose = compose
    runs.follow(dict(SPECS))
    assert runs.compose is compose and runs.picture()[1] == SPECS
    runs.follow(specs)
    assert runs.compose is None and runs.picture()[1] == {}
