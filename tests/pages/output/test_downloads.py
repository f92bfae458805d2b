"""What is taken away from a run: each file is what its button says, made when it is pressed."""

import csv
import io
import json

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from nncore.engine import Checkpoint
from nncore.experiments import train
from nncore.exports import network_from_json, stencil_from_json
from nncore.live import TrainingRun
from nncore.runs import RunRecord
from nncore.specs import IntegrationSpec, StencilSpec
from nncore.stencils.learned import StencilStep
from nncore.trainers import LevenbergMarquardt, TrainingStatus
from pages.output.downloads import FILES, MOVING, Taken, own_host_of

SPEC = IntegrationSpec(
    integrand="exp", n_hidden=4, n_samples=30, trainer=LevenbergMarquardt(max_iterations=4)
)


@pytest.fixture(scope="module")
def steps():
    return list(train(SPEC))


@pytest.fixture(scope="module")
def taken(steps):
    return Taken.of_record(RunRecord.of(SPEC, [s.record for s in steps], steps[-1]))


def rows(text):
    return list(csv.reader(io.StringIO(text)))


def test_the_curve_has_a_row_for_each_step(taken, steps):
    heads, *found = rows(taken.content("curve"))
    assert heads[1] == "loss [y^2]"
    assert [float(row[1]) for row in found] == [step.loss for step in steps]


def test_the_network_is_the_last_one(taken, steps):
    assert network_from_json(taken.content("json")) == steps[-1].network


def test_the_table_has_nni_and_the_exact_values(taken, steps):
    heads, *found = rows(taken.content("table"))
    assert len(found) == 10  # the notebook's intervals
    a, b, nni = (float(value) for value in found[0][:3])
    assert nni == pytest.approx(steps[-1].network.integral(a, b), rel=1e-12)
    exact = float(found[0][next(i for i, h in enumerate(heads) if h.startswith("exact"))])
    assert exact == pytest.approx(np.exp(b) - np.exp(a), rel=1e-12)


def test_script_and_notebook_name_the_run(taken):
    compile(taken.content("script", "http://host/integrate"), "run.py", "exec")
    assert "http://host/integrate" in taken.content("script", "http://host/integrate")
    cells = json.loads(taken.content("notebook"))["cells"]
    assert any("IntegrationSpec" in "".join(cell["source"]) for cell in cells)
    assert "lloyd2020" in taken.content("bibtex")


def test_a_run_that_is_still_going_is_taken_as_it_stands(steps):
    run = TrainingRun(SPEC)
    taken = Taken.of_run(run, name="mine")
    assert taken.result() is None
    run.records = [step.record for step in steps[:3]]
    run.checkpoint, run.status = Checkpoint.of(steps[2]), TrainingStatus.PAUSED
    assert taken.result() == steps[2].network and taken.stopped_at() == 2
    assert len(rows(taken.content("curve"))) == 4
    run.status = TrainingStatus.FINISHED
    assert taken.stopped_at() is None


def test_a_stencil_is_taken_with_its_optimum_beside_it():
    spec = StencilSpec(n_fields=1_000)
    weights = np.array([-0.5, 0.1, 0.4])
    step = StencilStep(1, 1.0, 1.0, TrainingStatus.RUNNING, 0.1, coefficients=weights)
    taken = Taken.of_run(TrainingRun(spec, records=[step]))
    found = stencil_from_json(taken.content("json"))
    np.testing.assert_array_equal(found.coefficients, weights)
    heads, *body = rows(taken.content("table"))
    assert [head.split()[0] for head in heads[1:4]] == ["learned", "optimum", "Taylor"]
    assert [float(row[3]) for row in body] == [-0.5, 0.0, 0.5]
    compile(taken.content("script"), "run.py", "exec")


@pytest.mark.parametrize("is_live", [True, False])
def test_the_run_of_a_page_is_moving_while_it_plays(steps, is_live):
    records, checkpoint = [step.record for step in steps], Checkpoint.of(steps[-1])
    run = TrainingRun(SPEC, records=records, checkpoint=checkpoint, is_live=is_live)
    assert Taken.of_run(run).is_moving is is_live


def test_every_file_has_its_button_which_is_dead_while_the_run_moves():
    def page(is_moving):
        from nncore.specs import IntegrationSpec
        from nncore.trainers.loss_curve import LossCurve
        from pages.output.downloads import Taken, take_away

        run = Taken(
            IntegrationSpec(), lambda: LossCurve.of([]), object, lambda: 1.0, is_moving=is_moving
        )
        take_away(run, "one")

    for is_moving in (True, False):
        app = AppTest.from_function(page, kwargs={"is_moving": is_moving}).run()
        assert not app.exception
        buttons = app.get("download_button")
        assert [button.proto.label for button in buttons] == [label for label, *_ in FILES.values()]
        assert {button.disabled for button in buttons} == {is_moving}
        assert (MOVING in [caption.value for caption in app.caption]) is is_moving


@pytest.mark.parametrize(
    ("link", "host"),
    [
        ("http://localhost:8501/integrate?n_hidden=7", "localhost"),
        ("http://127.0.0.1:8501/", "127.0.0.1"),
        ("http://[::1]:8501/race", "::1"),
        ("http://192.168.0.7:8501/integrate", ""),
        ("https://lab.example/integrate?name=localhost", ""),
        ("https://localhost.example/", ""),
    ],
)
def test_a_link_that_leads_every_computer_to_itself_is_told(link, host):
    assert own_host_of(link) == host
