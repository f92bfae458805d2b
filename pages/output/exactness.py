"""How an exact value is known, in words: from an antiderivative, proved, by agreement, or not."""

from nncore.comparisons import References
from nncore.messages import gettext, marked, said
from pages.output.numbers import MISSING, error_text, known_text, rounded_up

EXACT, NOT_KNOWN = marked("Exact"), marked("not known")
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
    return gettext(METHODS[found.known.told_method(j)][0])


def exact_text(found: References, j: int) -> str:
    """Write the exact value of an interval, with the digits that are known."""
    if not found.known.methods[j]:
        return gettext(NOT_KNOWN) if found.in_domain[j] else MISSING
    return known_text(float(found.exact[j]), float(found.known.errors[j]))


def how_it_is_known(found: References, j: int) -> str:
    """Say in a few words how the exact value of an interval is known."""
    return _filled(METHODS[found.known.told_method(j)][1], found, j)


def what_that_means(found: References, j: int) -> str:
    """Say in a sentence how the exact value of an interval is known."""
    return _filled(METHODS[found.known.told_method(j)][2], found, j)


def _filled(words: str, found: References, j: int) -> str:
    error = error_text(rounded_up(float(found.known.errors[j])))
    return said(words, error=error, problem=found.known.problems[j])
