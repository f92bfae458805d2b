"""Everything that can be taken away from a run, written into a folder."""

import argparse
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from nncore.certificates import ErrorEstimate
from nncore.command_line.keeping import say
from nncore.command_line.training import Trained, without_chatter
from nncore.comparisons import Comparison
from nncore.exports import (
    TrainedStencil,
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
from nncore.runs import RunRecord
from nncore.specs import IntegrationSpec, StencilSpec
from nncore.stencils import learned
from nncore.trainers import TrainingStep, first_order

Files = dict[str, str | bytes]


def add_export_argument(parser: argparse.ArgumentParser) -> None:
    """Add the option that names the folder."""
    parser.add_argument(
        "--export",
        metavar="FOLDER",
        type=Path,
        help="Write tables, network, script, notebook and citation into this folder.",
    )


def export_integral(
    folder: Path,
    record: RunRecord,
    trained: Trained,
    compared: Comparison,
    judged: ErrorEstimate,
) -> None:
    """Write what there is of an integral into a folder that is there.

    Raises
    ------
    OSError
        If a file cannot be written.
    """
    assert isinstance(record.spec, IntegrationSpec) and isinstance(trained.step, TrainingStep)
    found, network = compared.references, trained.step.network
    files: Files = {
        "curve.csv": curve_csv(trained.curve, record.spec.loss_unit),
        "intervals.csv": intervals_csv(compared, judged, record.spec.variable),
        "network.json": network_json(network),
        ".keras": _quietly(first_order.to_keras_bytes, network),
        ".py": python_script(
            record.spec,
            stopped_at=trained.stopped_at,
            intervals=found.intervals,
            n_points=found.n_points,
        ),
        ".ipynb": jupyter_notebook(
            record.spec,
            stopped_at=trained.stopped_at,
            intervals=found.intervals,
            n_points=found.n_points,
        ),
    }
    _write(folder, record, files)


def export_stencil(
    folder: Path, record: RunRecord, trained: Trained, stencils: Mapping[str, np.ndarray]
) -> None:
    """Write what there is of a stencil into a folder that is there.

    Raises
    ------
    OSError
        If a file cannot be written.
    """
    spec = record.spec
    assert isinstance(spec, StencilSpec)
    coefficients, order = stencils["learned"], spec.derivative_order
    files: Files = {
        "curve.csv": curve_csv(trained.curve, spec.loss_unit),
        "coefficients.csv": stencil_csv(spec, stencils),
        "stencil.json": stencil_json(TrainedStencil.of(spec, coefficients)),
        ".py": python_script(spec, stopped_at=trained.stopped_at),
        ".ipynb": jupyter_notebook(spec, stopped_at=trained.stopped_at),
    }
    if np.isfinite(coefficients).all():
        arguments = (spec.offsets, coefficients, spec.spacing, order, spec.n_points)
        files[".keras"] = _quietly(learned.to_keras_bytes, *arguments)
    _write(folder, record, files)


def _quietly(make: Callable[..., bytes], *arguments: Any) -> bytes:
    with without_chatter():
        return make(*arguments)


def _write(folder: Path, record: RunRecord, files: Files) -> None:
    cited = citation(record.spec, name=record.name)
    files |= {".bib": cited.bibtex, "citation.txt": cited.text}
    for suffix, content in files.items():
        path = folder / file_name(record.spec, suffix, record.name)
        path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
    say(f"{len(files)} files are in {folder}.")
