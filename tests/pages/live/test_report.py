"""What a report is given of a run, beside the charts that the page shows."""

import json
from dataclasses import replace
from types import SimpleNamespace
from urllib.parse import parse_qs, urlsplit

import pytest

from nncore.experiments import train
from nncore.runs import RunRecord
from nncore.specs import BoxSpec, DataSpec, IntegrationSpec, StencilSpec
from nncore.specs.wave import WaveSpec
from nncore.trainers import Adam, LevenbergMarquardt
from pages.boxes import controls as boxes
from pages.equations import controls as equations
from pages.integration import controls as integration
from pages.live.report import page_content, report_content
from pages.measured import controls as measured
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


def test_a_report_says_how_the_learning_rate_has_changed():
    trainer = Adam(epochs=3, batch_size=10, learning_rate_schedule=((2, 0.5), (3, 0.25)))
    report = report_of(replace(IN_ONE, trainer=trainer), integration)
    assert dict(report["settings"])["Learning rate schedule"] == "2: 0.5, 3: 0.25"
    assert "learning_rate_schedule=2%3A0.5%2C3%3A0.25" in report["link"]


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


@pytest.mark.parametrize(
    ("page", "controls", "spec", "shown"),
    [
        (
            "waves",
            equations,
            WaveSpec(equation="diffusion"),
            {"Equation": "diffusion", "Offsets": "-1, 0, 1"},
        ),
        ("data", measured, DataSpec(level=0.9), {"Probability of the bands": "0.9"}),
    ],
)
def test_a_page_that_trains_no_run_is_reported_too(page, controls, spec, shown):
    form = SimpleNamespace(texts=controls.TEXTS, page=page, spec=spec, query=spec.to_query)
    report = page_content(form, "A title")
    assert report["title"] == "A title" and report["results"] == []
    assert shown.items() <= dict(report["settings"]).items()
    assert parse_qs(urlsplit(report["link"]).query) == {
        name: [text] for name, text in spec.to_query().items()
    }
    assert "Neural Calculus Lab" in report["citation"] and "Lloyd" in report["citation"]
    assert report["file"] == f"{page}-report.html" and json.dumps(report)


@pytest.mark.parametrize("name", ["waves", "data"])
def test_its_button_is_on_the_page(app, name):
    (button,) = elements(app(f"{name}.py"), "report")
    assert button["report"] is None and not button["disabled"]  # it is made when it is asked for
