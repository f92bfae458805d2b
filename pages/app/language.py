"""The language of the reader: what a page says is said in it, whoever draws or makes it.

It is the one that the reader has chosen, by ``?lang=`` in the address or at the end of a page; else
the browser's; else English.
"""

import functools
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import ParamSpec, TypeVar

import streamlit as st

from nncore.messages import LANGUAGES, Sentence, language, marked
from nncore.options import shown
from pages.app.markdown import sentence

P = ParamSpec("P")
T = TypeVar("T")


#: In the address: the language that is chosen, whatever the browser asks for.
LANG = "lang"
NO_LANGUAGE = marked(
    "`lang` can be {known}, got {value}: the pages speak the language of your browser, or English."
)

_CHOSEN, _SEEN = "language:chosen", "language:seen"


def reader_language() -> AbstractContextManager[None]:
    """Say all that is said inside in the language of the reader."""
    return language(spoken())


def follow_address() -> None:
    """Take over the language that the address asks for; once a run, before anything is said.

    Only an address that asks for another one than before is news: a browser may not have
    received the newest yet, and navigation leads to addresses that ask for none.
    """
    asked = st.query_params.get(LANG)
    if asked is not None and asked != st.session_state.get(_SEEN):
        st.session_state[_SEEN] = asked
        st.session_state[_CHOSEN] = _known(asked)


def choose(name: str) -> None:
    """Speak a language of `LANGUAGES` from the next run of the script on."""
    st.session_state[_CHOSEN] = name


def chosen() -> dict[str, str]:
    """Return what the address says of a language that the reader has chosen."""
    name = st.session_state.get(_CHOSEN)
    return {LANG: name} if name else {}


def say_refusal() -> None:
    """Say what is wrong with the language that the address asks for, if anything is."""
    asked = st.session_state.get(_SEEN)
    if asked is not None and not _known(asked):
        notice = Sentence(NO_LANGUAGE, known=", ".join(LANGUAGES), value=shown(asked))
        st.warning(sentence(str(notice)), icon=":material/link_off:")


def spoken() -> str:
    """Return the language of `LANGUAGES` that the pages speak to this reader."""
    return st.session_state.get(_CHOSEN) or spoken_language(st.context.locale)


def _known(asked: str) -> str | None:
    known = {name.lower(): name for name in LANGUAGES}
    asked = asked.lower()
    return known.get(asked) or known.get(asked.partition("-")[0])


def spoken_language(locale: str | None) -> str:
    """Return the language that a browser asks for, or English where that has no catalogue.

    Parameters
    ----------
    locale : str or None
        Such as ``"pt-BR"``; a browser may send whatever it likes.
    """
    return _known(locale or "") or next(iter(LANGUAGES))


def fragment(function: Callable[P, None]) -> Callable[P, None]:
    """Make a fragment of the page, as ``st.fragment`` does, that speaks the reader's language.

    Streamlit runs it again without the script, which has chosen the language before.
    """

    @functools.wraps(function)
    def localised(*args: P.args, **kwargs: P.kwargs) -> None:
        with reader_language():
            function(*args, **kwargs)

    return st.fragment(localised)


def in_reader_language(function: Callable[P, T]) -> Callable[P, T]:
    """Return a function that other threads may call, and that speaks the language of the reader."""
    wanted = spoken()

    def localised(*args: P.args, **kwargs: P.kwargs) -> T:
        with language(wanted):
            return function(*args, **kwargs)

    return localised
