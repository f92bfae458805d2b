"""The tables of the ten intervals: computed again, and as the notebook printed them."""

from typing import Any

import numpy as np

from nncore.messages import gettext, marked, said
from nncore.notebooks import Autopsy, autopsy, repair, stored_network
from nncore.notebooks.printed_integrals import N_HIDDEN, ROWS
from pages.output.numbers import MISSING, error_text, value_text
from pages.output.tables import markdown_table

COLUMNS = (
    marked("interval"),
    marked("NNI printed, {printed:,} units"),
    marked("NNI here, {n:,} units"),
    marked("SNI"),
    marked("exact"),
    marked("NNI error"),
    marked("bound"),
    marked("b₂ from the error"),
)
_JUDGED = (0, 3, 5)  # of the cells behind the printed one: NNI, its error, and the b₂ from it
PRINTED_COLUMNS = (
    marked("interval"),
    marked("NNI printed"),
    marked("SNI printed"),
    marked("difference"),
    marked("repaired"),
    marked("its error"),
)


def recomputed_table(found: Autopsy, n_hidden: int) -> dict[str, Any]:
    """Return the ten rows as the content of a table; an NNI that breaks its bound in vermilion.

    Parameters
    ----------
    found : Autopsy
        The rows.
    n_hidden : int
        Of the network that is integrated: the printed one is another.
    """
    printed = {(row.a, row.b): _number(row.nni, 1e-2) for row in ROWS}
    rows = []
    compared, implied = found.comparison, found.implied_output_bias
    references = compared.references
    # Where b₂ is counted as it must be, the error says nothing about it.
    says_bias = np.isfinite(implied) & found.quirks.output_bias_counted_once
    for j, (a, b) in enumerate(found.intervals):
        cells = [
            _number(compared.nni[j], compared.nni_error[j]),
            value_text(references.sni[j], 1e-7),
            value_text(references.exact[j], 1e-7),
            _number(compared.nni_error[j]),
            f"≤ {error_text(found.bound[j])}",
            value_text(implied[j], 1e-3 * abs(implied[j])) if says_bias[j] else MISSING,
        ]
        if found.breaks_bound[j]:
            cells = [f":red[{cell}]" if i in _JUDGED else cell for i, cell in enumerate(cells)]
        rows.append([f"{a:g} … {b:g}", printed.get((a, b), MISSING), *cells])
    heads = [said(head, printed=N_HIDDEN, n=n_hidden) for head in COLUMNS]
    return {"columns": heads, "rows": rows}


def printed_table() -> str:
    """Return what the notebook printed, and what its own b₂ makes of it, as Markdown."""
    exact = autopsy(stored_network().network).comparison.references.exact
    rows = []
    for row, repaired, true in zip(ROWS, repair(ROWS), exact, strict=True):
        cells = (
            f"{row.a:g} … {row.b:g}",
            _number(row.nni, 1e-3),
            value_text(row.sni, 1e-7),
            _number(row.divergence),
            _number(repaired, 1e-3),
            _number(abs(repaired - true)),
        )
        rows.append(cells)
    return markdown_table(list(map(gettext, PRINTED_COLUMNS)), rows)


def _number(value: float, error: float | None = None) -> str:
    if np.isnan(value):
        return "nan"
    return error_text(value) if error is None else value_text(value, error)
