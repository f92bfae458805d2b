"""A tab that is loaded again says that it looks for its run, until it has it."""

from playwright.sync_api import expect

from tests.browser.lab import Lab

SOUGHT = "Looking for the run of this tab"


class HeldChannel:
    """Lets nothing through of a channel until it is let go, as on a server that is busy."""

    def __init__(self, page):
        self._held, self._said = None, []
        page.route_web_socket(lambda address: address.endswith("/live"), self._hold)

    def _hold(self, channel):
        self._held = channel
        channel.on_message(lambda message: self._said.append(message))

    def let_go(self):
        server = self._held.connect_to_server()
        self._held.on_message(lambda message: server.send(message))
        for message in self._said:
            server.send(message)


def test_after_a_reload_the_page_looks_for_its_run(page, url):
    lab = Lab(page, url).open("integrate", n_hidden=10, n_samples=500)
    lab.button("step").click()
    lab.wait_for_iteration(1)
    expect(lab.button("step")).to_be_enabled()
    channel = HeldChannel(page)
    page.reload()
    lab.wait_for_status(SOUGHT)
    expect(lab.status()).not_to_contain_text("Press Play")
    channel.let_go()
    lab.wait_for_iteration(1)
    lab.wait_for_status("Paused")
    expect(lab.status()).not_to_contain_text(SOUGHT)


def test_a_tab_that_is_new_looks_for_nothing(page, url):
    channel = HeldChannel(page)
    lab = Lab(page, url)
    page.goto(f"{url}/integrate")
    lab.wait_for_status("Press Play")
    expect(lab.status()).not_to_contain_text(SOUGHT)
    channel.let_go()


def test_a_tab_without_runs_is_ready_after_a_reload(page, url):
    lab = Lab(page, url).open("integrate")
    page.reload()
    lab.wait_for_status("Ready")
    expect(lab.status()).not_to_contain_text(SOUGHT)
