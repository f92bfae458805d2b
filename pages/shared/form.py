"""The settings of a page: what the widgets show, the URL says and a spec holds is the same.

The spec is the truth. Widgets are seeded from it, a new one is made from their values, and the
URL is its query. An invalid value changes nothing but the notice beside it.
"""

import dataclasses
import time
from collections.abc import Callable, Mapping
from typing import Any, Generic, TypeVar

import streamlit as st

from nncore.exports.permalinks import ALL_DEFAULTS
from nncore.options import check_options, field_names, option, parse_text, to_texts
from nncore.specs import Spec


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
_LATE_SECONDS = 2.0


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
        query = {name.removeprefix(f"{page}_"): text for name, text in st.query_params.items()}
        if self._get("spec") is None and not query and first is not None:
            query = first.to_query()
        if self._get("spec") is None or (query and self._is_news(query)):
            self._read(query)

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
        """Give a widget the valid value, or leave what was typed wrongly, and return its key."""
        key = self.key(name)
        if name not in self.problems or key not in st.session_state:
            st.session_state[key] = value
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
        self.publish()
        self._set("unsent", True)

    def look(self, **changes: Any) -> None:
        """Change the view, or raise the ValueError that says why it stays."""
        self._set("view", dataclasses.replace(self.view, **changes))
        self.publish()
        self._set("unsent", True)

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
        for key in [key for key in st.session_state if str(key).startswith(f"{self.page}_")]:
            del st.session_state[key]
        self.publish()
        # A link from a page to itself leaves the browser's address without its query.
        st.query_params.from_dict(self.query())

    def _is_news(self, query: Mapping[str, str]) -> bool:
        """Whether the address was changed by the user, and is not just late.

        A browser that has not received the new address yet still sends the one before it with
        every tick: read as a link, it would undo the change.
        """
        now = time.monotonic()
        late = any(query == u and now - t < _LATE_SECONDS for u, t in self._get("late") or ())
        return query != self._get("url") and not late

    def publish(self) -> None:
        """Write the URL, if it says anything else."""
        query = self.query()
        if query != self._get("url"):
            # One change may write several addresses, and each of them may still come back.
            self._set(
                "late", [*(self._get("late") or ())[-8:], (self._get("url"), time.monotonic())]
            )
        self._set("url", query)
        # What a callback sends at the start of a run, Streamlit may drop with what was left of the
        # run before: the page sends it once more.
        if self._get("unsent") or st.query_params.to_dict() != query:
            st.query_params.from_dict(query)
        self._set("unsent", False)

    def _get(self, name: str) -> Any:
        return st.session_state.get(f"{self.page}:{name}")

    def _set(self, name: str, value: Any) -> None:
        st.session_state[f"{self.page}:{name}"] = value
