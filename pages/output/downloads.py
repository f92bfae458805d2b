"""What a user takes away from a run: files, a link and a citation; nothing is made before."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from functools import partial
from typing import Any
from urllib.parse import urlsplit

import numpy as np
import streamlit as st

from nncore.certificates import error_estimate
from nncore.comparisons import compare, notebook_intervals, references
from nncore.comparisons.box_methods import compare_over_box
from nncore.experiments import optimal_stencil
from nncore.exports import (
    TrainedStencil,
    box_csv,
    citation,
    curve_csv,
    file_name,
    intervals_csv,
    jupyter_notebook,
    network_json,
    permalink,
    python_script,
    stencil_csv,
    stencil_json,
)
from nncore.live import TrainingRun
from nncore.messages import gettext, marked, said
from nncore.network import OneHiddenNetwork
from nncore.runs import RunRecord
from nncore.specs import BoxSpec, IntegrationSpec, Spec, StencilSpec
from nncore.stencils.finite_differences import taylor_stencil
from nncore.trainers import TrainingStatus
from nncore.trainers.loss_curve import LossCurve
from pages.app.engine import engine
from pages.output.for_a_class import class_options
from pages.settings.presentation import presented

Content = str | bytes

LINK, LINK_HELP = (
    marked("Link"),
    marked("Whoever opens it gets the same run: every setting that is not the default is in it."),
)
ONLY_HERE = marked(
    "It works on this computer only, because the page was opened as {host}: open it by the "
    "address that the others use, and take the link from there."
)
CITE = marked("Citation")
NOT_YET = marked("There is no result yet: Play, and what the run has come to can be taken away.")
MOVING = marked("The network changes: press Pause, and what it has come to can be taken away.")
#: File -> its label, its icon and what it is.
FILES: dict[str, tuple[str, str, str]] = {
    "curve": (
        marked("Losses (CSV)"),
        "show_chart",
        marked("Iteration, losses, compute time and learning rate, if any, of the run."),
    ),
    "table": (
        marked("Results (CSV)"),
        "table",
        marked("Intervals with NNI, SNI and exact, or the weights."),
    ),
    "json": (
        marked("Network (JSON)"),
        "data_object",
        marked("All weights, to be read by any program."),
    ),
    "keras": (
        marked("Network (.keras)"),
        "neurology",
        marked("For `keras.models.load_model`; made on a worker."),
    ),
    "script": (
        marked("Python script"),
        "terminal",
        marked("Repeats the run and prints the same numbers."),
    ),
    "notebook": (marked("Jupyter notebook"), "menu_book", marked("Repeats the run, step by step.")),
    "bibtex": (
        marked("Citation (BibTeX)"),
        "format_quote",
        marked("The lab, and the paper that it follows."),
    ),
}
_ENDINGS = {
    "curve": ("losses.csv", "text/csv"),
    "table": ("results.csv", "text/csv"),
    "json": (".json", "application/json"),
    "keras": (".keras", "application/octet-stream"),
    "script": (".py", "text/x-python"),
    "notebook": (".ipynb", "application/x-ipynb+json"),
    "bibtex": (".bib", "application/x-bibtex"),
}
_OF_A_RESULT = ("curve", "table", "json", "keras")
# Of a server that does not know its own address.
_HERE = "http://localhost:8501"
_OWN_HOSTS = ("localhost", "127.0.0.1", "::1", "0.0.0.0")


@dataclasses.dataclass(frozen=True)
class Taken:
    """A run to be taken away; what it holds is looked at when a file is asked for.

    Parameters
    ----------
    spec : Spec
        The experiment.
    curve : callable
        Gives its losses.
    result : callable
        Gives the network, or the coefficients of a stencil; None before the first step.
    stopped_at : callable
        Gives the iteration after which it was stopped; None if it went to its end.
    name : str
        Of the run, by the user.
    intervals : tuple of (a, b)
        Of the table; those of the notebook by default.
    n_points : int
        Of Simpson's rule there.
    is_moving : bool
        Whether it is being trained: a button that is drawn again with each picture would have
        forgotten its file when it is pressed.
    """

    spec: Spec
    curve: Callable[[], LossCurve]
    result: Callable[[], OneHiddenNetwork | np.ndarray | None]
    stopped_at: Callable[[], float | None]
    name: str = ""
    intervals: tuple[tuple[float, float], ...] = ()
    n_points: int = 100
    is_moving: bool = False

    @classmethod
    def of_record(cls, record: RunRecord) -> Taken:
        """Return a run of the history."""
        at = None if _went_to_its_end(record.outcome.status) else record.outcome.iterations
        coefficients = record.coefficients
        result = record.network if coefficients is None else np.array(coefficients)
        return cls(record.spec, lambda: record.curve, lambda: result, lambda: at, record.name)

    @classmethod
    def of_run(cls, run: TrainingRun[Any], **options: Any) -> Taken:
        """Return the present run of a page.

        Parameters
        ----------
        run : TrainingRun
            The run.
        **options
            `name`, `intervals` and `n_points`.
        """
        return cls(
            run.spec,
            lambda: LossCurve.of(list(run.records)),
            lambda: run.result,
            lambda: None if _went_to_its_end(run.status) else run.position,
            is_moving=run.is_live,
            **options,
        )

    def content(self, file: str, link: str = "") -> Content:
        """Return the content of one of `FILES`."""
        spec, result = self.spec, self.result()
        if file == "curve":
            return curve_csv(self.curve(), spec.loss_unit, spec.trainer)
        if file in ("script", "notebook"):
            write = python_script if file == "script" else jupyter_notebook
            return write(
                spec,
                stopped_at=self.stopped_at(),
                intervals=self._intervals if isinstance(spec, IntegrationSpec) else (),
                n_points=self.n_points,
                link=link,
            )
        if file == "bibtex":
            return citation(spec, link=link, name=self.name).bibtex
        if isinstance(spec, StencilSpec):
            assert isinstance(result, np.ndarray)
            return _of_stencil(file, spec, result)
        assert isinstance(spec, IntegrationSpec | BoxSpec) and isinstance(result, OneHiddenNetwork)
        return self._of_network(file, spec, result)

    @property
    def _intervals(self) -> tuple[tuple[float, float], ...]:
        assert isinstance(self.spec, IntegrationSpec)
        return self.intervals or tuple(notebook_intervals(*self.spec.interval))

    def _of_network(
        self, file: str, spec: IntegrationSpec | BoxSpec, network: OneHiddenNetwork
    ) -> Content:
        if file == "json":
            return network_json(network)
        if file == "keras":
            return engine().keras_bytes(network)
        if isinstance(spec, BoxSpec):
            return box_csv(spec, compare_over_box(spec, network))
        found = references(spec.training_integrand, self._intervals, self.n_points)
        a, b = np.transpose(self._intervals)
        return intervals_csv(
            compare(network, found, spec.interval),
            error_estimate(
                network,
                spec.training_integrand,
                a,
                b,
                n_samples=spec.n_training_samples,
                training_interval=spec.interval,
            ),
            spec.variable,
        )


def _of_stencil(file: str, spec: StencilSpec, coefficients: np.ndarray) -> Content:
    if file == "json":
        return stencil_json(TrainedStencil.of(spec, coefficients))
    if file == "keras":
        return engine().stencil_keras_bytes(spec, coefficients)
    taylor = taylor_stencil(spec.offsets, spec.derivative_order)
    methods = {"learned": coefficients, "optimum": optimal_stencil(spec), "Taylor": taylor}
    return stencil_csv(spec, methods)


def _went_to_its_end(status: TrainingStatus) -> bool:
    return status.is_final and status not in (TrainingStatus.STOPPED, TrainingStatus.FAILED)


def take_away(run: Taken, key: str) -> None:
    """Draw the buttons; what they give is made when one of them is pressed.

    Parameters
    ----------
    run : Taken
        From `Taken.of_run` or `Taken.of_record`.
    key : str
        Prefix of the buttons' keys.
    """
    has_result = run.result() is not None
    link = permalink(run.spec, base_address())
    own_host = own_host_of(link)
    cited_link = "" if own_host else link
    with st.container(horizontal=True, gap="small"):
        for file, (label, icon, help_text) in FILES.items():
            ending, mime = _ENDINGS[file]
            st.download_button(
                gettext(label),
                partial(run.content, file, cited_link),
                file_name=file_name(run.spec, ending, run.name),
                mime=mime,
                key=f"{key}_take_{file}",
                icon=f":material/{icon}:",
                help=gettext(help_text),
                disabled=run.is_moving or (not has_result and file in _OF_A_RESULT),
                on_click="ignore",
            )
    with st.container():
        if run.is_moving:
            st.caption(gettext(MOVING))
        elif not has_result:
            st.caption(gettext(NOT_YET))
    link_help = said(ONLY_HERE, host=own_host) if own_host else gettext(LINK_HELP)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(f"**{gettext(LINK)}** · {link_help}")
        class_options(key)
    st.code(presented(link), language=None, wrap_lines=True)
    cited = citation(run.spec, link=cited_link, name=run.name)
    st.caption(f"**{gettext(CITE)}**")
    st.code(cited.text, language=None, wrap_lines=True)


def base_address() -> str:
    """Return the address by which this reader has opened the lab."""
    return st.context.url or _HERE


def own_host_of(link: str) -> str:
    """Return the host of a link that leads every computer to itself; empty for any other."""
    host = urlsplit(link).hostname or ""
    return host if host in _OWN_HOSTS else ""
