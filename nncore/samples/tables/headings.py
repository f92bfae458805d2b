"""What stands above a column: what was measured, and in which unit."""

import re

#: Characters: no more of a label or a unit is kept, and no more of a heading is looked at.
LONGEST, _LONGEST_HEADING = 60, 240

# What standard errors are called.
_SIGMA = frozenset(
    "sigma σ sd std stdev stddev se sem err error errors unc uncertainty delta δ".split()
)
_SYMBOL = (
    r"(?:(?:da|[yzafpnuµμmcdhkMGTPEZY])?"
    r"(?:mol|Hz|Pa|Wb|lm|lx|Bq|Gy|Sv|eV|bar|rad|Ohm|[smgAKJWCVFΩSTHNLl])"
    r"|secs?|seconds?|min|mins|minutes?|h|hrs?|hours?|d|days?|°C|°F|°|%|deg|sr|cd|kat)"
)
_POWER = r"(?:\^?[-−]?\d|[²³⁻¹]+)?"
#: A unit, as a regular expression.
UNIT = rf"(?:1|{_SYMBOL}{_POWER})(?:[/·* .]\(?{_SYMBOL}{_POWER}\)?)*"
_FORMS = (
    # v (m/s), T [K], v / (m/s)
    r"(?P<label>.*?)\s*[/,]?\s*\((?P<unit>[^()]*(?:\([^()]*\)[^()]*)?)\)",
    r"(?P<label>.*?)\s*[/,]?\s*\[(?P<unit>[^\[\]]*)\]",
    # t / s
    r"(?P<label>.*\S)(?:\s+/\s*|\s*/\s+)(?P<unit>\S.*)",
    # U/mV, v in m/s, and x, mm only with a unit that is known: m/z is none.
    rf"(?P<label>\w{{1,3}})/(?P<unit>{UNIT})",
    rf"(?P<label>.*\S)(?:\s*,\s*|\s+in\s+)(?P<unit>{UNIT})",
)


def label_and_unit(heading: str) -> tuple[str, str]:
    """Return the two parts of a heading; the unit is empty where there is none.

    ``t / s``, ``v (m/s)``, ``T [K]``, ``x, mm``, ``p in kPa`` and ``U/V`` have one.
    """
    text = _in_one_line(heading)[:_LONGEST_HEADING]
    for form in _FORMS:
        if (found := re.fullmatch(form, text)) and found["label"]:
            return clean_heading(found["label"]), clean_heading(found["unit"])
    return clean_heading(text), ""


def clean_heading(heading: str) -> str:
    """Return a heading in one line, without what is not printed, and not too long."""
    return _in_one_line(heading)[:LONGEST].rstrip()


def _in_one_line(heading: str) -> str:
    text = "".join(sign if sign.isprintable() else " " for sign in heading)
    return " ".join(text.split())


def unit_alone(cell: str) -> str | None:
    """Return the unit of a cell that holds nothing else, in brackets or known; otherwise None."""
    text = clean_heading(cell)
    if re.fullmatch(r"\(.*\)|\[.*\]", text):
        return text[1:-1].strip()
    return text if re.fullmatch(UNIT, text) else None


def is_sigma(label: str, of: str) -> bool:
    """Return whether a column is likely the standard error of another one, by its label."""
    words, words_of = (set(re.split(r"[\W_]+", text.lower())) for text in (label, of))
    if words & _SIGMA and words - _SIGMA <= words_of | {""}:
        return True
    return any(label in (f"{sign}{of}", f"{sign}_{of}", f"{sign}({of})") for sign in "dsuσδΔ")
