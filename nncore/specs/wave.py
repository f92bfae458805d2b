"""Stencils at work on an equation, side by side."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from nncore.messages import SettingError
from nncore.options import check_options, described, option, shown, whole_numbers
from nncore.options.number_sequence import number_sequence
from nncore.specs.box import limits_from_text
from nncore.specs.settings import Settings, check_type
from nncore.stencils.offsets import check_offsets
from nncore.waves.burgers_reference import check_step, fine_start
from nncore.waves.equations import LINEAR_EQUATIONS
from nncore.waves.profiles import LENGTH, Profile, sampled
from nncore.waves.runge_kutta import METHODS

BURGERS = "burgers"
#: Equation -> the order of the derivative that a stencil stands for.
DERIVATIVES = {**{n: e.derivative_order for n, e in LINEAR_EQUATIONS.items()}, BURGERS: 1}
#: What may run side by side, and on which equations alone.
LANES = {
    "taylor": tuple(DERIVATIVES),
    "optimum": tuple(DERIVATIVES),
    "learned": tuple(DERIVATIVES),
    "own": tuple(DERIVATIVES),
    "upwind1": ("advection", BURGERS),
    "upwind3": ("advection", BURGERS),
    "fixed": (BURGERS,),
    "network": (BURGERS,),
}
MOST_LANES = 4
MOST_POINTS = 4_096


def names_from_text(name: str, text: str) -> tuple[str, ...]:
    """Return the names of a list with commas or blanks between them."""
    return tuple(text.replace(",", " ").split())


@described
@dataclass(frozen=True)
class WaveSpec(Settings):
    """Stencils that solve an equation on the periodic interval [-1, 1), side by side.

    Raises
    ------
    ValueError
        One sentence with the field, the rule, the value and the remedy.
    """

    kind: ClassVar[str] = "wave"

    equation: str = option("advection", "What is solved.", choices=tuple(DERIVATIVES))
    stencils: tuple[str, ...] = option(
        ("taylor", "learned"),
        "What runs side by side: taylor, optimum, learned, own, upwind1, upwind3, fixed, network.",
        reader=names_from_text,
        writer=",".join,
    )
    offsets: tuple[int, ...] = option(
        (-1, 0, 1), "The grid points of Taylor's stencil and of the optimum."
    )
    band_low: float = option(
        0.0, "The slowest waves of the optimum, in radians a point.", minimum=0.0, maximum=math.pi
    )
    band_high: float = option(
        0.6, "The fastest waves of the optimum, in radians a point.", above=0.0, maximum=math.pi
    )
    learned_offsets: tuple[int, ...] = option((-1, 0, 1), "The grid points of a learned stencil.")
    learned_coefficients: tuple[float, ...] = option(
        (),
        "Its weights times the spacing to the power of its derivative; none are those that the "
        "waves of the second notebook teach.",
        reader=limits_from_text,
    )
    learned_order: int = option(
        1, "The derivative that a learned stencil gives.", minimum=1, maximum=2, integer=True
    )
    own_offsets: tuple[int, ...] = option((-1, 0, 1), "The grid points of a stencil of one's own.")
    own_coefficients: tuple[float, ...] = option(
        (-0.5, 0.0, 0.5),
        "Its weights times the spacing to the power of its derivative.",
        reader=limits_from_text,
    )
    own_order: int = option(
        1, "The derivative that a stencil of one's own gives.", minimum=1, maximum=2, integer=True
    )
    method: str = option("rk4", "The steps in time.", choices=tuple(METHODS))
    courant: float = option(
        0.5,
        "The Courant number: how many grid points a wave travels in a step, one of the largest |u| "
        "at first of the Burgers equation; of diffusion ν Δt/Δx².",
        above=0.0,
        minimum=1e-4,
        maximum=100.0,
    )
    profile: str = option(
        "sine", "What there is at first: packet, sine, gaussian, step or a formula in x."
    )
    n_waves: int = option(
        6,
        "Number of waves in the interval, of a sine or a packet.",
        minimum=1,
        maximum=MOST_POINTS,
        integer=True,
    )
    width: float = option(
        0.15,
        "Width of a packet, of a Gaussian or of the sides of a step.",
        minimum=1e-3,
        maximum=1.0,
    )
    n_points: int = option(
        80, "Number of grid points.", minimum=8, maximum=MOST_POINTS, integer=True
    )
    viscosity: float = option(
        0.01, "ν, of diffusion and of the Burgers equation.", minimum=1e-5, maximum=100.0
    )
    periods: float = option(
        10.0,
        "The end, in times that a wave of speed 1 takes around: 2 units of time each.",
        above=0.0,
        minimum=1e-3,
        maximum=1_000.0,
    )

    def __post_init__(self) -> None:
        check_options(self)
        check_type(type(self), "profile", self.profile)
        self._check_lanes()
        for name in ("offsets", "learned_offsets", "own_offsets"):
            object.__setattr__(self, name, whole_numbers(name, getattr(self, name)))
        check_offsets(self.offsets, self.derivative_order)
        if not self.band_low < self.band_high:
            raise SettingError(
                "`band_low` must be less than `band_high`, got {low:g} and {high:g}.",
                low=self.band_low,
                high=self.band_high,
            )
        for whose in ("learned", "own"):
            self._check_coefficients(whose)
        self._check_spans()
        self._check_profile()

    @property
    def derivative_order(self) -> int:
        """Of the derivative that the equation needs of a stencil."""
        return DERIVATIVES[self.equation]

    @property
    def start(self) -> Profile:
        """What there is at first."""
        return Profile(self.profile, self.n_waves, self.width)

    @property
    def end(self) -> float:
        """The time at which it ends."""
        return LENGTH * self.periods

    def _check_lanes(self) -> None:
        lanes = self.stencils
        if isinstance(lanes, str) or not isinstance(lanes, Sequence) or set(lanes) - set(LANES):
            raise SettingError(
                "`stencils` must be some of {choices}, got {value}.",
                choices=", ".join(LANES),
                value=shown(lanes),
            )
        object.__setattr__(self, "stencils", tuple(lanes))
        if not 1 <= len(lanes) <= MOST_LANES or len(set(lanes)) < len(lanes):
            raise SettingError(
                "`stencils` must be 1 to {most} different ones, got {value}.",
                most=MOST_LANES,
                value=", ".join(lanes) or 0,
            )
        for lane in lanes:
            if self.equation not in LANES[lane]:
                raise SettingError(
                    "`stencils` must not have {lane} for the equation {equation}; it is for "
                    "{equations}.",
                    lane=lane,
                    equation=self.equation,
                    equations=", ".join(LANES[lane]),
                )

    def _check_coefficients(self, whose: str) -> None:
        """Check a stencil that is given by its weights, where it is one of those that run."""
        name = f"{whose}_coefficients"
        coefficients = number_sequence(name, getattr(self, name))
        object.__setattr__(self, name, coefficients)
        if whose not in self.stencils:
            return
        offsets, order = getattr(self, f"{whose}_offsets"), getattr(self, f"{whose}_order")
        check_offsets(offsets, order)
        is_given = coefficients or whose == "own"
        if is_given and len(coefficients) != len(offsets):
            raise SettingError(
                "`{name}` must be one number for each of the {n_offsets} offsets, got {n}.",
                name=name,
                n_offsets=len(offsets),
                n=len(coefficients),
            )
        if not np.isfinite(coefficients).all():
            raise SettingError(
                "`{name}` must be finite, got {value}.", name=name, value=shown(coefficients)
            )
        if order > self.derivative_order:
            raise SettingError(
                "`{name}` must be 1 for the equation {equation}, got {order}: take diffusion or "
                "the wave equation for a second derivative.",
                name=f"{whose}_order",
                equation=self.equation,
                order=order,
            )

    def _check_spans(self) -> None:
        """Check that the grid has the points of each stencil, applied twice where it must be."""
        spans = {"taylor": ("offsets", 1), "optimum": ("offsets", 1)}
        for whose in ("learned", "own"):
            times = self.derivative_order // getattr(self, f"{whose}_order")
            spans[whose] = (f"{whose}_offsets", times)
        for lane in self.stencils:
            name, times = spans.get(lane, ("offsets", 0))
            offsets = getattr(self, name)
            needed = times * (max(0, *offsets) - min(0, *offsets)) + 1
            if needed > self.n_points:
                raise SettingError(
                    "`n_points` must be at least {needed:,}, as many as the offsets of the stencil "
                    "span, got {n_points:,}.",
                    needed=needed,
                    n_points=self.n_points,
                )

    def _check_profile(self) -> None:
        start = self.start
        object.__setattr__(self, "profile", start.text)
        sampled(start, self.n_points)
        if self.equation == BURGERS:
            n_fine = len(fine_start(start, self.n_points, self.viscosity))
            check_step(self.courant, self.n_points, n_fine)
