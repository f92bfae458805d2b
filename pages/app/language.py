"""The language of the reader: what a page says is said in it, whoever draws or makes it."""

import functools
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import ParamSpec, TypeVar

import streamlit as st

from nncore.messages import LANGUAGES, language

P = ParamSpec("P")
T = TypeVar("T")


def reader_language() -> AbstractContextManager[None]:
    """Say all that is said inside in the language that the reader's browser asks for."""
    return language(spoken_language(st.context.locale))


def spoken_language(locale: str | None) -> str:
    """Return the language that a browser asks for, or English where that has no catalogue.

    Parameters
    ----------
    locale : str or None
        Such as ``"pt-BR"``; a browser may send whatever it likes.
    """
    known = {name.lower(): name for name in LANGUAGES}
    asked = (locale or "").lower()
    return known.get(asked) or known.get(asked.partition("-")[0]) or LANGUAGES[0]


def fragment(function: Callable[P, None]) -> Callable[P, None]:
    """Make a fragment of the page, as ``st.fragment`` does, that speaks the reader's language.

    Streamlit runs it again without the script, which has chosen the language before.
    """

    @functools.wraps(function)
    def spoken(*args: P.args, **kwargs: P.kwargs) -> None:
        with reader_language():
            function(*args, **kwargs)

    return st.fragment(spoken)


def in_reader_language(function: Callable[P, T]) -> Callable[P, T]:
    """Return a function that other threads may call, and that speaks the language of the reader."""
    wanted = spoken_language(st.context.locale)

    def spoken(*args: P.args, **kwargs: P.kwargs) -> T:
        with language(wanted):
            return function(*args, **kwargs)

    return spoken
