"""The settings of a page: what the widgets show, the URL says and a spec holds is the same.

The spec is the truth. Widgets are seeded from it, a new one is made from their values, and the
URL is its query. An invalid value changes nothing but the notice beside it.
"""

import dataclasses
from collections.abc import Mapping
from typing import Any, Generic, TypeVar

import streamlit as st

from nncore.comparisons import parse_intervals
from nncore.options import check_options, option, parse_text, to_texts
from nncore.specs import Spec


@dataclasses.dataclass(frozen=True)
class View:
    """What is looked at, without training anything again; it is part of the link as well.

    Parameters
    ----------
    a, b : float, optional
        Limits of the integral that is shown; None for the training interval.
    intervals : str
        A list of the user's own, such as ``"0 5; 5 20"``; empty for the notebook's ten.
    n_points : int
        Points of Simpson's rule.
    pace : str
        ``"watch"``, ``"full"``, or empty for what suits the trainer.
    """

    a: float | None = option(None, optional=True, minimum=-1e7, maximum=1e7)
    b: float | None = option(None, optional=True, minimum=-1e7, maximum=1e7)
    intervals: str = ""
    n_points: int = option(100, minimum=3, maximum=100_000, integer=True)
    pace: str = option("", choices=("", "watch", "full"))

    def __post_init__(self) -> None:
        check_options(self)
        if self.intervals:
            parse_intervals(self.intervals)


SpecT = TypeVar("SpecT", bound=Spec)


class Form(Generic[SpecT]):
    """The settings of one page in one browser tab: spec, view, notices and the widgets' values.

    Parameters
    ----------
    page : str
        Prefix of the widgets' keys.
    spec_class : type of Spec
        What the page edits.
    """

    def __init__(self, page: str, spec_class: type[SpecT]) -> None:
        self.page = page
        self._spec_class = spec_class
        query = {name.removeprefix(f"{page}_"): text for name, text in st.query_params.items()}
        if self._get("spec") is None or (query and query != self._get("url")):
            self._read(query)

    @property
    def spec(self) -> SpecT:
        """The last valid spec."""
        return self._get("spec")

    @property
    def view(self) -> View:
        """The last valid view."""
        return self._get("view")

    @property
    def notices(self) -> list[str]:
        """What of the URL could not be used."""
        return self._get("notices") or []

    def key(self, name: str) -> str:
        """Return the key of the widget of one setting."""
        return f"{self.page}_{name}"

    def seed(self, name: str, value: Any) -> str:
        """Give a widget its value, unless the user has given it one, and return its key."""
        key = self.key(name)
        if key not in st.session_state:
            st.session_state[key] = value
        return key

    def forget(self, *names: str) -> None:
        """Let widgets take their values from the spec again."""
        for name in names:
            st.session_state.pop(self.key(name), None)

    def change(self, **changes: Any) -> str | None:
        """Make a new spec with `changes`; return the sentence that says why there is none."""
        try:
            spec = dataclasses.replace(self.spec, **changes)
        except ValueError as problem:
            return str(problem)
        if spec != self.spec:
            self._set("spec", spec)
            self._set("notices", [])  # they were about the link, which is another one now
        self._publish()
        return None

    def look(self, **changes: Any) -> str | None:
        """Change the view; return the sentence that says why it stays."""
        try:
            self._set("view", dataclasses.replace(self.view, **changes))
        except ValueError as problem:
            return str(problem)
        self._publish()
        return None

    def query(self) -> dict[str, str]:
        """Return the settings as the page's URL query: what differs from the defaults."""
        return self.spec.to_query() | to_texts(self.view, View())

    def _read(self, query: Mapping[str, str]) -> None:
        names = {field.name for field in dataclasses.fields(View)}
        spec, notices = self._spec_class.read_query(
            {name: text for name, text in query.items() if name not in names}
        )
        view = View()
        for name in names & query.keys():
            try:
                view = dataclasses.replace(view, **{name: parse_text(View, name, query[name])})
            except ValueError as problem:
                notices.append(f"{problem} The default is used instead.")
        self._set("spec", spec)
        self._set("view", view)
        self._set("notices", notices)
        for key in [key for key in st.session_state if str(key).startswith(f"{self.page}_")]:
            del st.session_state[key]
        self._publish()

    def _publish(self) -> None:
        """Write the URL, if it says anything else."""
        query = self.query()
        self._set("url", query)
        if st.query_params.to_dict() != query:
            st.query_params.from_dict(query)

    def _get(self, name: str) -> Any:
        return st.session_state.get(f"{self.page}:{name}")

    def _set(self, name: str, value: Any) -> None:
        st.session_state[f"{self.page}:{name}"] = value
