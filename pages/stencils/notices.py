"""What the settings of the stencil page mean for the runs, said before they are started."""

from collections.abc import Mapping

import streamlit as st

from nncore.experiments.stencil_travel import travel
from nncore.figures.stencils.weights import power_text
from nncore.specs import StencilSpec
from nncore.stencils.fields import aliased_modes, all_vanish, nyquist_mode
from pages.output.numbers import value_text
from pages.stencils.results import references

NO_WAVES = (
    "With modes below 1 every field is zero everywhere, and so is its derivative: there is nothing "
    "to learn. Take modes below 2 or more."
)
ONLY_ZEROS = (
    "On this grid, from {lower:g} in steps of {spacing:g}, every wave sin kπx is zero at every "
    "point: there is nothing to learn from. Take a spacing that is not a whole number."
)
ALIASED = (
    "Modes above {nyquist:g} are too fast for Δx = {spacing:g}: on the grid they look like slower "
    "waves. The networks learn from them all the same; that error is the lesson."
)
CAPPED = (
    "{names}: {n_offsets} offsets can be consistent to order {highest} at most, so it is order "
    "{highest} there, not {asked}."
)
NOTHING_FREE = (
    "{names}: consistent to the highest order that the offsets allow, so that every weight is "
    "fixed at Taylor's value and there is nothing left to train. Choose a lower order, or leave it "
    "empty."
)
TOO_FAR = (
    "With a learning rate of {rate:g}, {updates:,} updates move a weight × Δx{power} by about "
    "{reach} at most, and the optimum needs {needed}: raise the learning rate or the epochs."
)
TOO_COARSE = (
    "With a learning rate of {rate:g}, one update moves a weight × Δx{power} by about {stride}, "
    "and the largest weight is only {largest}: lower the learning rate."
)


def draw_notices(asked: StencilSpec, specs: Mapping[str, StencilSpec]) -> None:
    """Say what is special about the fields, the constraint and the learning rate.

    Parameters
    ----------
    asked : StencilSpec
        The settings of the page.
    specs : mapping
        The networks that come of them: title -> spec.
    """
    _fields(specs)
    _constraints(asked, specs)
    for spec in specs.values():
        if (sentence := _learning_rate(spec)) is not None:
            st.warning(sentence, icon=":material/speed:")
            return  # of several networks much the same would be said


def _fields(specs: Mapping[str, StencilSpec]) -> None:
    for spec in specs.values():
        if _has_no_waves(spec):
            text = NO_WAVES if spec.max_mode == 1 else ONLY_ZEROS
            st.warning(
                text.format(lower=spec.lower, spacing=spec.spacing),
                icon=":material/horizontal_rule:",
            )
            return
    for spec in specs.values():
        if aliased_modes(spec.max_mode, spec.spacing):
            nyquist = nyquist_mode(spec.spacing)
            st.info(ALIASED.format(nyquist=nyquist, spacing=spec.spacing), icon=":material/waves:")
            return


def _has_no_waves(spec: StencilSpec) -> bool:
    return all_vanish(spec.lower, spec.spacing, spec.max_mode)


def _constraints(asked: StencilSpec, specs: Mapping[str, StencilSpec]) -> None:
    """Say which networks are bound to less than was asked for, and which are bound altogether."""
    capped: dict[tuple[int, int | None], list[str]] = {}
    fixed = [name for name, spec in specs.items() if spec.n_free_weights == 0]
    for name, spec in specs.items():
        if spec.constraint != asked.constraint:
            capped.setdefault((len(spec.offsets), spec.constraint), []).append(name)
    for (n_offsets, highest), names in capped.items():
        st.info(
            CAPPED.format(
                names=", ".join(names),
                n_offsets=n_offsets,
                highest=highest,
                asked=asked.constraint,
            ),
            icon=":material/rule:",
        )
    if fixed:
        st.info(NOTHING_FREE.format(names=", ".join(fixed)), icon=":material/lock:")


def _learning_rate(spec: StencilSpec) -> str | None:
    """Return what is wrong with a learning rate for the weights that are to be found."""
    if spec.n_free_weights == 0 or _has_no_waves(spec):
        return None
    found = travel(spec, references(spec)["optimum"])
    if found is None:
        return None
    numbers = {
        "rate": getattr(spec.trainer, "learning_rate", 0.0),
        "power": power_text(spec.derivative_order),
    }
    if found.falls_short:
        return TOO_FAR.format(
            updates=spec.n_updates,
            reach=value_text(found.reach, 0.01 * found.reach),
            needed=value_text(found.needed, 0.01 * found.needed),
            **numbers,
        )
    if found.is_too_coarse:
        return TOO_COARSE.format(
            stride=value_text(found.stride, 0.1 * found.stride),
            largest=value_text(found.largest, 0.01 * found.largest),
            **numbers,
        )
    return None
