"""Who may delete what: its maker, and the teacher."""

import functools
import hmac
import ipaddress
import os
import secrets
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import streamlit as st

from nncore.messages import gettext, marked, said
from pages.app.key_attempts import KeyAttempts
from pages.app.seats import tab

#: The environment variable with the key; without it a new one is made at each start.
VARIABLE = "NNCORE_TEACHER_KEY"

ANNOUNCED = marked(
    "Teacher's key: {key} (deletes what others have made; {variable} in the environment sets one "
    "that stays)"
)
KEY, KEY_HELP = (
    marked("Teacher's key"),
    marked("The server prints it at its start. It is asked once a tab."),
)
GIVE = marked("Unlock")
WRONG = marked("That is not the teacher's key: the server prints it at its start.")
TOO_OFTEN = marked("That were too many wrong keys: try again in {seconds:.0f} seconds.")

_GIVEN, _WRONG = "app:teacher_key", "app:wrong_keys"
_KEY_BYTES = 9  # short enough to be copied by hand, and too long to be guessed
_MOST_WRONG = 5
_WAIT_SECONDS = 10.0
# What proxies add to a request besides `X-Forwarded-…`.
_PROXY_HEADERS = frozenset(
    {"forwarded", "via", "x-real-ip", "x-client-ip", "true-client-ip", "cf-connecting-ip"}
)


def teacher_key() -> str:
    """Return the key that the environment names, or one that holds as long as this process."""
    return os.environ.get(VARIABLE, "").strip() or _own_key()


@functools.cache
def _own_key() -> str:
    return secrets.token_urlsafe(_KEY_BYTES)


@st.cache_resource(show_spinner=False)
def _attempts() -> KeyAttempts:
    return KeyAttempts()


def announce_key() -> None:
    """Print the key for whoever has started the server, unless they have chosen it themselves."""
    if not os.environ.get(VARIABLE, "").strip():
        print(said(ANNOUNCED, key=teacher_key(), variable=VARIABLE), flush=True)


def is_teacher() -> bool:
    """Whether this session is the teacher's: at the server's own screen, or with the key."""
    given = st.session_state.get(_GIVEN)
    return (isinstance(given, str) and _is_key(given)) or is_here(
        st.context.ip_address, st.context.headers
    )


def _is_key(text: str) -> bool:
    return hmac.compare_digest(text.encode("utf-8", "replace"), teacher_key().encode())


def is_here(address: str | None, headers: Mapping[str, str]) -> bool:
    """Whether a browser on the machine of the server asks, and no proxy for somebody else.

    A connection from the machine itself is not enough: it may be one of a proxy. Most of them
    say so in a header; where one does not, the browser names the address to which it has gone.

    Parameters
    ----------
    address : str or None
        Where the connection comes from; Streamlit has None for this machine.
    headers : mapping
        Of the request that opened the connection; there are none once it is closed.
    """
    names = {name.lower() for name in headers}
    if names & _PROXY_HEADERS or any(name.startswith("x-forwarded") for name in names):
        return False
    if address is not None and not _is_loopback(address):
        return False
    origin = urlsplit(headers["Origin"]).netloc if "origin" in names else headers.get("Host", "")
    return _is_local(origin) and _is_local(headers.get("Host", ""))


def _is_loopback(address: str) -> bool:
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    mapped = getattr(found, "ipv4_mapped", None)  # ::ffff:127.0.0.1, on a socket for both
    return bool((mapped or found).is_loopback)


def _is_local(place: str) -> bool:
    """Whether a host, perhaps with its port, is this machine by name or by address."""
    try:
        host = urlsplit(f"//{place}").hostname or ""
    except ValueError:
        return False
    return host == "localhost" or host.endswith(".localhost") or _is_loopback(host)


def current_owners() -> tuple[str, ...]:
    """Return by what this session is known: the digests of its tab and of its browser."""
    here = tab()
    return tuple(digest for digest in (here.browser, here.owner) if digest)


def maker() -> str:
    """Return as whose what this session makes is kept; empty until its browser has said it."""
    return next(iter(current_owners()), "")


def owns(made_by: str) -> bool:
    """Whether this tab, or another one of its browser, has made something."""
    return bool(made_by) and made_by in current_owners()


def may_change(*made_by: str) -> bool:
    """Whether this session may delete or change all of what somebody has made.

    What nobody knows the maker of, such as what an older version has kept, is the teacher's.
    """
    return is_teacher() or all(map(owns, made_by))


def button_of(made_by: str, label: str, refusal: str, *, key: str, **options: Any) -> bool:
    """Draw a button that only the maker and the teacher can press; others are asked for the key.

    Parameters
    ----------
    made_by : str
        Who made what the button changes.
    label : str
        On the button.
    refusal : str
        What others read.
    key : str
        Of the widget.
    **options
        ``icon`` and ``help`` of ``st.button``.

    Returns
    -------
    bool
        Whether it was pressed, by somebody who may.
    """
    if may_change(made_by):
        return st.button(label, key=key, **options)
    with st.popover(label, **options):
        key_box(refusal, key)
    return False


def key_box(refusal: str, key: str) -> None:
    """Draw a sentence about what needs the teacher's key, and where it is given.

    Parameters
    ----------
    refusal : str
        What cannot be done without it.
    key : str
        Of its own on the page.
    """
    st.markdown(refusal)
    # Its field is emptied: the key must not stand on a projector's screen, not even as dots.
    with st.form(f"app_key_{key}", border=False, clear_on_submit=True):
        text = st.text_input(
            gettext(KEY),
            type="password",
            key=f"app_key_text_{key}",
            help=gettext(KEY_HELP),
            autocomplete="off",
        )
        is_given = st.form_submit_button(
            gettext(GIVE), icon=":material/key:", key=f"app_key_give_{key}", width="content"
        )
    if not is_given:
        return
    if problem := give_key(text):
        st.error(problem, icon=":material/key_off:")
    else:
        st.rerun()


def give_key(text: str) -> str | None:
    """Take a key for this session; return what is wrong with it, in a sentence, or None.

    After five wrong ones this session waits a while before each further one; others do not, unless
    very many come from their address: who guesses may begin a new session for each.
    """
    now, address = time.monotonic(), st.context.ip_address or ""
    wrong: list[float] = st.session_state.setdefault(_WRONG, [])
    rest = wrong[-1] + _WAIT_SECONDS - now if len(wrong) >= _MOST_WRONG else 0.0
    rest = max(rest, _attempts().rest_seconds(address))
    if rest > 0:
        return said(TOO_OFTEN, seconds=max(1.0, rest))
    if not _is_key(text.strip()):
        st.session_state[_WRONG] = [*wrong[1 - _MOST_WRONG :], now]
        _attempts().note_wrong(address)
        return gettext(WRONG)
    # The key and not a flag: nobody else can have put it there, and it ends with the key.
    st.session_state[_GIVEN] = text.strip()
    del st.session_state[_WRONG]
    return None
