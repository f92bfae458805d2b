import importlib.util
import re
from pathlib import Path

from pages.shared.live_plot import PLOTLY_JS

ROOT = Path(__file__).resolve().parents[2]


def version(path):
    return re.search(rb"plotly\.js (?:\(\w+ - minified\) )?v([\d.]+)", path.read_bytes()[:600])[1]


def test_the_bundle_is_the_plotly_js_of_the_installed_package():
    """Figures are checked with the package's own validators; the browser must agree with them."""
    package = Path(importlib.util.find_spec("plotly").origin).parent
    assert version(ROOT / "static" / PLOTLY_JS) == version(
        package / "package_data" / "plotly.min.js"
    )


def test_its_licence_goes_with_it():
    assert "Permission is hereby granted" in (
        ROOT / "static" / "plotly-basic.LICENSE.txt"
    ).read_text(encoding="utf-8")
