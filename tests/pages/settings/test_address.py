"""What of the address is news to a page, what is only late, and what the page writes there."""

from types import SimpleNamespace

import pytest

from pages.settings import address

FIRST, SECOND, THIRD = {"n": "10"}, {"n": "20"}, {"n": "40"}


class Params(dict):
    """Stands for Streamlit's query parameters, and notes what is written."""

    def __init__(self):
        super().__init__()
        self.written = []

    def to_dict(self):
        return dict(self)

    def from_dict(self, query):
        self.clear()
        self.update(query)
        self.written.append(dict(query))


class Browser:
    """Runs the script of a page with the address that it has."""

    def __init__(self, monkeypatch):
        self.state, self.params = {}, Params()
        self._context = SimpleNamespace(is_history_navigation=False)
        streamlit = SimpleNamespace(
            session_state=self.state, query_params=self.params, switch_page=lambda *a, **k: None
        )
        monkeypatch.setattr(address, "st", streamlit)
        monkeypatch.setattr(address, "get_script_run_ctx", lambda: self._context)

    def run(self, query, page="integrate", *, back=False, wrote=None):
        """Run the script once; return the news, and what it has written if anything."""
        self.params.clear()
        self.params.update(query)
        self.params.written.clear()
        self._context.is_history_navigation = back
        address.listen(page)
        found = address.new_query()
        if wrote is not None:
            address.write(wrote)
        return found


@pytest.fixture
def browser(monkeypatch):
    return Browser(monkeypatch)


def test_a_page_that_is_opened_reads_its_address(browser):
    assert browser.run(FIRST, wrote=FIRST) == FIRST
    assert browser.run(FIRST, wrote=FIRST) is None and browser.params.written == []


def test_an_address_that_is_late_is_no_news_and_the_newest_is_written_again(browser):
    browser.run(FIRST, wrote=FIRST)
    browser.run(FIRST, wrote=SECOND)  # the reader has set something
    assert browser.run(FIRST, wrote=SECOND) is None and browser.params.written == [SECOND]
    browser.run(FIRST, wrote=THIRD)
    for late in (FIRST, SECOND):
        assert browser.run(late, wrote=THIRD) is None and browser.params.written == [THIRD]


def test_back_is_news_however_quick_it_is(browser):
    browser.run(FIRST, wrote=FIRST)
    browser.run(FIRST, wrote=SECOND)
    browser.run(SECOND, wrote=THIRD)
    assert browser.run(SECOND, back=True, wrote=SECOND) == SECOND
    assert browser.run(THIRD, back=True, wrote=THIRD) == THIRD  # and Forward
    assert browser.run(FIRST, back=True, wrote=FIRST) == FIRST


def test_once_the_browser_has_sent_the_newest_any_other_is_a_link(browser):
    browser.run(FIRST, wrote=FIRST)
    browser.run(FIRST, wrote=SECOND)
    browser.run(SECOND, wrote=SECOND)
    assert browser.run(FIRST, wrote=FIRST) == FIRST
    assert browser.params.written == [FIRST]  # the browser does not show it by itself


def test_a_link_without_settings_leaves_them(browser):
    browser.run(FIRST, wrote=FIRST)
    assert browser.run({}, wrote=FIRST) is None and browser.params.written == [FIRST]
    browser.run({}, "differentiate", wrote={})
    assert browser.run({}, wrote=FIRST) is None


def test_back_to_a_page_without_settings_is_what_it_had_then(browser):
    browser.run({}, wrote={})
    browser.run({}, wrote=SECOND)
    assert browser.run({}, back=True, wrote={}) == {}
    browser.run({}, wrote=SECOND)
    browser.run({}, "differentiate", wrote={})
    browser.run({}, wrote=SECOND)  # by the navigation: it has its settings still
    assert browser.run({}, back=True, wrote=SECOND) == SECOND


def test_what_another_page_has_written_last_is_late(browser):
    browser.run({}, wrote={})
    browser.run({}, wrote=SECOND)
    browser.run({}, "differentiate", wrote={})
    assert browser.run(SECOND, "differentiate", wrote={}) is None
    assert browser.params.written == [{}]


def test_what_the_script_asks_for_is_news_in_the_next_run(browser):
    browser.run(FIRST, wrote=FIRST)
    address.go_to(THIRD)
    assert browser.run(FIRST, wrote=THIRD) == THIRD
    assert browser.run(FIRST, wrote=THIRD) is None


def test_back_to_the_address_that_a_page_had_on_the_way_to_another(browser):
    browser.run({"tab": "history"}, "explore", wrote={"tab": "history"})
    address.switch_to("integrate", SECOND)
    assert browser.run(SECOND, wrote=SECOND) == SECOND
    found = browser.run(SECOND, "explore", back=True, wrote={"tab": "history"})
    assert found == {"tab": "history"} and browser.params.written == [{"tab": "history"}]
    assert browser.run(SECOND, back=True, wrote=SECOND) == SECOND


LESSON = {"lesson": "drift", "step": "2"}


def test_what_is_no_setting_is_read_apart_and_written_along(browser):
    assert browser.run(LESSON | FIRST) == FIRST
    assert address.new_companions() == LESSON
    address.accompany(LESSON)
    address.write(FIRST)
    assert browser.run(LESSON | FIRST, wrote=SECOND) is None
    assert address.new_companions() is None and browser.params.written == [LESSON | SECOND]
    address.accompany({})
    assert browser.run(LESSON | SECOND, wrote=SECOND) is None
    assert browser.params.written == [SECOND]


def test_back_leads_to_the_step_before_with_the_settings_of_then(browser):
    before, after = LESSON | FIRST, {"lesson": "drift", "step": "3"} | SECOND
    browser.run(before, wrote=None)
    address.accompany(LESSON)
    address.write(FIRST)
    address.go_to(after)
    assert browser.run(before) == SECOND and address.new_companions()["step"] == "3"
    address.accompany({"lesson": "drift", "step": "3"})
    address.write(SECOND)
    assert browser.run(before, wrote=SECOND) is None  # late
    assert browser.run(before, back=True) == FIRST and address.new_companions() == LESSON


def test_what_goes_along_stands_beside_what_others_have_written(browser):
    hidden = {"hide": "data"}
    browser.run(FIRST | hidden)
    assert address.new_companions() == hidden and address.new_query() == FIRST
    address.accompany(hidden, ("hide", "view"))
    address.accompany({"lesson": "drift"})
    address.write(FIRST)
    assert browser.params.written == [FIRST | hidden | {"lesson": "drift"}]
    address.accompany({})
    address.write(FIRST)
    assert browser.params.written[1:] == [FIRST | hidden]


def test_back_to_an_address_of_navigation_is_left_as_it_is(browser):
    """Written anew, with what goes along, it would be a step forward: Back would lead nowhere."""
    hidden = {"hide": "data"}
    browser.run(hidden)
    address.accompany(hidden, ("hide",))
    address.write({})
    browser.run({}, page="race", wrote={})
    assert browser.params.written == [hidden]
    assert browser.run({}, page="race", back=True, wrote={}) == {}
    assert browser.params.written == []


def test_a_step_back_is_one_on_the_same_page(browser):
    browser.run(FIRST, wrote=FIRST)
    browser.run(FIRST, wrote=SECOND)
    browser.run(FIRST, back=True)
    assert address.is_step_back()
    browser.run(FIRST, page="race", back=True)
    assert not address.is_step_back()
