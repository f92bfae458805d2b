"""How an exact value is known, in words: from an antiderivative, proved, by agreement, or not."""

import numpy as np

from nncore.comparisons import References
from nncore.messages import gettext, marked, said
from pages.output.numbers import MISSING, error_text, known_text, rounded_up

EXACT, NOT_KNOWN = marked("Exact"), marked("not known")
_NONE = np.finfo(float).tiny  # an enclosure without a width is told by the smallest float
#: Method -> label of the value, the words for it, and what they mean.
METHODS: dict[str, tuple[str, str, str]] = {
    "antiderivative": (
        EXACT,
        marked("exact"),
        marked("The integral of f itself, from its antiderivative; rounding is at most {error}."),
    ),
    "enclosure": (
        marked("Exact, proved"),
        marked("proved to {error}"),
        marked(
            "The integral of f itself, enclosed in ball arithmetic: it is proved to differ from "
            "this by at most {error}."
        ),
    ),
    "agreement": (
        marked("Two methods agree"),
        marked("two methods agree to {error}"),
        marked(
            "The integral of f as two methods find it that fail differently. They agree to "
            "{error}, which is no proof."
        ),
    ),
    "": (
        EXACT,
        NOT_KNOWN,
        marked("The integral of f is not known here: {problem}"),
    ),
}


def exact_label(found: References, j: int) -> str:
    """Return the label of the exact value of an interval."""
    return gettext(_of_method(found, j)[0])


def exact_text(found: References, j: int) -> str:
    """Write the exact value of an interval, with the digits that are known."""
    if not found.known.methods[j]:
        return gettext(NOT_KNOWN) if found.in_domain[j] else MISSING
    return known_text(float(found.exact[j]), float(found.known.errors[j]))


def how_it_is_known(found: References, j: int) -> str:
    """Say in a few words how the exact value of an interval is known."""
    return _filled(_of_method(found, j)[1], found, j)


def what_that_means(found: References, j: int) -> str:
    """Say in a sentence how the exact value of an interval is known."""
    return _filled(_of_method(found, j)[2], found, j)


def _of_method(found: References, j: int) -> tuple[str, str, str]:
    """Return what is said of the method; what is proved to the smallest float is exact."""
    method, error = found.known.methods[j], float(found.known.errors[j])
    return METHODS["antiderivative" if method == "enclosure" and error < _NONE else method]


def _filled(words: str, found: References, j: int) -> str:
    error = error_text(rounded_up(float(found.known.errors[j])))
    return said(words, error=error, problem=found.known.problems[j])
