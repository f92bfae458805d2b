"""The settings of a page: what the widgets show, the URL says and a spec holds is the same.

The spec is the truth. Widgets are seeded from it, a new one is made from their values, and the
URL is its query. An invalid value changes nothing but the notice beside it.
"""

import dataclasses
from collections.abc import Callable, Mapping
from typing import Any, Generic, TypeVar

import streamlit as st

from nncore.exports.permalinks import ALL_DEFAULTS
from nncore.messages import Sentence, gettext, sentence_of
from nncore.options import field_names, to_texts
from nncore.specs.settings import Settings
from nncore.trainers import TRAINERS
from pages.app.language import reader_language
from pages.settings import address
from pages.settings.hideable import GROUPS, GROUPS_OF_PAGE
from pages.settings.links import mended
from pages.settings.presentation import is_hidden
from pages.settings.view import View, read_view

SpecT = TypeVar("SpecT", bound=Settings)
ViewT = TypeVar("ViewT", bound=View)

_BUTTONS = GROUPS["buttons"][1]


def _anything(form: Any, name: str, value: Any) -> bool:
    return True


class Form(Generic[SpecT, ViewT]):
    """The settings of one page in one browser tab: spec, view, notices and the widgets' values.

    Parameters
    ----------
    page : str
        Prefix of the widgets' keys.
    spec_class : type of Settings
        What the page edits.
    view_class : type of View
        What is looked at besides.
    handlers : mapping
        What to do when a setting is changed that changes more than itself: name -> function.
    texts : mapping
        Setting -> label and help, as messages in English.
    labels : mapping
        Value -> the message that is shown, where it is not shown as it is.
    first : Settings, optional
        The settings of a page that is opened without any; those of `spec_class` by default.
    offers : callable, optional
        Whether the page, as it is set now, has a widget that can give a setting a value. A browser
        that has not received the newest page still sends values of the one before.
    """

    def __init__(
        self,
        page: str,
        spec_class: type[SpecT],
        view_class: type[ViewT],
        handlers: "Mapping[str, Callable[[Form[SpecT, ViewT]], None]]",
        texts: Mapping[str, tuple[str, str]],
        labels: Mapping[str, str],
        first: SpecT | None = None,
        offers: "Callable[[Form[SpecT, ViewT], str, Any], bool]" = _anything,
    ) -> None:
        self.page = page
        self.texts, self.labels = texts, labels
        self._spec_class, self._view_class, self._first = spec_class, view_class, first
        self._handlers, self._offers = handlers, offers
        is_new, link = self._get("spec") is None, address.new_query()
        if is_new or (link is not None and link != self.query()):
            self._read(link or {})

    @property
    def spec(self) -> SpecT:
        """The last valid spec."""
        return self._get("spec")

    @property
    def view(self) -> ViewT:
        """The last valid view."""
        return self._get("view")

    @property
    def notices(self) -> list[str]:
        """What of the URL could not be used."""
        return self._get("notices") or []

    @property
    def problems(self) -> dict[str, Sentence]:
        """What is wrong with the settings that were not taken: name -> sentence."""
        return self._get("problems") or {}

    def key(self, name: str) -> str:
        """Return the key of the widget of one setting."""
        return f"{self.page}_{name}"

    def handles(self, name: str) -> bool:
        """Whether the page has something of its own to do when a setting is changed."""
        return name in self._handlers

    def hides(self, name: str) -> bool:
        """Whether the control of a setting is hidden from the class."""
        return self.page in GROUPS_OF_PAGE and is_hidden(name)

    def owner(self, name: str) -> Any:
        """Return which has a field: the view, the spec or its trainer; None if none of them."""
        if name in field_names(self.view):
            return self.view
        if name in field_names(self.spec):
            return self.spec
        trainer = getattr(self.spec, "trainer", None)  # some experiments train nothing
        return trainer if trainer is not None and name in field_names(trainer) else None

    def seeded_key(self, name: str, value: Any) -> str:
        """Give a widget the valid value, or leave what was typed wrongly, and return its key.

        Where it has the value already, nothing is written: the browser would be told to show it,
        and what is being typed or dragged there would be lost.
        """
        key, state = self.key(name), st.session_state
        if key not in state:
            state[key] = value
        elif name not in self.problems:
            replaced = {one: old for one, old in self._replaced.items() if one != name}
            if state[key] != value:
                replaced[name] = (*self._replaced.get(name, ()), state[key], value)
                state[key] = value
            self._set("replaced", replaced)
        return key

    def binding(self, name: str, value: Any, text: tuple[str, str] | None) -> dict[str, Any]:
        """Return what binds a widget to a setting: its label, help, key and callback.

        `text` is in the reader's language already.
        """
        label, help_text = text or map(gettext, self.texts[name])
        return {
            "label": label,
            "help": help_text,
            "key": self.seeded_key(name, value),
            "on_change": self.commit,
            "args": (name,),
        }

    def commit(self, name: str) -> None:
        """Take over what the user has set in one widget, or note why it cannot be.

        What a browser sends of a widget that has gone meanwhile, is hidden, or has another value
        since, is left out.
        """
        key, handler = self.key(name), self._handlers.get(name)
        is_gone = key not in st.session_state or self.hides(name)
        if is_gone or self._is_of_before(name):
            return
        if not self._offers(self, name, st.session_state[key]):
            return
        with reader_language():  # a callback runs before the script, which has chosen it
            try:
                if handler is not None:
                    handler(self)
                    return
                self._take(name, st.session_state[key])
            except ValueError as problem:
                self.add_problem(name, problem)
            else:
                self.clear_problems(name)

    @property
    def _replaced(self) -> dict[str, tuple[Any, ...]]:
        """What widgets showed before the page gave them values, and all those, until it is there.

        A box can be dragged twice while the browser still shows its slider as it was before both.
        """
        return self._get("replaced") or {}

    def _is_of_before(self, name: str) -> bool:
        """Whether a browser that sends something else has not received a widget's newest value.

        It sends all widgets with a button or a drag, and this one as it was: a box that was
        dragged on a map would jump back.
        """
        is_old = st.session_state[self.key(name)] in self._replaced.get(name, ())
        return is_old and (self._is_pressed() or self._is_dragged())

    def _is_pressed(self) -> bool:
        return any(st.session_state.get(self.key(f"button_{one}")) for one in _BUTTONS)

    def _is_dragged(self) -> bool:
        """Whether the message has a box that was drawn on a chart of this page."""
        prefix, state = self.key(""), st.session_state
        charts = (state[key] for key in state if str(key).startswith(prefix))
        return any(isinstance(one, Mapping) and one.get("box") for one in charts)

    def _take(self, name: str, value: Any) -> None:
        """Set one field of the view, the spec or its trainer."""
        owner = self.owner(name)
        if owner is None:  # of a trainer that was there before
            return
        field = next(f for f in dataclasses.fields(owner) if f.name == name)
        if value is None and not field.metadata.get("optional"):
            value = field.default  # it was emptied, and must not be empty
        if owner is self.view:
            self.change_view(**{name: value})
        elif owner is self.spec:
            self.change_spec(**{name: value})
        else:
            self.change_spec(trainer=dataclasses.replace(owner, **{name: value}))

    def add_problem(self, name: str, problem: ValueError) -> None:
        """Keep what is wrong with a setting until it is set again."""
        self._set("problems", {**self.problems, name: sentence_of(problem)})

    def clear_problems(self, *names: str) -> None:
        """Drop the problems of some settings; their widgets show the valid values again."""
        self._set("problems", {n: text for n, text in self.problems.items() if n not in names})

    def clear_trainer_problems(self) -> None:
        """Drop the problems of the options of all trainers: there is another trainer."""
        self.clear_problems(*(name for one in TRAINERS.values() for name in field_names(one)))

    def change_spec(self, **changes: Any) -> None:
        """Make a new spec with `changes`, or raise the ValueError that says why there is none."""
        spec = dataclasses.replace(self.spec, **changes)
        if spec != self.spec:
            self._set("spec", spec)
            self._set("notices", [])  # they were about the link, which is another one now

    def change_view(self, **changes: Any) -> None:
        """Change the view, or raise the ValueError that says why it stays."""
        self._set("view", dataclasses.replace(self.view, **changes))

    def query(self) -> dict[str, str]:
        """Return the settings as the page's URL query: what differs from the defaults.

        It is empty for the settings that the page begins with: to write an address where there
        was none would be one more step for the browser's Back.
        """
        viewed = to_texts(self.view, self._view_class())
        if self.spec == self._first and not viewed:
            return {}
        query = self.spec.to_query() | viewed
        return query if query or self._first is None else dict(ALL_DEFAULTS)

    def _read(self, query: Mapping[str, str]) -> None:
        """Take over the settings of a link; of one without any, those that the page begins with."""
        if not query and self._first is not None:
            query = self._first.to_query()
        query = {name.removeprefix(f"{self.page}_"): text for name, text in query.items()}
        query, mistakes = mended(query)
        names = field_names(self._view_class)
        spec, notices = self._spec_class.read_query(
            {name: text for name, text in query.items() if name not in names}
        )
        view, more = read_view(self._view_class, query)
        self._set("spec", spec)
        self._set("view", view)
        self._set("notices", mistakes + notices + more)
        self._set("problems", {})

    def write_address(self) -> None:
        """Write the settings into the address: in every run of the page, and of its fragments."""
        address.write(self.query())

    def _get(self, name: str) -> Any:
        return st.session_state.get(f"{self.page}:{name}")

    def _set(self, name: str, value: Any) -> None:
        st.session_state[f"{self.page}:{name}"] = value
