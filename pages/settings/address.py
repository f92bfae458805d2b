"""The browser's address: where the reader has gone by it, and what the page writes there.

A browser sends its address along with everything that a reader does. One that differs from what
the page has written last is either *news* (a link was followed, or Back was pressed), or *late*
(the browser had not received the newest when it sent the message). Streamlit tells which messages
come from Back and Forward. Of the others those are late whose address is one that the page has
written before, until the browser has sent the newest once.
"""

from collections.abc import Collection, Mapping
from typing import NoReturn

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

Query = Mapping[str, str]

_PAGE = "address:page"  # the page that is open
_NEW = "address:new"  # the query that is to be read in this run
_ASKED = "address:asked"  # one that the script itself wants to be read in the next
_WRITTEN = "address:written"  # page -> what it has written last
_LATE = "address:late"  # what a browser may still send
_BARE = "address:bare"  # page -> the settings that it has without a query
_IS_BARE = "address:is_bare"
_IS_ENTERED = "address:is_entered"
_PASSED = "address:passed"  # page and a query that it had on the way to another -> its own
_ALONG = "address:along"  # what stands in the address besides the settings

_LESSON = ("lesson", "step")
#: What an address may say besides the settings of its page.
COMPANIONS = frozenset({*_LESSON, "hide", "view", "keys", "lang"})


def listen(page: str) -> None:
    """Find out whether the reader has gone to another query; once a run, before its page.

    Parameters
    ----------
    page : str
        The page that is open now.
    """
    state, came = st.session_state, st.query_params.to_dict()
    before, written = state.get(_PAGE), state.get(_WRITTEN, {})
    is_entered = before != page
    if is_entered:
        # What the page before has written may arrive when this one is open.
        state[_LATE] = [written[before]] if before in written else []
    elif came == written.get(page):
        state[_LATE] = []
    state[_PAGE] = page
    state[_IS_ENTERED] = is_entered
    state[_IS_BARE] = is_entered and not _settings(came)
    state[_NEW] = state.pop(_ASKED, None)
    if state[_NEW] is not None:
        return
    if has_gone_back():
        came = state.get(_PASSED, {}).get(_entry(page, came), came)
        state[_NEW] = came if _settings(came) else {**state.get(_BARE, {}).get(page, {}), **came}
    elif came and (is_entered or came not in (written.get(page), *state[_LATE])):
        state[_NEW] = came


def has_gone_back() -> bool:
    """Whether the reader has pressed Back or Forward."""
    context = get_script_run_ctx()
    return context is not None and context.is_history_navigation


def new_query() -> Query | None:
    """Return the settings to which the reader has gone; None where they stay as they are.

    They stay too where a link says nothing of them, only how the page is to be shown.
    """
    found: Query | None = st.session_state.get(_NEW)
    if found is None or (found and not _settings(found) and not has_gone_back()):
        return None
    return _settings(found)


def _settings(query: Query) -> Query:
    return {name: value for name, value in query.items() if name not in COMPANIONS}


def new_companions() -> Query | None:
    """Return what the address to which the reader has gone says besides; None where it is late."""
    found: Query | None = st.session_state.get(_NEW)
    return None if found is None else {n: v for n, v in found.items() if n in COMPANIONS}


def is_step_back() -> bool:
    """Whether the reader has gone back or forward on the page that was open before."""
    return has_gone_back() and not st.session_state.get(_IS_ENTERED, False)


def accompany(companions: Query, names: Collection[str] = _LESSON) -> None:
    """Write something of no setting into the address from now on, along with the settings.

    Parameters
    ----------
    companions : mapping
        What is written.
    names : collection of str
        Of `COMPANIONS`: for these it stands from now on. What is written for others stays.
    """
    along = st.session_state.get(_ALONG, {})
    others = {name: text for name, text in along.items() if name not in names}
    st.session_state[_ALONG] = {**others, **companions}


def is_in_lesson() -> bool:
    """Whether the page that is open shows a step of a lesson."""
    return "lesson" in st.session_state.get(_ALONG, {})


def read_as(query: Query) -> None:
    """Read the query of this run as another one: a link may leave out what stays."""
    st.session_state[_NEW] = dict(query)


def go_to(query: Query) -> None:
    """Let the next run of the script take over a query, as if a link to it had been followed."""
    st.session_state[_ASKED] = dict(query)


def switch_to(page: str, query: Query) -> NoReturn:
    """Open another page with a query.

    Streamlit gives the address of this page the query of the other first, and the browser's Back
    leads there: it is to show then what this page shows now.
    """
    state = st.session_state
    here = state.get(_PAGE, "")
    own = state.get(_WRITTEN, {}).get(here, {})
    state[_PASSED] = {**state.get(_PASSED, {}), _entry(here, query): own}
    st.switch_page(f"{page}.py", query_params=query)


def _entry(page: str, query: Query) -> tuple[str, frozenset[tuple[str, str]]]:
    return page, frozenset(query.items())


def write(query: Query) -> None:
    """Write what the page shows into the address, if it says anything else.

    Only what a script or fragment runs does so, never a callback: that comes before the news are
    read, and would take their place.
    """
    state = st.session_state
    query = {**state.get(_ALONG, {}), **query}
    page, written = state.get(_PAGE, ""), state.get(_WRITTEN, {})
    if state.pop(_IS_BARE, False):
        state[_BARE] = {**state.get(_BARE, {}), page: dict(query)}
    if page in written and written[page] != query:
        state[_LATE] = [*state.get(_LATE, ()), written[page]]
    state[_WRITTEN] = {**written, page: dict(query)}
    came = st.query_params.to_dict()
    # A browser that has followed a link from a page to itself does not show its query by itself.
    is_link = state.get(_NEW) is not None
    state[_NEW] = None
    # Navigation leads to addresses without what goes along, and so does Back: to write it there
    # again would be a new step forward, and Back would lead nowhere else.
    is_passed = has_gone_back() and came == {n: v for n, v in query.items() if n not in COMPANIONS}
    if not is_passed and (is_link or came != query):
        st.query_params.from_dict(query)
