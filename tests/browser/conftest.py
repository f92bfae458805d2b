"""A real server with a real engine, and a real Chromium."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser import chromium
from tests.browser.lab import PATIENCE, Lab
from tests.browser.server import COLD_PATIENCE, Server

# No test measures time: it fails for what never comes.
expect.set_options(timeout=PATIENCE)
ARGUMENTS = [
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # A tab of the lab needs no process of its own: what one has compiled, the next one has.
    "--process-per-site",
]
# What moves by itself on a page that loads costs Chromium more than the page: each frame is drawn
# without a graphics card. All of it ends at once, and says so as ever. Transitions keep their time:
# a menu that opens at once is closed by the same click.
STILL = """{
    const still = new CSSStyleSheet();
    still.replaceSync(`*, ::before, ::after {
        animation-duration: 1ms !important; animation-iteration-count: 1 !important;
    }`);
    document.adoptedStyleSheets = [still];
}"""


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    path = chromium.find()
    assert path, "no Chromium: `make test` finds or installs one"
    return {**browser_type_launch_args, "executable_path": path, "args": ARGUMENTS}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    return {**browser_context_args, "viewport": {"width": 1280, "height": 720}}


@pytest.fixture(scope="session")
def profile(browser, browser_context_args):
    """One for all tests of a process: it loads Streamlit and Plotly from its cache.

    A page of it stays open, so that its window does, and the process that has compiled what
    all pages need: to make a window takes Chromium a second.
    """
    profile = browser.new_context(**browser_context_args)
    profile.set_default_timeout(PATIENCE)
    profile.add_init_script(STILL)
    profile.new_page()
    yield profile
    profile.close()


@pytest.fixture
def context(profile):
    """The browser of somebody who has never been here, but for the cache."""
    yield profile
    for page in profile.pages[1:]:
        page.close()
    profile.set_storage_state({"cookies": [], "origins": []})


@pytest.fixture(scope="session")
def url(tmp_path_factory, profile):
    """The address of a server that has loaded all; it must not print a traceback until the end.

    One worker: a second one would load TensorFlow and compile every piece once more.
    """
    server = Server(tmp_path_factory.mktemp("server"), NNCORE_WORKERS="1")
    server.start()
    lab = Lab(profile.pages[0], server.url)
    lab.open(trainer="adam", n_hidden=20, initializer="glorot")
    lab.button("step").click()
    expect(lab.status()).to_contain_text("Paused", timeout=COLD_PATIENCE)
    lab.page.goto(f"{server.url}/_stcore/health")  # a page with a word on it
    yield server.url
    server.close()
    assert "Traceback" not in server.said(), server.said()


@pytest.fixture(autouse=True)
def stays_on_this_machine(context):
    """A class room may have no network: no page asks another host for anything."""
    asked = []

    def note(request):
        asked.append(request.url)

    context.on("request", note)
    yield
    context.remove_listener("request", note)
    assert not [u for u in asked if urlsplit(u).hostname not in (None, "", "localhost")]
