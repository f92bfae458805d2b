"""Live elements: what they are given, the script that shows them, and the bundles of Plotly."""

import importlib.util
import re
from pathlib import Path

from streamlit.testing.v1 import AppTest

from pages.live.bundle import bundle, bundle_name
from pages.live.elements import PLOTLY_JS, full_bundle
from tests.pages import shown

ROOT = Path(__file__).resolve().parents[3]
STATIC = ROOT / "pages" / "static"


def version(path):
    return re.search(rb"plotly\.js (?:\(\w+ - minified\) )?v([\d.]+)", path.read_bytes()[:600])[1]


def test_the_bundle_is_the_plotly_js_of_the_installed_package():
    """Figures are checked with the package's own validators; the browser must agree with them."""
    package = Path(importlib.util.find_spec("plotly").origin).parent
    assert version(STATIC / PLOTLY_JS) == version(package / "package_data" / "plotly.min.js")


def test_the_full_bundle_is_copied_from_the_package_if_it_is_another_one():
    copy = STATIC / full_bundle()
    package = Path(importlib.util.find_spec("plotly").origin).parent
    source = package / "package_data" / "plotly.min.js"
    assert copy.read_bytes() == source.read_bytes()
    copy.write_bytes(b"/* plotly.js v1.0.0 */")
    full_bundle.cache_clear()
    assert full_bundle() == copy.name and copy.read_bytes() == source.read_bytes()
    ignored = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert f"pages/static/{copy.name}" in ignored


def test_its_licence_goes_with_it():
    assert "Permission is hereby granted" in (STATIC / "plotly-basic.LICENSE.txt").read_text(
        encoding="utf-8"
    )


def test_the_script_of_the_elements_is_one_module_whose_name_is_its_content():
    script = bundle()
    assert re.fullmatch(r"live-[0-9a-f]{16}\.js", bundle_name())
    assert script.count("export ") == 1  # it is put together from files that export nothing
    assert "import " not in re.sub(r"//.*", "", script)
    for kind in ("chart", "metrics", "status", "text", "table"):
        assert len(re.findall(rf"^const {kind} = ", script, re.MULTILINE)) == 1, kind


def a_page():
    from pages.live import elements
    from pages.live.elements import Shown

    contents = {
        "nni": {"label": "NNI", "value": "1"},
        "exact": {"label": "Exact", "value": "2", "help": "The integral of f."},
        "status": {"text": "**epoch 1 / 2** · Training", "progress": 0.5},
        "note": {"text": "A note.", "look": "caption"},
        "rows": {"columns": ["a", "b"], "rows": [["1", "2"]]},
        "fit": {"figure": {"data": [], "layout": {}}, "run": "7"},
    }
    shown = Shown(contents, "integrate", "a seat", 12)
    elements.live_metrics(shown, ("nni", "exact"), key="metrics")
    elements.live_status(shown, "status", key="status")
    elements.live_text(shown, "note", key="note")
    elements.live_table(shown, "rows", key="rows", alt="Two numbers.")
    elements.live_chart(shown, "fit", key="fit", alt="A fit.", height=120, grows=True)
    elements.chart({"data": [], "layout": {}}, key="still", alt="It stands still.")


def test_an_element_is_given_what_it_shows_and_where_the_rest_comes_from():
    page = AppTest.from_function(a_page, default_timeout=30).run()
    assert not page.exception
    *moving, still = shown.elements(page)
    kinds = [element["kind"] for element in moving]
    assert kinds == ["metrics", "status", "text", "table", "chart"]
    for element in moving:
        assert (element["page"], element["seat"], element["version"]) == ("integrate", "a seat", 12)
        assert list(element["contents"]) == element["slots"]
    assert shown.metric_of(page, "Exact")["help"] == "The integral of f."
    assert shown.status(page) == "**epoch 1 / 2** · Training"
    assert shown.words(page) == "A note." and shown.table(page, "rows") == [["1", "2"]]
    assert moving[-1]["grows"] and moving[-1]["height"] == 120
    # What stands still listens to no channel.
    assert still["page"] == "" and shown.figure(page, "still") == {"data": [], "layout": {}}
