"""NNI, SNI and the exact value on a list of intervals, as a table."""

import numpy as np

from nncore.certificates import ErrorEstimate
from nncore.comparisons import Comparison
from nncore.exports.csv_text import csv_text
from nncore.messages import SettingError

_VALUES = (
    *("NNI", "SNI", "exact", "error of exact", "|NNI - SNI|"),
    *("NNI error", "NNI error at least", "NNI error at most"),
    *("SNI error", "SNI error at least", "SNI error at most"),
)
_ESTIMATES = (
    *("estimated NNI error", "Cauchy-Schwarz bound of the NNI error"),
    *("corrected NNI", "estimated error of the corrected NNI"),
)
_SEEN = "points of f behind the estimates"
_NOTES = (
    *("how exact is known", "errors are proved"),
    *("SNI points", "beyond the training interval", "f is defined on all of it"),
)


def intervals_csv(
    comparison: Comparison, error_estimate: ErrorEstimate | None = None, variable: str = "x"
) -> str:
    """Return the table of the intervals as CSV, one row for each of them.

    Parameters
    ----------
    comparison : Comparison
        A network's integrals beside Simpson's rule and the exact values.
    error_estimate : ErrorEstimate, optional
        What is estimated of them, in arrays of as many intervals.
    variable : str
        In which is integrated, as in `IntegrationSpec.variable`.

    Returns
    -------
    str
        ``nan`` stands where there is no value, ``inf`` where nothing can be estimated or Simpson's
        rule meets a pole.

    Raises
    ------
    ValueError
        If the estimates are not one for each interval.
    """
    found = comparison.references
    n_intervals = len(found.intervals)
    limits = np.reshape(found.intervals, (-1, 2))
    values = [*limits.T, comparison.nni, found.sni, found.exact]
    values += [found.known.errors, comparison.divergence]
    values += [comparison.nni_error, *comparison.nni_error_range]
    values += [comparison.sni_error, *comparison.sni_error_range]
    quantities, seen = [*_VALUES], []
    if error_estimate is not None:
        quantities += _ESTIMATES
        estimates = _estimates(error_estimate, n_intervals)
        values += estimates[:-1]
        seen = [estimates[-1].astype(int)]
    methods = [method or "not known" for method in found.known.methods]
    notes = (*seen, methods, found.known.is_proved)
    notes += ([found.n_points] * n_intervals, comparison.extrapolated, found.in_domain)
    heads = [f"{limit} [{variable}]" for limit in "ab"]
    heads += [f"{quantity} [{variable}*y]" for quantity in quantities]
    return csv_text(
        (*heads, *([_SEEN] if seen else []), *_NOTES), zip(*values, *notes, strict=True)
    )


def _estimates(estimate: ErrorEstimate, n_intervals: int) -> list[np.ndarray]:
    fields = (estimate.estimate, estimate.bound, estimate.corrected, estimate.corrected_error)
    columns = [np.ravel(values) for values in (*fields, estimate.n_points)]
    if any(column.size != n_intervals for column in columns):
        raise SettingError(
            "`error_estimate` must have one value for each of the {n_intervals} intervals, got "
            "{size}.",
            n_intervals=n_intervals,
            size=columns[0].size,
        )
    return columns
