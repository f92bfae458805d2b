"""What is looked at on the page of many dimensions, and what of it stands still."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from nncore.comparisons.box_list import Limits
from nncore.comparisons.box_problem import (
    BoxProblem,
    ErrorCurve,
    KnownIntegral,
    classical_curves,
    known_integral,
)
from nncore.comparisons.parameter_integral import ParameterIntegral
from nncore.figures.boxes import Section, integrand_figure
from nncore.figures.boxes.parameters import Mark
from nncore.figures.style import Figure
from nncore.live.box_observer import BoxObservation, BoxObserver, section_of
from nncore.specs import BoxSpec
from pages.boxes.results import Start, start_of


@dataclass(frozen=True, eq=False)
class BoxSettings:
    """What is looked at, and what stands still meanwhile.

    Parameters
    ----------
    start : Start
        The run before its training.
    observer : BoxObserver
        What the workers are to look at.
    problem : BoxProblem
        The integral.
    known : KnownIntegral
        Its reference value.
    curves : mapping
        The errors of the classical rules; see `classical_curves`.
    section : Section
        What is drawn, with f.
    limits : mapping
        Of each input: those of the integral.
    names : tuple of str
        Of the inputs.
    integrand : Figure
        f, drawn.
    tab : str
        Which of the page's tabs is open: what nobody sees is not made.
    boxes : tuple of Limits
        Those of the list.
    marks : sequence of Mark
        The optima that have been found.
    learned : ParameterIntegral or None
        The integral that was learned, over the parameters.
    """

    start: Start
    observer: BoxObserver
    problem: BoxProblem
    known: KnownIntegral
    curves: Mapping[str, ErrorCurve]
    section: Section
    limits: dict[int, tuple[float, float]]
    names: tuple[str, ...]
    integrand: Figure
    tab: str
    boxes: tuple[Limits, ...]
    marks: Sequence[Mark]
    learned: ParameterIntegral | None

    @classmethod
    def of(
        cls,
        spec: BoxSpec,
        observer: BoxObserver,
        limits: dict[int, tuple[float, float]],
        names: tuple[str, ...],
        tab: str,
        boxes: tuple[Limits, ...],
        marks: Sequence[Mark] = (),
        learned: ParameterIntegral | None = None,
    ) -> "BoxSettings":
        """Find and draw once for all pictures what stands still."""
        problem = observer.problem(spec)
        section = section_of(spec, observer.axes, observer.point)
        return cls(
            start_of(spec),
            observer,
            problem,
            known_integral(problem),
            classical_curves(problem),
            section,
            limits,
            names,
            integrand_figure(section, limits, names),
            tab,
            boxes,
            marks,
            learned,
        )

    def true_error(self, seen: BoxObservation) -> tuple[float, float]:
        """Return between which numbers the error of NNI lies."""
        return self.known.error_range(seen.nni)
