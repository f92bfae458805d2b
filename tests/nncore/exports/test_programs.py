"""Scripts and notebooks are run, and print the numbers of the run itself."""

import functools
import math
import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import nbformat
import pytest
from threadpoolctl import threadpool_limits

import nncore
from nncore import Adam, IntegrationSpec, LevenbergMarquardt, StencilSpec
from nncore.exports import jupyter_notebook, python_script, spec_source
from nncore.trainers import TRAINERS

ROOT = Path(__file__).resolve().parents[3]
LM = LevenbergMarquardt(max_iterations=30)
INTEGRAL = IntegrationSpec(
    integrand="exp(-x)*sin(3*x)", lower=0.0, upper=5.0, n_hidden=12, n_samples=600, trainer=LM
)
RATES = ((3, 0.02), (5, 0.005))
KERAS = IntegrationSpec(
    integrand="cos", n_hidden=8, n_samples=200, trainer=Adam(epochs=6, learning_rate_schedule=RATES)
)
STENCIL = StencilSpec(
    n_fields=400,
    trainer=Adam(
        learning_rate=1.0, batch_size=64, epochs=5, clipnorm=1.0, learning_rate_schedule=RATES
    ),
)
INTERVALS = ((0.0, 1.0), (4.0, 7.0))


def run(arguments, folder):
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TF_CPP_MIN_LOG_LEVEL": "3"}
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        environment[name] = "1"
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@functools.cache
def reference(spec, stopped_at=None):
    """What a program is to print: the same run here, with one thread of BLAS as well."""
    with threadpool_limits(1):
        for step in nncore.train(spec):
            if stopped_at is not None and step.record.position >= stopped_at:
                break
    found = {
        "status": step.status.value,
        "iterations": repr(step.record.position),
        "loss": repr(float(step.loss)),
        "validation loss": repr(float(step.validation_loss)),
    }
    if isinstance(spec, StencilSpec):
        learned = zip(spec.offsets, step.coefficients, strict=True)
        found |= {str(offset): repr(float(value)) for offset, value in learned}
        return found | {"test loss": repr(float(step.diagnostics["test_loss"]))}
    integral = float(step.network.integral(*spec.limits))
    exact = float(spec.training_integrand.integral(*spec.limits))
    found |= {"NNI": repr(integral), "exact": repr(exact)}
    return found | {"NNI error": repr(abs(integral - exact))}


def printed(text):
    """What was printed as ``name: value``; of a stencil, the learned coefficient of an offset."""
    lines = [line.partition(": ") for line in text.splitlines() if not line.startswith(" ")]
    return {name: value if name in WORDS else value.split()[0] for name, _, value in lines if value}


WORDS = ("status", "interval")


@pytest.mark.parametrize("name", sorted(TRAINERS))
def test_source_makes_the_very_spec(name):
    spec = IntegrationSpec(integrand="x*sin(x) - 1e-3", upper=2.5, trainer=TRAINERS[name]())
    source = spec_source(spec)
    assert eval(source, {"nncore": nncore}) == spec
    for field in ("validation_fraction=0.33", "seed=0", "initializer='curvature'"):
        assert field in source  # defaults too: they may change
    infinite = IntegrationSpec(integrand="exp(-x)", lower=0.0, upper=float("inf"))
    assert eval(spec_source(infinite), {"nncore": nncore}) == infinite
    stencil = StencilSpec(offsets=(-2, 3), constraint=1)
    assert eval(spec_source(stencil), {"nncore": nncore}) == stencil


@pytest.mark.parametrize("stopped_at", [None, 4])
def test_a_script_prints_the_numbers_of_the_run(tmp_path, stopped_at):
    script = python_script(INTEGRAL, stopped_at=stopped_at, intervals=INTERVALS, n_points=9)
    (tmp_path / "run.py").write_text(script, encoding="utf-8")
    found, expected = run(["run.py"], tmp_path), reference(INTEGRAL, stopped_at)
    assert {name: printed(found)[name] for name in expected} == expected
    assert float(printed(found)["iterations"]) == (stopped_at or 30)
    sni = nncore.simpson(INTEGRAL.function, 4.0, 7.0, 9)
    assert "interval: 4.0 7.0\n  NNI: " in found
    assert f"  SNI: {sni!r}\n" in found
    assert "by enclosure\n" in found and " points of f\n" in found


