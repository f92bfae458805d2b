"""A reader who was away: network, reload, a second tab, a server that was killed."""

import contextlib
import os
import signal
import subprocess
import sys
import time
import urllib.request

import pytest
from playwright.sync_api import expect

from tests.browser.cable import Cable
from tests.browser.conftest import ROOT, free_port
from tests.browser.lab import Lab

# Never ends by itself, and shows one iteration a picture.
QUERY = {
    "n_hidden": 10,
    "n_samples": 500,
    "max_iterations": 100000,
    "tolerance": 0,
    "pace": "watch",
}


class Server:
    """A server that can be killed, and started again on the same history and port."""

    def __init__(self, folder):
        self._log, self.database = folder / "log.txt", folder / "runs.sqlite3"
        self._port = free_port()
        self.cable = Cable(self._port)
        self.address = f"http://localhost:{self.cable.port}"

    def start(self):
        command = [sys.executable, "-m", "streamlit", "run", "streamlit_app.py"]
        options = ("--server.headless", "true", "--server.port", str(self._port))
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [*command, *options],
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env={
                    **os.environ,
                    "NNCORE_DATABASE": str(self.database),
                    "NNCORE_WORKERS": "1",
                },
            )
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            with contextlib.suppress(OSError):
                health = f"http://localhost:{self._port}/_stcore/health"
                if urllib.request.urlopen(health, timeout=1).read() == b"ok":
                    return
            time.sleep(0.1)
        raise AssertionError(self._log.read_text())

    def kill(self):
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()

    def close(self):
        self.cable.close()
        self._process.terminate()
        self._process.wait(30)


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    server = Server(tmp_path_factory.mktemp("coming back"))
    server.start()
    yield server
    server.close()


@pytest.fixture
def lab(page, server):
    lab = Lab(page, server.address).open(**QUERY)
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


def test_a_lost_network_is_said_and_the_run_goes_on(lab, server):
    stood = lab.iteration()
    server.cable.cut()
    expect(lost(lab)).to_contain_text("The connection is lost")
    server.cable.mend()
    expect(lost(lab)).to_be_empty()
    lab.wait_for_iteration(stood + 5)
    lab.button("pause").click()
    lab.wait_for_status("Paused")


@pytest.mark.slow
def test_a_closed_lid_finds_the_run_where_it_rested(lab, server):
    _wait_until_saved(server.database)
    stood = lab.iteration()
    server.cable.cut()
    # It is saved every ten seconds, and goes on for ten without anybody: then it rests.
    _wait_until_saved(server.database)
    server.cable.mend()
    expect(lost(lab)).to_be_empty()
    lab.wait_for_iteration(stood + 1)
    lab.wait_for_iteration(lab.iteration() + 5)
    lab.button("pause").click()
    lab.wait_for_status("Paused")


def test_a_second_tab_has_runs_of_its_own(lab, server):
    with lab.page.expect_popup() as opened:
        lab.page.evaluate("window.open(location.href)")
    copy = Lab(opened.value, server.address)
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
    import sqlite3

    def saved():
        with contextlib.closing(sqlite3.connect(path)) as database:
            return database.execute("select max(saved) from live_runs").fetchone()[0]

    before, deadline = saved(), time.monotonic() + 60
    while saved() == before:
        assert time.monotonic() < deadline
        time.sleep(0.2)
