"""The one sentence on top of the autopsy: true for every combination of the switches."""

import math

from nncore.messages import gettext, marked, marked_plural, said
from nncore.network import OneHiddenNetwork
from nncore.notebooks import AS_PRINTED, Autopsy
from nncore.notebooks.printed_integrals import N_HIDDEN, ROWS
from pages.output.numbers import error_text, value_text

AS_IT_WAS, MENDED = marked("**As printed.**"), marked("**Put right.**")
BIAS = marked(
    "**b₂ is counted once:** that puts NNI off by {bias} for every unit of length but the first."
)
OVERFLOW = marked("**exp overflows** beyond {limit:.1f}: {rows}.")
OVERFLOW_AS_PRINTED = marked(
    "**exp overflows** beyond {limit:.1f}: {rows} (printed: {n_infinite} ∞ and {n_nan} nan)."
)
BOTH = marked("{infinite} and {nan}")
INFINITE = marked_plural("{n} row is ∞", "{n} rows are ∞")
NAN = marked_plural("{n} row is nan, which is ∞ − ∞", "{n} rows are nan, which is ∞ − ∞")
STORED = marked(
    "The network here is a stored one of {n:,} units: what goes wrong is the same, but its numbers "
    "are its own, not the printed ones of {printed:,} units."
)
TRAINED_AGAIN = marked(
    "The network here has the notebook's {n:,} units, trained again: its numbers are its own, not "
    "the printed ones to the digit."
)
ALL_BREAK = marked("Every row breaks its bound, in vermilion: the bound alone would have shown it.")
ALL_BREAK_OR_NAN = marked(
    "Every row breaks its bound or is no number, in vermilion: the bound alone would have shown it."
)
SOME_BREAK = marked_plural(
    "{n} of {n_rows} rows, in vermilion, breaks its bound √((b − a) ∫(f − f̂)²).",
    "{n} of {n_rows} rows, in vermilion, break their bound √((b − a) ∫(f − f̂)²).",
)
FORMULA_RIGHT = marked(
    "Where exp does not overflow, NNI is within its bound: the formula was right."
)
NONE_BREAKS = marked("Every row respects its bound √((b − a) ∫(f − f̂)²).")
EXTRAPOLATES = marked(
    "Beyond 100, where nothing was learned, the error reaches {beyond}; within, {within}."
)
SNI_INFINITE = marked("The SNI from 0 is −∞.")


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
        parts.append(gettext(AS_IT_WAS))
    elif found.quirks.is_put_right:
        parts.append(gettext(MENDED))
    which = TRAINED_AGAIN if network.n_hidden == N_HIDDEN else STORED
    parts.append(said(which, n=network.n_hidden, printed=N_HIDDEN))
    if found.quirks.output_bias_counted_once and output_bias:
        parts.append(said(BIAS, bias=value_text(abs(output_bias), 0.01 * abs(output_bias))))
    if found.n_infinite or found.n_nan:
        parts.append(_overflow(found))
    parts.append(_judgement(found))
    if not found.n_beyond_bound:
        parts += _what_is_left(found)
    return " ".join(parts)


def _overflow(found: Autopsy) -> str:
    """Count the rows that are not finite, beside those that were printed."""
    limit, n_infinite, n_nan = found.quirks.overflow_limit, found.n_infinite, found.n_nan
    infinite, nan = said(*INFINITE, n=n_infinite), said(*NAN, n=n_nan)
    rows = infinite if not n_nan else nan
    if n_infinite and n_nan:
        rows = said(BOTH, infinite=infinite, nan=nan)
    if found.quirks != AS_PRINTED:
        return said(OVERFLOW, limit=limit, rows=rows)
    return said(
        OVERFLOW_AS_PRINTED,
        limit=limit,
        rows=rows,
        n_infinite=sum(math.isinf(row.nni) for row in ROWS),
        n_nan=sum(math.isnan(row.nni) for row in ROWS),
    )


def _judgement(found: Autopsy) -> str:
    n_rows, n_broken = len(found.intervals), found.n_beyond_bound
    if not n_broken:
        return gettext(NONE_BREAKS)
    if n_broken == n_rows:
        return gettext(ALL_BREAK_OR_NAN if found.n_nan else ALL_BREAK)
    if n_broken == found.n_infinite + found.n_nan and not found.quirks.output_bias_counted_once:
        return gettext(FORMULA_RIGHT)
    return said(*SOME_BREAK, n=n_broken, n_rows=n_rows)


def _what_is_left(found: Autopsy) -> list[str]:
    """Say what no formula mends."""
    parts = []
    if found.comparison.extrapolated.any():
        parts.append(
            said(
                EXTRAPOLATES,
                beyond=error_text(found.largest_error(extrapolated=True)),
                within=error_text(found.largest_error(extrapolated=False)),
            )
        )
    if found.n_infinite_sni:
        parts.append(gettext(SNI_INFINITE))
    return parts
