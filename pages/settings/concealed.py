"""What of a page a step of a lesson leaves out until its prediction is given."""

from collections.abc import Collection, Iterable, Sequence

import streamlit as st

from nncore.messages import gettext, marked

#: The tabs below a page, as an element that can be concealed.
TABS = "tabs"

LATER = marked("What stands here is shown after your prediction.")

_CONCEALED = "page:concealed"


def conceal(names: Iterable[str]) -> None:
    """Leave these elements out of the page that is open, and show all others.

    Parameters
    ----------
    names : iterable of str
        Of slots; of those that are numbered, such as ``bars 0``, without the number.
    """
    st.session_state[_CONCEALED] = frozenset(names)


def concealed() -> Collection[str]:
    """Return the names of the elements that are left out."""
    found: frozenset[str] = st.session_state.get(_CONCEALED, frozenset())
    return found


def is_among(slot: str, names: Collection[str]) -> bool:
    """Whether a slot is one of these, or one of them with a number."""
    return slot in names or slot.rstrip("0123456789").rstrip(" _") in names


def not_concealed(slots: Sequence[str]) -> list[str]:
    """Return which of an element's slots are shown, and say where some are not."""
    left_out = concealed()
    kept = [slot for slot in slots if not is_among(slot, left_out)]
    if len(kept) < len(slots):
        say_later()
    return kept


def say_later() -> None:
    """Say in the place of an element why it is not there."""
    st.caption(f":material/visibility_off: {gettext(LATER)}")
