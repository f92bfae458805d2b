"""The report of a run: one HTML file with settings, charts and results, for print.

The browser makes it, of the charts that the page shows; what is not on the page, it is given when
the button is pressed.
"""

import csv
import io
import json
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any
from urllib.parse import urlencode, urlsplit, urlunsplit

import streamlit as st

from nncore.exports import citation, file_name, lab_citation, permalink
from nncore.exports.run_title import run_title
from nncore.messages import gettext, marked
from pages.live.elements import Shown, live_report
from pages.output.downloads import CITE, LINK, Taken, base_address, take_away
from pages.settings.form import Form
from pages.settings.problems import labels_of

REPORT = marked("Report (HTML)")
WORDS = {
    "results": marked("Results"),
    "settings": marked("Settings"),
    "link": LINK,
    "citation": CITE,
}
# A sheet of paper is not as wide as a file: these columns are the file's alone.
_ONLY_IN_FILES = (
    *("error of exact", "NNI error at", "SNI error at", "corrected", "estimated error of"),
    *("Cauchy", "bound", "points of f", "how exact", "errors are", "SNI points", "beyond"),
    *("f is defined", "evaluations", "dNNI"),
)
_DIGITS = ".6g"


def take_run_away(form: Form[Any, Any], run: Taken) -> None:
    """Draw all that can be taken away of a run whose charts are on the page, and its report.

    Parameters
    ----------
    form : Form
        Of the page: it has the labels of the settings.
    run : Taken
        From `Taken.of_run`.
    """
    take_away(run, form.page)
    disabled = run.is_moving or run.result() is None
    _button(form, partial(report_content, form, run), disabled=disabled)


def report_button(form: Form[Any, Any], title: str) -> None:
    """Draw the button that saves the report of a page that trains no run.

    Parameters
    ----------
    form : Form
        Of the page.
    title : str
        Of the report, in the reader's language.
    """
    _button(form, partial(page_content, form, title))


def _button(
    form: Form[Any, Any], content: Callable[[], dict[str, Any]], *, disabled: bool = False
) -> None:
    key = form.key("report")
    asked = (st.session_state.get(key) or {}).get("clicked")
    report = None if asked is None else {"asked": asked, **content()}
    live_report(Shown({}), key=key, label=gettext(REPORT), disabled=disabled, report=report)


def page_content(form: Form[Any, Any], title: str) -> dict[str, Any]:
    """Return what of the report of a page that trains no run the page does not show."""
    address = urlsplit(base_address())
    link = urlunsplit(address._replace(query=urlencode(form.query())))
    return {
        "title": title,
        "file": f"{form.page}-report.html",
        "words": {name: gettext(words) for name, words in WORDS.items()},
        "settings": _labelled(form, json.loads(form.spec.to_json())),
        "results": [],
        "link": link,
        "citation": lab_citation().text,
    }


def report_content(form: Form[Any, Any], run: Taken) -> dict[str, Any]:
    """Return what of the report the page does not show."""
    link = permalink(run.spec, base_address())
    text = run.content("table")
    assert isinstance(text, str)
    title = run_title(run.spec)
    return {
        "title": title[:1].upper() + title[1:],
        "file": file_name(run.spec, "report.html", run.name),
        "words": {name: gettext(words) for name, words in WORDS.items()},
        "settings": _settings(form, run),
        "results": _results(text),
        "link": link,
        "citation": citation(run.spec, name=run.name).text,
    }


def _settings(form: Form[Any, Any], run: Taken) -> list[tuple[str, str]]:
    """Return the settings of a run, and those of its trainer, by the labels of the page."""
    values = json.loads(run.spec.to_json())
    options = values.pop("trainer")
    values |= {"trainer": gettext(run.spec.trainer.label), **options}
    return _labelled(form, values)


def _labelled(form: Form[Any, Any], values: Mapping[str, Any]) -> list[tuple[str, str]]:
    labels = labels_of(form)
    return [
        (labels[name].strip("*"), _setting_text(value))
        for name, value in values.items()
        if name in labels and value not in (None, [])
    ]


def _setting_text(value: Any) -> str:
    """Write a setting as it is typed: of a list its items, of pairs each with its colon."""
    if not isinstance(value, list):
        return str(value)
    return ", ".join(
        ": ".join(map(str, one)) if isinstance(one, list) else str(one) for one in value
    )


def _results(text: str) -> list[list[str]]:
    """Return heads and rows of a table in CSV, as far as they go on paper."""
    head, *rows = csv.reader(io.StringIO(text))
    kept = [j for j, name in enumerate(head) if not name.startswith(_ONLY_IN_FILES)]
    return [[head[j] for j in kept], *([_shortened(row[j]) for j in kept] for row in rows)]


def _shortened(cell: str) -> str:
    try:
        return format(float(cell), _DIGITS)
    except ValueError:
        return cell
