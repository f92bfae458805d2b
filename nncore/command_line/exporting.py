"""Everything that can be taken away from a run, written into a folder."""

import argparse
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from nncore.certificates import ErrorEstimate
from nncore.command_line.keeping import say
from nncore.command_line.run_result import RunResult
from nncore.command_line.training import without_chatter
from nncore.comparisons import Comparison
from nncore.comparisons.box_methods import BoxComparison
from nncore.exports import (
    TrainedStencil,
    box_csv,
    citation,
    curve_csv,
    file_name,
    intervals_csv,
    jupyter_notebook,
    network_json,
    python_script,
    stencil_csv,
    stencil_json,
)
from nncore.messages import gettext, said
from nncore.specs import BoxSpec, IntegrationSpec, StencilSpec
from nncore.stencils import learned
from nncore.trainers import TrainingStep, first_order

Files = dict[str, str | bytes]


def add_export_argument(parser: argparse.ArgumentParser) -> None:
    """Add the option that names the folder."""
    parser.add_argument(
        "--export",
        metavar="FOLDER",
        type=Path,
        help=gettext("Write tables, network, script, notebook and citation into this folder."),
    )


def check_folder(folder: Path) -> None:
    """Raise the OSError that would come when the folder is made; leave none that is new.

    Raises
    ------
    OSError
        If it cannot be made.
    """
    missing = [path for path in (folder, *folder.parents) if not path.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    for path in missing:
        path.rmdir()


def export_integral(
    folder: Path, result: RunResult, compared: Comparison, judged: ErrorEstimate
) -> None:
    """Write what there is of an integral into a folder, which is made if it is missing.

    Raises
    ------
    OSError
        If a file cannot be written.
    """
    spec, step, found = result.record.spec, result.trained.step, compared.references
    assert isinstance(spec, IntegrationSpec) and isinstance(step, TrainingStep)
    files: Files = {
        "intervals.csv": intervals_csv(compared, judged, spec.variable),
        **_network(step),
    }
    _write(folder, result, files, intervals=found.intervals, n_points=found.n_points)


def export_over_box(
    folder: Path, result: RunResult, compared: BoxComparison, besides: Mapping[str, str]
) -> None:
    """Write what there is of an integral over a box into a folder, which is made if it is missing.

    `besides` are files of its own, suffix -> content.

    Raises
    ------
    OSError
        If a file cannot be written.
    """
    spec, step = result.record.spec, result.trained.step
    assert isinstance(spec, BoxSpec) and isinstance(step, TrainingStep)
    files = {"integrals.csv": box_csv(spec, compared), **_network(step), **besides}
    _write(folder, result, files)


def _network(step: TrainingStep) -> Files:
    return {
        "network.json": network_json(step.network),
        ".keras": _quietly(first_order.to_keras_bytes, step.network),
    }


def export_stencil(folder: Path, result: RunResult, stencils: Mapping[str, np.ndarray]) -> None:
    """Write what there is of a stencil into a folder, which is made if it is missing.

    Raises
    ------
    OSError
        If a file cannot be written.
    """
    spec, coefficients = result.record.spec, stencils["learned"]
    assert isinstance(spec, StencilSpec)
    files: Files = {
        "coefficients.csv": stencil_csv(spec, stencils),
        "stencil.json": stencil_json(TrainedStencil.of(spec, coefficients)),
    }
    if np.isfinite(coefficients).all():
        order = spec.derivative_order
        arguments = (spec.offsets, coefficients, spec.spacing, order, spec.n_points)
        files[".keras"] = _quietly(learned.to_keras_bytes, *arguments)
    _write(folder, result, files)


def _quietly(make: Callable[..., bytes], *arguments: Any) -> bytes:
    with without_chatter():
        return make(*arguments)


def _write(folder: Path, result: RunResult, files: Files, **repeated: Any) -> None:
    """Write these files and those that there are of any run.

    Parameters
    ----------
    folder : Path
        It is made if it is missing.
    result : RunResult
        The run.
    files : dict
        Suffix -> content.
    **repeated
        What a program that repeats the run prints besides, for `python_script`.
    """
    spec, name, stopped_at = result.record.spec, result.record.name, result.trained.stopped_at
    cited = citation(spec, name=name)
    files |= {
        "curve.csv": curve_csv(result.trained.curve, spec.loss_unit, spec.trainer),
        ".py": python_script(spec, stopped_at=stopped_at, **repeated),
        ".ipynb": jupyter_notebook(spec, stopped_at=stopped_at, **repeated),
        ".bib": cited.bibtex,
        "citation.txt": cited.text,
    }
    folder.mkdir(parents=True, exist_ok=True)
    for suffix, content in files.items():
        path = folder / file_name(spec, suffix, name)
        path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
    say(said("{n} files are in {folder}.", n=len(files), folder=folder))
