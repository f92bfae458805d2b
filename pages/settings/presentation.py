"""How the pages are shown to a class: what is hidden, for a projector, with or without keys.

It stands in the address of every page, ``?hide=trainer,data&view=projector&keys=off``, and goes
along from page to page. What is hidden is still what the link says: it is only not shown, and
cannot be changed here.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Self
from urllib.parse import urlencode, urlsplit, urlunsplit

import streamlit as st

from nncore.messages import Sentence, SettingError, gettext, marked
from nncore.options import shown
from pages.app.markdown import sentence
from pages.settings import address
from pages.settings.class_wide import hidden_from_reader
from pages.settings.hideable import GROUPS, HIDEABLE, names_of

HIDE, VIEW, KEYS = "hide", "view", "keys"
PROJECTOR, OFF = "projector", "off"

UNKNOWN = marked(
    "`hide` has {names}, which is not a control; there are {known}, and every setting by its name."
)
NOT_A_VIEW = marked("`view` can only be projector, got {value}; the page is shown as usual.")
NOT_KEYS = marked("`keys` can only be off, got {value}; the keys of the buttons stay.")
ALL_HIDDEN = marked(
    "Every control is hidden: nothing can be set or started here, and the page shows what its link "
    "says. A link without `hide` has them all."
)
ALL_HIDDEN_BY_TEACHER = marked(
    "The teacher has hidden every control: nothing can be set or started here until they are back."
)

_SHOWN, _NOTICES, _IN_STEP = "presentation", "presentation:notices", "presentation:in_step"


@dataclass(frozen=True)
class Presentation:
    """How the pages are shown.

    Parameters
    ----------
    hidden : frozenset of str
        Of `HIDEABLE`.
    is_projected : bool
        Whether the last row of a room is to read it: no settings, large type, few numbers.
    has_keys : bool
        Whether the buttons can be pressed by keys of their own.
    """

    hidden: frozenset[str] = frozenset()
    is_projected: bool = False
    has_keys: bool = True

    @classmethod
    def read(cls, query: Mapping[str, str]) -> tuple[Self, list[Sentence]]:
        """Return what an address asks for, and what in it cannot be understood."""
        names = [name.strip() for name in query.get(HIDE, "").split(",") if name.strip()]
        unknown = [name for name in names if name not in HIDEABLE]
        notices = []
        if unknown:
            listed, known = shown(", ".join(unknown)), ", ".join(GROUPS)
            notices.append(Sentence(UNKNOWN, names=listed, known=known))
        for name, only, words in ((VIEW, PROJECTOR, NOT_A_VIEW), (KEYS, OFF, NOT_KEYS)):
            if query.get(name, only) != only:
                notices.append(Sentence(words, value=shown(query[name])))
        hidden = frozenset(names) & HIDEABLE
        return cls(hidden, query.get(VIEW) == PROJECTOR, query.get(KEYS) != OFF), notices

    def query(self) -> dict[str, str]:
        """Return what stands in an address for it; nothing for what is as usual."""
        said = {
            HIDE: ",".join(sorted(self.hidden)),
            VIEW: PROJECTOR if self.is_projected else "",
            KEYS: "" if self.has_keys else OFF,
        }
        return {name: value for name, value in said.items() if value}

    def hides(self, name: str) -> bool:
        """Whether the control of a setting, or a button, is hidden."""
        return not self.hidden.isdisjoint(names_of(name))

    @property
    def hides_all(self) -> bool:
        """Whether no control is left."""
        return all(self.hides(name) for _, names in GROUPS.values() for name in names)


def check_hidden(query: Mapping[str, str]) -> None:
    """Raise a ValueError unless all that a query hides are controls."""
    _, notices = Presentation.read(query)
    for notice in notices:
        raise SettingError.of(notice)


def asked_presentation() -> Presentation:
    """Return how this reader's address asks to show the pages."""
    found: Presentation = st.session_state.get(_SHOWN) or Presentation()
    return found


def presentation() -> Presentation:
    """Return how the pages are shown to this reader.

    It is as asked for, less what the teacher hides from the class, and what the step of a lesson
    does without.
    """
    asked = asked_presentation()
    in_step: frozenset[str] = st.session_state.get(_IN_STEP, frozenset())
    return replace(asked, hidden=asked.hidden | hidden_from_reader() | in_step)


def hide_in_step(names: Iterable[str]) -> None:
    """Hide these controls as long as the step of a lesson is open, whatever the address says."""
    st.session_state[_IN_STEP] = frozenset(names) & HIDEABLE


def present(asked: Presentation) -> None:
    """Show the pages in this way from the next run of the script on."""
    st.session_state[_SHOWN], st.session_state[_NOTICES] = asked, []


def follow_address() -> None:
    """Take over what the address asks for, and say what of it cannot be: once a run.

    Navigation leads to addresses that say nothing of it: there it stays as it is.
    """
    news = address.new_companions()
    asked = {name: news[name] for name in (HIDE, VIEW, KEYS) if name in news} if news else {}
    if asked or (news is not None and address.is_step_back()):
        found, notices = Presentation.read(asked)
        present(found)
        st.session_state[_NOTICES] = notices
    address.accompany(asked_presentation().query(), (HIDE, VIEW, KEYS))
    for notice in st.session_state.get(_NOTICES, ()):
        st.warning(sentence(str(notice)), icon=":material/link_off:")


def say_if_nothing_is_left() -> None:
    """Say so where every control is hidden."""
    if presentation().hides_all:
        by_link = asked_presentation().hides_all
        told = ALL_HIDDEN if by_link else ALL_HIDDEN_BY_TEACHER
        st.info(gettext(told), icon=":material/visibility_off:")


def is_hidden(name: str) -> bool:
    """Whether the control of a setting, or a button, is hidden from this reader."""
    return presentation().hides(name)


def are_hidden(names: Iterable[str]) -> bool:
    """Whether all of some controls are hidden, so that their heading has nothing below it."""
    return all(map(is_hidden, names))


def presented(link: str) -> str:
    """Return a link to a page that is shown as this one."""
    parts = urlsplit(link)
    query = "&".join(filter(None, (parts.query, urlencode(asked_presentation().query()))))
    return urlunsplit(parts._replace(query=query))
