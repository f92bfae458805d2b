"""The slider of the moments: what it says of each, and that it has its place on the pages."""

import pytest

from nncore.experiments import train
from nncore.live import ComputeBudget, PageRuns, TrainingRun
from nncore.specs import IntegrationSpec
from nncore.trainers import LevenbergMarquardt, TrainingStatus
from pages.live.moments import MOMENT, MOMENTS, figure_on_the_way, moments_content
from tests.nncore.live.local_engine import LocalEngine
from tests.nncore.live.played import played
from tests.pages import shown

LONG = IntegrationSpec(
    integrand="exp", n_hidden=2, n_samples=20, trainer=LevenbergMarquardt(max_iterations=5)
)


def paused(n=3):
    """Return the runs of a page that stand after `n` iterations, each of which is kept."""
    runs = PageRuns(LocalEngine())
    run = TrainingRun(LONG, status=TrainingStatus.PAUSED)
    for step in list(train(LONG))[: n + 1]:
        run.records.append(step.record)
        run.checkpoint = played(LONG, step.iteration).checkpoint
        run.kept.offer(step.record, len(run.records), run.checkpoint)
    runs.put({"run": run})
    return runs


def notices(content):
    return content[MOMENTS]["notices"]


def test_each_moment_says_what_is_shown():
    content = moments_content(paused(), "iteration")
    assert notices(content) == [f"Iteration {n} of 3 is shown." for n in range(4)]
    assert content[MOMENT] == {"index": 3}
    assert notices(moments_content(paused(), "epoch"))[2] == "Epoch 2 of 3 is shown."


def test_against_time_it_says_the_seconds():
    runs = paused()
    runs.budget = ComputeBudget(60.0)
    last = notices(moments_content(runs, "iteration"))[-1]
    seconds = f"{runs.runs['run'].run_seconds:.2f}"
    assert last == f"The runs after {seconds} of {seconds} s of compute time are shown."


def test_the_place_follows_what_is_shown():
    runs = paused()
    runs.shown.look_at(1)
    assert moments_content(runs, "iteration")[MOMENT] == {"index": 1}


@pytest.mark.parametrize("act", [PageRuns.play, PageRuns.reset])
def test_there_is_nothing_to_slide_to_while_runs_play_and_before_they_began(act):
    runs = paused()
    act(runs)
    assert moments_content(runs, "iteration") == {MOMENTS: {}, MOMENT: {}}


def test_a_figure_on_the_way_lies_over_the_whole():
    def make(runs):
        drawn = [record.position for record in runs["run"].records]
        return {"data": [{"x": drawn, "y": drawn}], "layout": {}}

    runs = paused()
    assert figure_on_the_way(runs, make)["data"] == [{"x": [0, 1, 2, 3], "y": [0, 1, 2, 3]}]
    runs.shown.look_at(1)
    then, whole = figure_on_the_way(runs, make)["data"]
    assert (then["x"], whole["x"]) == ([0, 1], [0, 1, 2, 3])


def test_pages_with_runs_have_it(app):
    for page in ("integrate", "dimensions", "race", "differentiate"):
        (line,) = shown.elements(app(f"{page}.py"), "status")
        assert line["slots"] == ["status", MOMENTS, MOMENT]
