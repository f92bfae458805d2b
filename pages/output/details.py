"""The tab of details, the same on each page: what a run has cost, and all its settings."""

from collections.abc import Mapping

import streamlit as st

from nncore.messages import gettext, marked, number_text, said
from nncore.specs import Spec
from nncore.specs.settings import Settings
from nncore.versions import versions

SECONDS = marked("Compute time")
MEMORY = marked("Memory of the run on its worker, estimated")
VERSIONS = marked("Versions")
SETTINGS = marked(
    "All the settings of this run, as JSON. The link in the address bar opens the page with it."
)

_SECONDS, _MEGABYTES = marked("{seconds:.3g} s"), marked("{megabytes:,.1f} MB")


def facts_text(
    spec: Spec,
    seconds: float,
    facts: Mapping[str, str],
    diagnostics: Mapping[str, float] | None = None,
) -> str:
    """Return the facts about a run, a line each.

    Parameters
    ----------
    spec : Spec
        The settings of the run.
    seconds : float
        Its compute time so far.
    facts : mapping
        The facts about runs of this kind: label -> value in words.
    diagnostics : mapping, optional
        What the trainer reports of its last step.
    """
    rows = {
        **facts,
        gettext(SECONDS): said(_SECONDS, seconds=seconds),
        gettext(MEMORY): said(_MEGABYTES, megabytes=spec.memory() / 1e6),
        gettext(VERSIONS): ", ".join(versions()),
    }
    lines = "\n".join(f"- **{label}:** {text}" for label, text in rows.items())
    if not diagnostics:
        return lines
    numbers = " · ".join(f"{n} {number_text(value, '.3g')}" for n, value in diagnostics.items())
    return f"{lines}\n\n:small[{numbers}]"


def draw_settings(spec: Settings) -> None:
    """Draw all the settings of a run."""
    st.caption(gettext(SETTINGS))
    st.code(spec.to_json(), language=None, wrap_lines=True)
