"""What a report is given of a run, beside the charts that the page shows."""

import json
from types import SimpleNamespace

import pytest

from nncore.experiments import train
from nncore.runs import RunRecord
from nncore.specs import BoxSpec, IntegrationSpec, StencilSpec
from nncore.trainers import Adam, LevenbergMarquardt
from pages.boxes import controls as boxes
from pages.integration import controls as integration
from pages.live.report import report_content
from pages.output.downloads import Taken
from pages.stencils import controls as stencils
from tests.pages.shown import elements

SHORT = LevenbergMarquardt(max_iterations=2)
IN_ONE = IntegrationSpec(integrand="exp", n_hidden=4, n_samples=30, trainer=SHORT)
RUNS = {
    "integral": (IN_ONE, integration, 11),
    "box": (BoxSpec(n_hidden=4, n_samples=60, trainer=SHORT), boxes, 2),
    "stencil": (
        StencilSpec(n_fields=100, trainer=Adam(epochs=1, batch_size=50)),
        stencils,
        4,
    ),
}


def report_of(spec, controls):
    steps = list(train(spec))
    taken = Taken.of_record(RunRecord.of(spec, [s.record for s in steps], steps[-1]))
    return report_content(SimpleNamespace(texts=controls.TEXTS), taken)


@pytest.mark.parametrize("kind", RUNS)
def test_a_report_has_settings_results_link_and_citation(kind):
    spec, controls, n_rows = RUNS[kind]
    report = report_of(spec, controls)
    assert len(report["results"]) == n_rows
    assert {len(row) for row in report["results"]} == {len(report["results"][0])}
    assert len(report["results"][0]) <= 10  # it fits a sheet of paper
    settings = dict(report["settings"])
    assert settings["Seed"] == str(spec.seed)
    assert settings["Optimizer"] == spec.trainer.label
    assert report["link"].startswith("http") and report["file"].endswith("report.html")
    assert "Neural Calculus Lab" in report["citation"]
    assert json.loads(json.dumps(report)) == {
        **report,
        "settings": list(map(list, settings.items())),
    }


def test_the_integrals_are_those_of_the_network():
    report = report_of(IN_ONE, integration)
    *_, last = train(IN_ONE)
    head, first, *_ = report["results"]
    a, b, nni = (float(cell) for cell in first[:3])
    assert head[2].startswith("NNI")
    assert nni == pytest.approx(last.network.integral(a, b), rel=1e-5)  # six digits are shown


@pytest.mark.parametrize("name", ["integrate", "dimensions", "differentiate"])
def test_before_the_first_step_there_is_nothing_to_report(app, name):
    page = app(f"{name}.py")
    page.session_state[f"{name}_tabs"] = "Take away"
    page.run()
    (button,) = elements(page, "report")
    assert button["disabled"] and button["report"] is None
