"""Integrals over a box, at some values of the parameters, as a table."""

import numpy as np

from nncore.comparisons.box_methods import BoxComparison
from nncore.exports.csv_text import csv_text
from nncore.specs import BoxSpec


def box_csv(spec: BoxSpec, compared: BoxComparison) -> str:
    """Return the integrals of a network beside what they are as CSV, a row for each value.

    Parameters
    ----------
    spec : BoxSpec
        The experiment: its parameters have columns.
    compared : BoxComparison
        From `compare_over_box`.

    Returns
    -------
    str
        ``nan`` stands where the integral is not known, ``inf`` where nothing can be estimated.
    """
    judged, cubature = compared.judged, compared.cubature
    columns = {
        **dict(zip(spec.theta_names, compared.theta.T, strict=True)),
        "NNI": compared.nni,
        **{
            f"dNNI/d{name}": by
            for name, by in zip(spec.theta_names, compared.gradient.T, strict=True)
        },
        "exact": compared.known.values,
        "error of exact": compared.known.errors,
        "NNI error": compared.nni_error,
        "estimated NNI error": judged.estimate,
        "bound of the NNI error": judged.bound,
        "corrected NNI": judged.corrected,
        "estimated error of the corrected NNI": judged.corrected_error,
        "points of f behind the estimates": np.asarray(judged.n_points).astype(int),
        f"cubature ({compared.rule})": [one.value for one in cubature],
        "estimated error of cubature": [one.error_estimate for one in cubature],
        "evaluations of f by cubature": [one.n_evaluations for one in cubature],
        "how exact is known": [method or "not known" for method in compared.known.methods],
        "errors are proved": compared.known.is_proved,
        "beyond the trained parameters": compared.is_extrapolated,
    }
    return csv_text(tuple(columns), zip(*columns.values(), strict=True))
