import importlib.util
import re
from pathlib import Path

from pages.shared.live_plot import PLOTLY_JS, full_bundle

ROOT = Path(__file__).resolve().parents[2]


def version(path):
    return re.search(rb"plotly\.js (?:\(\w+ - minified\) )?v([\d.]+)", path.read_bytes()[:600])[1]


def test_the_bundle_is_the_plotly_js_of_the_installed_package():
    """Figures are checked with the package's own validators; the browser must agree with them."""
    package = Path(importlib.util.find_spec("plotly").origin).parent
    assert version(ROOT / "static" / PLOTLY_JS) == version(
        package / "package_data" / "plotly.min.js"
    )


def test_the_full_bundle_is_copied_from_the_package_if_it_is_another_one():
    copy = ROOT / "static" / full_bundle()
    package = Path(importlib.util.find_spec("plotly").origin).parent
    source = package / "package_data" / "plotly.min.js"
    assert copy.read_bytes() == source.read_bytes()
    copy.write_bytes(b"/* plotly.js v1.0.0 */")
    full_bundle.cache_clear()
    assert full_bundle() == copy.name and copy.read_bytes() == source.read_bytes()
    ignored = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert f"static/{copy.name}" in ignored


def test_its_licence_goes_with_it():
    assert "Permission is hereby granted" in (
        ROOT / "static" / "plotly-basic.LICENSE.txt"
    ).read_text(encoding="utf-8")
