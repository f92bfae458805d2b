"""A reader who was away: network, reload, a second tab, a server that was killed."""

import contextlib
import sqlite3
import time

import pytest
from playwright.sync_api import expect

from nncore.engine.worker import LATER
from tests.browser.cable import Cable
from tests.browser.lab import Lab
from tests.browser.server import Server

# Never ends by itself, and shows one iteration a picture.
QUERY = {
    "n_hidden": 10,
    "n_samples": 500,
    "max_iterations": 100000,
    "tolerance": 0,
    "pace": "watch",
}


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """One without TensorFlow, which no run needs here."""
    folder = tmp_path_factory.mktemp("coming back")
    server = Server(folder, NNCORE_WORKERS="1", NNCORE_WARM_UP=LATER)
    server.start()
    yield server
    server.close()


@pytest.fixture(scope="module")
def cable(server):
    cable = Cable(server.port)
    yield cable
    cable.close()


@pytest.fixture
def lab(page, cable):
    lab = Lab(page, f"http://localhost:{cable.port}").open(**QUERY)
    lab.button("play").click()
    lab.wait_for_iteration(5)
    return lab


def lost(lab):
    return lab.page.locator(".live-status-lost")


def test_a_reload_leads_back_to_the_run(lab):
    stood = lab.iteration()
    lab.page.reload()
    lab.wait_for_iteration(stood)
    expect(lab.page.get_by_test_id("stToast")).to_contain_text("You are back at your run")
    lab.wait_for_iteration(lab.iteration() + 5)  # it goes on
    lab.button("pause").click()
    lab.wait_for_status("Paused")


def test_a_lost_network_is_said_and_the_run_goes_on(lab, cable):
    stood = lab.iteration()
    cable.cut()
    expect(lost(lab)).to_contain_text("The connection is lost")
    cable.mend()
    expect(lost(lab)).to_be_empty()
    lab.wait_for_iteration(stood + 5)
    lab.button("pause").click()
    lab.wait_for_status("Paused")


@pytest.mark.slow
def test_a_closed_lid_finds_the_run_where_it_rested(lab, server, cable):
    _wait_until_saved(server.database)
    stood = lab.iteration()
    cable.cut()
    # It is saved every ten seconds, and goes on for ten without anybody: then it rests.
    _wait_until_saved(server.database)
    cable.mend()
    expect(lost(lab)).to_be_empty()
    lab.wait_for_iteration(stood + 1)
    lab.wait_for_iteration(lab.iteration() + 5)
    lab.button("pause").click()
    lab.wait_for_status("Paused")


def test_a_second_tab_has_runs_of_its_own(lab):
    with lab.page.expect_popup() as opened:
        lab.page.evaluate("window.open(location.href)")
    copy = Lab(opened.value, lab.address)
    copy.wait_until_idle()
    opened.value.wait_for_function(
        "token => sessionStorage.getItem('nncore-tab') !== token",
        arg=lab.page.evaluate("sessionStorage.getItem('nncore-tab')"),
    )
    copy.wait_for_status("iteration 0 ")
    lab.wait_for_iteration(lab.iteration() + 5)  # the first one is not disturbed
    copy.button("play").click()
    copy.wait_for_iteration(3)
    opened.value.close()
    lab.button("pause").click()
    lab.wait_for_status("Paused")


@pytest.mark.slow
def test_a_server_that_was_killed_finds_the_run_in_the_history(lab, server):
    path = server.database
    lab.wait_for_iteration(lab.iteration() + 1)
    _wait_until_saved(path)
    stood = lab.iteration()
    _wait_until_saved(path)  # once more: what is found then is no older than `stood`
    server.kill()
    expect(lost(lab)).to_contain_text("The connection is lost")
    server.start()
    expect(lost(lab)).to_be_empty()
    lab.wait_for_status("Paused")
    expect(lab.page.get_by_test_id("stToast")).to_contain_text("The server was started again")
    assert lab.iteration() >= stood
    lab.button("play").click()
    lab.wait_for_iteration(stood + 5)


def _wait_until_saved(path):
    """Wait until the server has written the runs that it watches."""

    def saved():
        with contextlib.closing(sqlite3.connect(path)) as database:
            return database.execute("select max(saved) from live_runs").fetchone()[0]

    before, deadline = saved(), time.monotonic() + 60
    while saved() == before:
        assert time.monotonic() < deadline
        time.sleep(0.2)
