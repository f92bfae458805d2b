"""The optima of the integral over its parameters: found at a press, and verified by cubature."""

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from nncore.comparisons.parameter_optimum import Optimum, spec_near
from nncore.live import TrainingRun
from nncore.messages import SentenceError, gettext, marked, said
from nncore.network import OneHiddenNetwork
from nncore.specs import BoxSpec
from pages.app.engine import engine
from pages.app.language import reader_language
from pages.boxes.limits import spec_over
from pages.boxes.view import BoxForm, input_names
from pages.integration.contents import NNI
from pages.output.numbers import error_text, rounded_up, value_text
from pages.settings.problems import show_problem

#: Whether it is a maximum -> what it is called, its button, and the offer to train near it.
WORDS = {
    False: (marked("minimum"), marked("Find the minimum"), marked("Train near the minimum")),
    True: (marked("maximum"), marked("Find the maximum"), marked("Train near the maximum")),
}
FIND_HELP = marked(
    "L-BFGS-B on the closed form and its gradient, from the best of 256 points. The optimiser "
    "seeks out errors of the network as it seeks out optima: the value is verified by cubature."
)
SEARCHING = marked("The optimum is sought, and verified by cubature.")
HEADS = (
    *(marked("optimum"), NNI, marked(":orange[cubature]"), marked("difference")),
    *(marked(":blue[estimated in the middle]"), marked(":orange[cubature error]"), ""),
)
VERIFIED = marked("✓ verified: the values differ by no more than is estimated")
NOT_VERIFIED = marked("✗ the values differ by more than is estimated")
AS_OF = {
    "epoch": marked("Found with the network of epoch {position:g}."),
    "iteration": marked("Found with the network of iteration {position:g}."),
}
OFFER = marked(
    "A network that is trained between narrower limits around it, on as many samples, is closer "
    "there. This takes these limits; then press Play."
)


@dataclass(frozen=True)
class Found:
    """An optimum, and of what it is one."""

    spec: BoxSpec
    run_id: str
    position: float
    optimum: Optimum


def draw_optima(form: BoxForm, run: TrainingRun[BoxSpec], network: OneHiddenNetwork) -> None:
    """Draw the buttons, what they have found for this run, and the offer to train near it."""
    pressed = None
    with st.container(horizontal=True):
        for is_maximum, (_, label, _) in WORDS.items():
            key = form.key(f"find_{is_maximum}")
            if st.button(gettext(label), key=key, help=gettext(FIND_HELP)):
                pressed = is_maximum
    if pressed is not None and _search(_kept(form), spec_over(form), run, network, pressed):
        st.rerun()  # the charts above show it
    listed = found_optima(form, run.run_id)
    if listed:
        _draw(form, listed)


def _kept(form: BoxForm) -> dict[bool, Found]:
    kept: dict[bool, Found] = st.session_state.setdefault(form.key("optima"), {})
    return kept


def found_optima(form: BoxForm, run_id: str) -> list[Found]:
    """Return what has been found for a run with these limits, the minimum first."""
    wanted = spec_over(form), run_id
    listed = [one for one in _kept(form).values() if (one.spec, one.run_id) == wanted]
    return sorted(listed, key=lambda one: one.optimum.is_maximum)


def _search(
    kept: dict[bool, Found],
    spec: BoxSpec,
    run: TrainingRun[BoxSpec],
    network: OneHiddenNetwork,
    is_maximum: bool,
) -> bool:
    """Keep an optimum, or say why there is none; return whether there is one."""
    kept.pop(is_maximum, None)
    position = run.position
    try:
        with st.spinner(gettext(SEARCHING)):
            found = engine().optimum(spec, network, is_maximum)
    except (SentenceError, OSError) as problem:
        show_problem(problem)
        return False
    kept[is_maximum] = Found(spec, run.run_id, position, found)
    return True


def _draw(form: BoxForm, listed: list[Found]) -> None:
    spec = form.spec
    names = [input_names(spec)[i] for i in spec.theta]
    heads = [gettext(HEADS[0]), *names, *(gettext(head) if head else "" for head in HEADS[1:])]
    rows = [_row(one.optimum) for one in listed]
    st.table(pd.DataFrame(rows, columns=heads).set_index(heads[0]))
    st.caption(said(AS_OF[spec.trainer.iteration_name], position=listed[-1].position))
    for one in listed:
        found = one.optimum
        if not found.is_verified and not form.hides("lower"):
            st.button(
                gettext(WORDS[found.is_maximum][2]),
                key=form.key(f"near_{found.is_maximum}"),
                help=gettext(OFFER),
                icon=":material/center_focus_strong:",
                on_click=_train_near,
                args=(form, one),
            )


def _row(found: Optimum) -> list[str]:
    estimate, cubature = rounded_up(found.claimed), found.cubature
    return [
        gettext(WORDS[found.is_maximum][0]),
        *map(value_text, found.theta.tolist()),
        value_text(found.nni, found.difference),
        value_text(cubature.value, cubature.error_estimate),
        error_text(found.difference),
        f"≈ {error_text(estimate)}",
        f"≈ {error_text(rounded_up(cubature.error_estimate))}",
        gettext(VERIFIED if found.is_verified else NOT_VERIFIED),
    ]


def _train_near(form: BoxForm, one: Found) -> None:
    """Take narrower limits of the parameters, and look at the integral at the optimum."""
    with reader_language():  # a callback runs before the script
        near = spec_near(form.spec, one.optimum.theta)
        point = list(near.box.from_unit([0.5] * near.n_inputs).tolist())
        for i, value in zip(near.theta, one.optimum.theta.tolist(), strict=True):
            point[i] = value
        form.change_spec(lower=near.lower, upper=near.upper)
        form.change_view(point=tuple(point))
        form.clear_problems("lower", "upper")
