r"""An a-posteriori error estimate of :math:`\hat I = \int_a^b \hat y`, ready for many networks.

With a quadrature rule Q on fresh nodes, which estimates its own error E,

.. math::

    \int_a^b f \approx \hat I + Q(f - \hat y), \qquad
    \Bigl|\int_a^b f - \hat I\Bigr| \le |Q(f - \hat y)| + E, \qquad
    \Bigl|\int_a^b f - \hat I\Bigr|
    \le \sqrt{(b - a) \int_a^b (f - \hat y)^2}.

The first is the corrected integral: the network serves as a control variate, whose integral is
known in closed form. The second is the estimate. The third is the bound of Cauchy and Schwarz,
which holds for every part of the interval as well.

:math:`Q(\hat y)` need not come from the rule, because :math:`\hat I` is known: then
:math:`Q(f - \hat y) = Q(f) - \hat I`, and E is the error of Q on `f` alone. Which form is better
depends. Where the nodes resolve `f`, its error is at rounding level, while steep units may fall
between them; where they do not, a network that follows `f` leaves little to integrate. The form
with the smaller error is taken.

No rule knows what lies between its nodes. Where the integral of `f` is proved, or two methods agree
on it, an estimate that this contradicts is raised to what it shows.

References
----------
P. Glasserman, Monte Carlo Methods in Financial Engineering, Springer, 2003, section 4.1 (control
variates), https://doi.org/10.1007/978-0-387-21617-1
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import ArrayLike

from nncore.arrays import FloatArray
from nncore.certificates.closed_form_rounding import closed_form_rounding
from nncore.certificates.estimates import ErrorEstimate
from nncore.certificates.regularity import (
    healed,
    is_integrable,
    sections,
    singular_points,
    squared,
)
from nncore.certificates.unseen import known_integrals, tails, where_only_zeros_were_seen
from nncore.integrands import Integrand
from nncore.messages import SettingError
from nncore.network import OneHiddenNetwork
from nncore.options.ranges import AT_LEAST, FINITE
from nncore.quadrature.gauss_kronrod import EPSILON, panel_sums
from nncore.quadrature.panels import Panels, adaptive_panels, rounding_of_nodes
from nncore.references.exact_values import ExactValues

NODES_PER_SAMPLE = 2
"""What nobody saw is in no estimate: the rule looks at more points than the training did."""

MOST_NODES = 3_000_000
"""Far beyond the training interval the density of the samples would need any amount of memory."""

UNIT_EVALUATIONS = 600_000
"""Of one judgement: about four milliseconds. A wider network is compared at fewer nodes."""

LEAST_NETWORK_NODES, MOST_NETWORK_NODES = 1_000, 12_000

# Of the closed form, and of the network at a node, in units of the sum of its terms' sizes.
_ROUNDING = 8 * EPSILON


@dataclass(frozen=True, eq=False)
class Certificate:
    """What judges the integrals of any network over some intervals; made by `of`.

    Parameters
    ----------
    lower, upper : ndarray, shape (n_intervals,)
        The limits in increasing order.
    reverse : ndarray, shape (n_intervals,)
        -1 where the limits were given in decreasing order, else 1.
    integral, error_estimate : ndarray, shape (n_intervals,)
        The integral of f from `lower` to `upper` by the rule, and the rule's own error; nan
        and infinite where f is not real or not integrable.
    square_is_integrable : ndarray of bool, shape (n_intervals,)
        Whether f² is integrable.
    panels : Panels
        Those on which a network is compared with f.
    nodes, values : ndarray, shape (n_panels, 21)
        Their nodes, and f there.
    tails : ndarray, shape (n_panels,)
        What the integral of f may miss beside a singular point; 0 elsewhere. No network helps
        there.
    overlooked : ndarray, shape (n_intervals,)
        By how much the integral of f over `panels` differs from `integral`: 0, unless there are
        so many samples that f is evaluated at more nodes than networks are, or f is known to
        have an integral of which the nodes show nothing.
    n_evaluations : int
        How often f was evaluated.
    n_points : ndarray, shape (n_intervals,)
        At how many different points of an interval that was.
    known : ExactValues
        What is known of the integrals otherwise: no estimate stands that it contradicts.
    """

    lower: FloatArray
    upper: FloatArray
    reverse: FloatArray
    integral: FloatArray
    error_estimate: FloatArray
    square_is_integrable: np.ndarray
    panels: Panels
    nodes: FloatArray
    values: FloatArray
    tails: FloatArray
    overlooked: FloatArray
    n_evaluations: int
    n_points: FloatArray
    known: ExactValues

    @classmethod
    def of(
        cls,
        integrand: Integrand,
        a: ArrayLike,
        b: ArrayLike,
        n_samples: int,
        *,
        training_interval: tuple[float, float] | None = None,
        n_hidden: int = 50,
    ) -> Self:
        """Place the nodes and evaluate the integrand there.

        Parameters
        ----------
        integrand : Integrand
            Its break points and singular ends are used.
        a, b : array_like, shape (n_intervals,)
            Limits in any order. Intervals may overlap, and may leave the training interval.
        n_samples : int
            The number of training samples. The integrand is evaluated at least at twice as many
            points, and at twice their density.
        training_interval : (lower, upper), optional
            Where the samples lie; None takes the integrand's own interval.
        n_hidden : int
            The number of hidden units of the networks to come. The nodes at which they are
            evaluated are limited accordingly, those at which the integrand is are not.

        Raises
        ------
        ValueError
            If a limit is not finite, or `n_samples` is below 1.
        """
        a, b = np.atleast_1d(np.asarray(a, dtype=float)), np.atleast_1d(np.asarray(b, dtype=float))
        _check(a, b, n_samples)
        lower, upper, f = np.minimum(a, b), np.maximum(a, b), healed(integrand)
        # The one knows what is proved of a formula, the other fills what is 0/0 at single points.
        usable = is_integrable(integrand, lower, upper)
        usable[~usable] = is_integrable(f, lower[~usable], upper[~usable])
        special = singular_points(f, lower[usable], upper[usable])
        parts = sections(lower[usable], upper[usable], special)
        length = np.ptp(training_interval or (integrand.lower, integrand.upper))
        share = max(1.0, float((parts[:, 1] - parts[:, 0]).sum() / length))
        n_nodes = int(min(np.ceil(NODES_PER_SAMPLE * n_samples * share), MOST_NODES))
        dense = adaptive_panels(f.function, parts, singular_points=special, n_nodes=n_nodes)
        panels = _thinned(dense, f, parts, special, n_hidden)
        own_error = np.where(usable, dense.total(dense.error_estimate, lower, upper), np.inf)
        known = known_integrals(integrand, lower, upper)
        unseen = where_only_zeros_were_seen(dense, lower, upper, known)
        integral = dense.total(dense.integral, lower, upper)
        own_error = _or_infinite(own_error + unseen)
        integral[~np.isfinite(own_error)] = np.nan
        nodes = panels.nodes()
        values = f(nodes)
        return cls(
            lower,
            upper,
            np.where(a <= b, 1.0, -1.0),
            integral,
            own_error,
            is_integrable(squared(f), lower, upper),
            panels,
            nodes,
            values,
            tails(panels, values),
            np.abs(panels.total(panels.integral, lower, upper) - integral) + unseen,
            dense.n_evaluations + (0 if panels is dense else panels.n_evaluations),
            dense.total(np.full(dense.left.size, float(nodes.shape[1])), lower, upper),
            known,
        )

    def judge(self, network: OneHiddenNetwork) -> ErrorEstimate:
        """Compare a network with the integrand.

        Parameters
        ----------
        network : OneHiddenNetwork
            In x, not scaled.

        Returns
        -------
        ErrorEstimate
            Of arrays of shape (n_intervals,).
        """
        nni = np.asarray(network.integral(self.lower, self.upper))
        with np.errstate(all="ignore"):
            residual = self.values - network(self.nodes)
            corrected, corrected_error, is_raised = self._corrected(network, nni, residual)
            rounding = EPSILON * (np.abs(corrected) + np.abs(nni))
            estimate = _or_infinite(np.abs(corrected - nni) + corrected_error + rounding)
            half_lengths = (self.panels.right - self.panels.left) / 2
            square = panel_sums(half_lengths, np.square(residual))
            at_most = self._total(square.integral + square.error_estimate)
            bound = np.sqrt((self.upper - self.lower) * at_most)
            bound = np.where(self.square_is_integrable, np.maximum(bound, estimate), np.inf)
        return ErrorEstimate(
            estimate,
            _or_infinite(bound),
            self.reverse * corrected,
            corrected_error,
            self.n_points,
            is_raised,
        )

    def _corrected(
        self, network: OneHiddenNetwork, nni: FloatArray, residual: FloatArray
    ) -> tuple[FloatArray, FloatArray, np.ndarray]:
        """Return the form of the corrected integral with the smaller error, and which were raised.

        An error is raised where what is known of the integral shows more of it than the nodes do.
        """
        half_lengths = (self.panels.right - self.panels.left) / 2
        difference = panel_sums(half_lengths, residual)
        terms = np.abs(network.contributions(self.nodes[:, self.nodes.shape[1] // 2])).sum(axis=1)
        rounding = 2 * half_lengths * (terms + abs(network.output_bias)) * _ROUNDING
        floor = np.maximum(
            rounding_of_nodes(self.panels.left, self.panels.right, residual), self.tails
        )
        seen = self._total(np.maximum(difference.error_estimate, floor) + rounding)
        seen += self.overlooked + closed_form_rounding(network, self.lower, self.upper)
        forms = np.stack([nni + self._total(difference.integral), self.integral])
        own_errors = np.stack([seen, self.error_estimate])
        shown = self.known.shown_error(forms)
        errors = _or_infinite(np.maximum(own_errors, shown))
        better = np.where(errors[0] < errors[1], 0, 1), np.arange(nni.size)
        return forms[better], errors[better], (shown > own_errors)[better]

    def _total(self, quantity: FloatArray) -> FloatArray:
        return self.panels.total(quantity, self.lower, self.upper)


def _thinned(
    dense: Panels, f: Integrand, parts: FloatArray, special: FloatArray, n_hidden: int
) -> Panels:
    """Return panels with as few nodes as networks of this width can be evaluated at."""
    limit = min(max(UNIT_EVALUATIONS // n_hidden, LEAST_NETWORK_NODES), MOST_NETWORK_NODES)
    if dense.n_nodes <= limit:
        return dense
    half = limit // 2  # the rest is for where f is difficult
    return adaptive_panels(f.function, parts, singular_points=special, n_nodes=half, max_nodes=half)


def _check(a: FloatArray, b: FloatArray, n_samples: int) -> None:
    for name, limits in (("a", a), ("b", b)):
        wrong = limits[~np.isfinite(limits)]
        if wrong.size:
            raise SettingError(FINITE, name=name, value=wrong[0])
    if n_samples < 1:
        raise SettingError(AT_LEAST, name="n_samples", bound=1, value=n_samples)


def _or_infinite(values: FloatArray) -> FloatArray:
    """Return errors, with infinity for what could not be computed."""
    return np.where(np.isnan(values), np.inf, values)
