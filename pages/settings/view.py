"""What is looked at, without training anything again; it is part of the link as well."""

import dataclasses
from collections.abc import Mapping
from typing import TypeVar

from nncore.messages import gettext, marked
from nncore.options import check_options, field_names, option, parse_text

DEFAULT_USED = marked("The default is used instead.")


@dataclasses.dataclass(frozen=True)
class View:
    """What is looked at on any page with runs.

    Parameters
    ----------
    pace : str
        ``"watch"``, ``"full"``, or ``"auto"`` for what suits the trainer.
    """

    pace: str = option("auto", choices=("auto", "watch", "full"))

    def __post_init__(self) -> None:
        check_options(self)


ViewT = TypeVar("ViewT", bound=View)


def read_view(view_class: type[ViewT], query: Mapping[str, str]) -> tuple[ViewT, list[str]]:
    """Return the view that a query describes, and a sentence for each value that is refused."""
    view, notices = view_class(), []
    for name in (n for n in field_names(view_class) if n in query):  # in order: some need others
        try:
            value = parse_text(view_class, name, query[name])
            view = dataclasses.replace(view, **{name: value})
        except ValueError as problem:
            notices.append(f"{problem} {gettext(DEFAULT_USED)}")
    return view, notices
