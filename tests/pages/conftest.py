"""Pages without a browser: each with an engine that is not there, and with runs of its own."""

import sys
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from nncore.comparisons.measured.answer import answer
from nncore.runs import open_history

ROOT = Path(__file__).resolve().parents[2]
#: The script that `streamlit_app.py` serves; AppTest knows nothing of an `st.App`.
ROUTER = ROOT / "pages" / "router.py"


class NoEngine:
    """Stands for the engine: page tests press no Play; the browser tests do, with a real one."""

    is_ready, cluster, n_workers = False, None, 1

    def start(self, spec, *, checkpoint=None):
        raise RuntimeError("The engine is not there.")

    def sweep(self, specs, *, stop=None):
        raise RuntimeError("The engine is not there.")

    def measured_answer(self, content, choice, spec):
        return answer(content, choice, spec)  # as a worker does

    def close(self):
        pass


@pytest.fixture(scope="session", autouse=True)
def no_search_for_components():
    """Spare each AppTest the look through all installed packages for components: 0.2 s each."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("streamlit.components.v2.manifest_scanner.scan_component_manifests", list)
        yield


@pytest.fixture(autouse=True)
def no_keras(monkeypatch):
    """Hide what other tests have loaded: the server never has Keras in its process.

    Streamlit would clear Keras's session after every run of a page.
    """
    monkeypatch.delitem(sys.modules, "keras", raising=False)


@pytest.fixture(autouse=True)
def no_engine(monkeypatch):
    monkeypatch.setattr("pages.app.engine.Engine", NoEngine)
    from pages.app.engine import engine
    from pages.app.seats import registry

    # What a test has played must not be seen by the next.
    for shared in (registry, engine):
        shared.clear()
    yield
    for shared in (registry, engine):
        shared.clear()


@pytest.fixture
def history(tmp_path, monkeypatch):
    """A history of each test's own, which the page opens as well."""
    path = tmp_path / "runs.sqlite3"
    monkeypatch.setenv("NNCORE_DATABASE", str(path))
    st.cache_resource.clear()
    with open_history(path) as history:
        yield history
    st.cache_resource.clear()


@pytest.fixture
def teacher(monkeypatch):
    """Who sits at the server, and may change everything."""
    monkeypatch.setattr("pages.app.rights.is_here", lambda address, headers: True)


@pytest.fixture
def app():
    def start(page="integrate.py", locale=None, **query):
        test = AppTest.from_file(str(ROUTER), default_timeout=60)
        test.context["locale"] = locale
        if page:
            test.switch_page(page)
        for name, value in query.items():
            test.query_params[name] = value
        test.run()
        assert not test.exception, test.exception
        return test

    return start