@pytest.mark.parametrize("limits", [(5.0, 0.0), (2.0, 2.0)])
def test_reversed_and_equal_limits_stay_as_they_are(tmp_path, limits):
    spec = replace(INTEGRAL, lower=limits[0], upper=limits[1])
    (tmp_path / "run.py").write_text(python_script(spec), encoding="utf-8")
    found, expected = printed(run(["run.py"], tmp_path)), reference(spec)
    assert {name: float(found[name]) for name in ("NNI", "exact", "NNI error")} == {
        name: float(expected[name]) for name in ("NNI", "exact", "NNI error")
    }
    notebook = nbformat.reads(jupyter_notebook(spec).decode("utf-8"), as_version=4)
    assert rf"\int_{{{limits[0]:g}}}^{{{limits[1]:g}}}" in notebook.cells[0].source


def test_a_script_says_what_is_not_known(tmp_path):
    spec = IntegrationSpec(n_hidden=4, n_samples=60, trainer=LevenbergMarquardt(max_iterations=1))
    script = python_script(spec, intervals=((-1.0, 5.0), (1.0, 2.0)))
    (tmp_path / "run.py").write_text(script, encoding="utf-8")
    found = run(["run.py"], tmp_path)
    assert (
        "interval: -1.0 5.0" in found and "  exact: not known: `log` is not a real number" in found
    )
    assert f"  exact: {2 * math.log(2) - 1:.10f}"[:-1] in found


@pytest.mark.slow
def test_scripts_with_a_keras_optimizer(tmp_path):
    """In one process: it loads TensorFlow once."""
    specs = {"adam.py": KERAS, "stencil.py": STENCIL}
    for name, spec in specs.items():
        (tmp_path / name).write_text(python_script(spec), encoding="utf-8")
    program = "import runpy, sys\nfor name in sys.argv[1:]: print(name); runpy.run_path(name)"
    text = run(["-c", program, *specs], tmp_path)
    for spec, found in zip(
        specs.values(), re.split(r"^\w+\.py$", text, flags=re.M)[1:], strict=True
    ):
        expected = reference(spec)
        assert {name: printed(found)[name] for name in expected} == expected


def test_a_script_says_what_it_was_made_with():
    script = python_script(INTEGRAL, link="http://host/integrate?a=1\nimport os")
    head = script[: script.index("import nncore")]
    assert all(line.startswith("#") for line in head.splitlines() if line)
    assert f"nncore {nncore.__version__}, Python " in head
    assert "http://host/integrate?a=1 import os" in head
    compile(script, "run.py", "exec")


def test_a_notebook_is_valid_and_always_the_same():
    content = jupyter_notebook(INTEGRAL, intervals=INTERVALS, link="http://host/integrate")
    assert content == jupyter_notebook(INTEGRAL, intervals=INTERVALS, link="http://host/integrate")
    notebook = nbformat.reads(content.decode("utf-8"), as_version=4)
    nbformat.validate(notebook)
    code = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code")
    assert spec_source(INTEGRAL) in code
    assert f"intervals = {INTERVALS!r}" in code
    assert "http://host/integrate" in notebook.cells[0].source
    assert r"\int_{0}^{5}" in notebook.cells[0].source
    infinite = IntegrationSpec(integrand="exp(-x^2)", lower=-math.inf, upper=math.inf)
    assert rb"\\int_{-\\infty}^{\\infty}" in jupyter_notebook(infinite)


def test_exports_load_nothing_that_the_app_must_not_have(tmp_path):
    program = (
        "import sys, nncore\n"
        "assert 'nbformat' not in sys.modules and 'threadpoolctl' not in sys.modules\n"
        "import nncore.exports\n"
        "heavy = ('nbformat', 'keras', 'tensorflow', 'distributed', 'sqlalchemy')\n"
        "print([name for name in heavy if name in sys.modules])\n"
    )
    assert run(["-c", program], tmp_path).strip() == "[]"


@pytest.mark.slow
@pytest.mark.parametrize("spec", [INTEGRAL, STENCIL], ids=["integral", "stencil"])
def test_a_notebook_runs_and_prints_the_numbers_of_the_run(tmp_path, monkeypatch, spec):
    from nbclient import NotebookClient

    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    monkeypatch.setenv("PLOTLY_RENDERER", "json")
    notebook = nbformat.reads(jupyter_notebook(spec).decode("utf-8"), as_version=4)
    resources = {"metadata": {"path": str(tmp_path)}}
    NotebookClient(notebook, timeout=300, resources=resources).execute()
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", ())]
    text = "".join(output.text for output in outputs if output.get("name") == "stdout")
    expected = reference(spec)
    assert {name: printed(text)[name] for name in expected} == expected
    charts = [output for output in outputs if output.output_type == "display_data"]
    assert len(charts) == 1
