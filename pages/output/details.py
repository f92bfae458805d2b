"""The tab of details, the same on each page: what a run has cost, and all its settings."""

from collections.abc import Mapping

import streamlit as st

from nncore.specs import Spec
from nncore.versions import versions

SECONDS = "Compute time"
MEMORY = "Memory of the run on its worker, estimated"
VERSIONS = "Versions"
SETTINGS = (
    "All the settings of this run, as JSON. The link in the address bar opens the page with it."
)


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
        SECONDS: f"{seconds:.3g} s",
        MEMORY: f"{spec.memory() / 1e6:,.1f} MB",
        VERSIONS: ", ".join(versions()),
    }
    lines = "\n".join(f"- **{label}:** {text}" for label, text in rows.items())
    if not diagnostics:
        return lines
    numbers = " · ".join(f"{name} {value:.3g}" for name, value in diagnostics.items())
    return f"{lines}\n\n:small[{numbers}]"


def draw_settings(spec: Spec) -> None:
    """Draw all the settings of a run."""
    st.caption(SETTINGS)
    st.code(spec.to_json(), language="json", wrap_lines=True)
