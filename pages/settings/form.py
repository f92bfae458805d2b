"""The settings of a page: what the widgets show, the URL says and a spec holds is the same.

The spec is the truth. Widgets are seeded from it, a new one is made from their values, and the
URL is its query. An invalid value changes nothing but the notice beside it.
"""

import dataclasses
from collections.abc import Callable, Mapping
from typing import Any, Generic, TypeVar

import streamlit as st

from nncore.exports.permalinks import ALL_DEFAULTS
from nncore.options import check_options, field_names, option, parse_text, to_texts
from nncore.specs import Spec
from pages.settings import address


@dataclasses.dataclass(frozen=True)
class View:
    """What is looked at, without training anything again; it is part of the link as well.

    Parameters
    ----------
    pace : str
        ``"watch"``, ``"full"``, or ``"auto"`` for what suits the trainer.
    """

    pace: str = option("auto", choices=("auto", "watch", "full"))

    def __post_init__(self) -> None:
        check_options(self)


SpecT = TypeVar("SpecT", bound=Spec)
ViewT = TypeVar("ViewT", bound=View)


class Form(Generic[SpecT, ViewT]):
    """The settings of one page in one browser tab: spec, view, notices and the widgets' values.

    Parameters
    ----------
    page : str
        Prefix of the widgets' keys.
    spec_class : type of Spec
        What the page edits.
    view_class : type of View
        What is looked at besides.
    handlers : mapping
        What to do when a setting is changed that changes more than itself: name -> function.
    texts : mapping
        Setting -> label and help, as they are on the screen.
    words : mapping
        Value -> its words on the screen, where it is not shown as it is.
    first : Spec, optional
        The settings of a page that is opened without any; those of `spec_class` by default.
    """

    def __init__(
        self,
        page: str,
        spec_class: type[SpecT],
        view_class: type[ViewT],
        handlers: "Mapping[str, Callable[[Form[SpecT, ViewT]], None]]",
        texts: Mapping[str, tuple[str, str]],
        words: Mapping[str, str],
        first: SpecT | None = None,
    ) -> None:
        self.page = page
        self.texts, self.words = texts, words
        self._spec_class, self._view_class, self._first = spec_class, view_class, first
        self._handlers = handlers
        is_new, news = self._get("spec") is None, address.news()
        if is_new or (news is not None and news != self.query()):
            self._read(news or {})

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
    def problems(self) -> dict[str, str]:
        """What is wrong with the settings that were not taken: name -> sentence."""
        return self._get("problems") or {}

    def key(self, name: str) -> str:
        """Return the key of the widget of one setting."""
        return f"{self.page}_{name}"

    def seed(self, name: str, value: Any) -> str:
        """Give a widget the valid value, or leave what was typed wrongly, and return its key.

        Where it has the value already, nothing is written: the browser would be told to show it,
        and what is being typed or dragged there would be lost.
        """
        key, state = self.key(name), st.session_state
        if key not in state or (name not in self.problems and state[key] != value):
            state[key] = value
        return key

    def commit(self, name: str) -> None:
        """Take over what the user has set in one widget, or note why it cannot be."""
        if self.key(name) not in st.session_state:
            return  # its widget went away with the same click, in a section that was closed
        value = st.session_state[self.key(name)]
        try:
            if name in self._handlers:
                self._handlers[name](self)
                return
            if name in field_names(self._view_class):
                self.look(**{name: self._filled(self._view_class, name, value)})
            elif name in field_names(self._spec_class):
                self.change(**{name: self._filled(self._spec_class, name, value)})
            else:
                trainer = self.spec.trainer
                value = self._filled(type(trainer), name, value)
                self.change(trainer=dataclasses.replace(trainer, **{name: value}))
        except ValueError as problem:
            self.note(name, problem)
        else:
            self.forgive(name)

    def note(self, name: str, problem: ValueError) -> None:
        """Keep what is wrong with a setting until it is set again."""
        self._set("problems", {**self.problems, name: str(problem)})

    def forgive(self, *names: str) -> None:
        """Drop the problems of some settings; their widgets show the valid values again."""
        self._set("problems", {n: text for n, text in self.problems.items() if n not in names})

    def change(self, **changes: Any) -> None:
        """Make a new spec with `changes`, or raise the ValueError that says why there is none."""
        spec = dataclasses.replace(self.spec, **changes)
        if spec != self.spec:
            self._set("spec", spec)
            self._set("notices", [])  # they were about the link, which is another one now

    def look(self, **changes: Any) -> None:
        """Change the view, or raise the ValueError that says why it stays."""
        self._set("view", dataclasses.replace(self.view, **changes))

    @staticmethod
    def _filled(owner: type, name: str, value: Any) -> Any:
        """Return the default for a field that was emptied and must not be empty."""
        field = next(f for f in dataclasses.fields(owner) if f.name == name)
        return field.default if value is None and not field.metadata.get("optional") else value

    def query(self) -> dict[str, str]:
        """Return the settings as the page's URL query: what differs from the defaults.

        It is empty for the settings that the page begins with: to write an address where there
        was none would be one more step for the browser's Back.
        """
        looked_at = to_texts(self.view, self._view_class())
        if self.spec == self._first and not looked_at:
            return {}
        query = self.spec.to_query() | looked_at
        return query if query or self._first is None else dict(ALL_DEFAULTS)

    def _read(self, query: Mapping[str, str]) -> None:
        """Take over the settings of a link; of one without any, those that the page begins with."""
        if not query and self._first is not None:
            query = self._first.to_query()
        query = {name.removeprefix(f"{self.page}_"): text for name, text in query.items()}
        names = field_names(self._view_class)
        spec, notices = self._spec_class.read_query(
            {name: text for name, text in query.items() if name not in names}
        )
        view = self._view_class()
        for name in (name for name in names if name in query):  # in order: some need others
            try:
                view = dataclasses.replace(
                    view, **{name: parse_text(self._view_class, name, query[name])}
                )
            except ValueError as problem:
                notices.append(f"{problem} The default is used instead.")
        self._set("spec", spec)
        self._set("view", view)
        self._set("notices", notices)
        self._set("problems", {})

    def publish(self) -> None:
        """Write the settings into the address: in every run of the page, and of its fragments."""
        address.write(self.query())

    def _get(self, name: str) -> Any:
        return st.session_state.get(f"{self.page}:{name}")

    def _set(self, name: str, value: Any) -> None:
        st.session_state[f"{self.page}:{name}"] = value
