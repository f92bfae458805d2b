"""The one sentence on top of the autopsy: true for every combination of the switches."""

import math

from nncore.network import OneHiddenNetwork
from nncore.notebooks import AS_PRINTED, Autopsy
from nncore.notebooks.printed_integrals import N_HIDDEN, ROWS
from pages.output.numbers import error_text, value_text

AS_IT_WAS, MENDED = "**As printed.**", "**Put right.**"
BIAS = "**b₂ is counted once:** that puts NNI off by {bias} for every unit of length but the first."
OVERFLOW = "**exp overflows** beyond {limit:.1f}: {rows}."
INFINITE, NAN = "{n} {rows} ∞", "{n} {rows} nan, which is ∞ − ∞"
PRINTED = " (printed: {n_infinite} ∞ and {n_nan} nan)"
STORED = (
    "The network here is a stored one of {n:,} units: what goes wrong is the same, but its numbers "
    "are its own, not the printed ones of {printed:,} units."
)
TRAINED_AGAIN = (
    "The network here has the notebook's {n:,} units, trained again: its numbers are its own, not "
    "the printed ones to the digit."
)
ALL_BREAK = "Every row breaks its bound, in vermilion: the bound alone would have shown it."
SOME_BREAK = "{n} of {n_rows} rows, in vermilion, break their bound √((b − a) ∫(f − f̂)²)."
FORMULA_RIGHT = "Where exp does not overflow, NNI is within its bound: the formula was right."
NONE_BREAKS = "Every row respects its bound √((b − a) ∫(f − f̂)²)."
EXTRAPOLATES = (
    "Beyond 100, where nothing was learned, the error reaches {beyond}; within, {within}."
)
SNI_INFINITE = "The SNI from 0 is −∞."

_PRINTED_COUNTS = PRINTED.format(
    n_infinite=sum(math.isinf(row.nni) for row in ROWS),
    n_nan=sum(math.isnan(row.nni) for row in ROWS),
)


def verdict(found: Autopsy, network: OneHiddenNetwork) -> str:
    """Say what is wrong with a table, and what is not.

    Parameters
    ----------
    found : Autopsy
        The table, with any of its quirks.
    network : OneHiddenNetwork
        Its network: the stored one, or one as wide as the notebook's.
    """
    parts, output_bias = [], network.output_bias
    if found.quirks == AS_PRINTED:
        parts.append(AS_IT_WAS)
    elif found.quirks.is_put_right:
        parts.append(MENDED)
    which = TRAINED_AGAIN if network.n_hidden == N_HIDDEN else STORED
    parts.append(which.format(n=network.n_hidden, printed=N_HIDDEN))
    if found.quirks.output_bias_counted_once and output_bias:
        parts.append(BIAS.format(bias=value_text(abs(output_bias), 0.01 * abs(output_bias))))
    if found.n_infinite or found.n_nan:
        limit = found.quirks.overflow_limit
        parts.append(OVERFLOW.format(limit=limit, rows=_not_finite(found)))
    parts.append(_judgement(found))
    if not found.n_beyond_bound:
        parts += _what_is_left(found)
    return " ".join(parts)


def _not_finite(found: Autopsy) -> str:
    """Count the rows that are not finite."""
    counts = ((found.n_infinite, INFINITE), (found.n_nan, NAN))
    parts = [text.format(n=n, rows="row is" if n == 1 else "rows are") for n, text in counts if n]
    text = " and ".join(parts)
    return text + _PRINTED_COUNTS if found.quirks == AS_PRINTED else text


def _judgement(found: Autopsy) -> str:
    n_rows, n_broken = len(found.intervals), found.n_beyond_bound
    if not n_broken:
        return NONE_BREAKS
    if n_broken == n_rows:
        return ALL_BREAK
    if n_broken == found.n_infinite + found.n_nan and not found.quirks.output_bias_counted_once:
        return FORMULA_RIGHT
    return SOME_BREAK.format(n=n_broken, n_rows=n_rows)


def _what_is_left(found: Autopsy) -> list[str]:
    """Say what no formula mends."""
    parts = []
    if found.comparison.extrapolated.any():
        parts.append(
            EXTRAPOLATES.format(
                beyond=error_text(found.largest_error(extrapolated=True)),
                within=error_text(found.largest_error(extrapolated=False)),
            )
        )
    if found.n_infinite_sni:
        parts.append(SNI_INFINITE)
    return parts
