"""Message catalogues (GNU gettext), and the language that is read from them.

A sentence is written in English where it is said: ``gettext("Play")``. One that stands at module
level is marked, ``PLAY = marked("Play")``, and read where it is shown, ``gettext(PLAY)``, for
then the language is known. Catalogues lie in ``locale/<language>/LC_MESSAGES/nncore.po``, as they
are translated; they are compiled when they are first needed, so that none can be out of date.
"""

import gettext as gnu
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from io import BytesIO
from pathlib import Path
from types import MappingProxyType

#: Languages that have a catalogue, and what they call themselves. English needs none.
LANGUAGES = MappingProxyType({"en": "English", "es": "Español", "pt": "Português", "ru": "Русский"})

#: Where the catalogues lie.
FOLDER = Path(__file__).with_name("locale")
_language: ContextVar[str] = ContextVar("nncore.messages.language", default="en")


@contextmanager
def language(name: str) -> Iterator[None]:
    """Read all that is said inside from the catalogue of a language.

    It holds for this thread, or this task of an event loop, alone.

    Parameters
    ----------
    name : str
        Such as ``"en"`` or ``"pt-BR"``; English where there is no catalogue of it.
    """
    token = _language.set(name)
    try:
        yield
    finally:
        _language.reset(token)


def gettext(message: str) -> str:
    """Return a message in the language of now; itself where the catalogue has none."""
    # What a catalogue has under the empty message is about the catalogue.
    return _catalogue(FOLDER, _language.get()).gettext(message) if message else ""


def ngettext(singular: str, plural: str, n: int) -> str:
    """Return the one of two messages that belongs to a number, in the language of now."""
    return _catalogue(FOLDER, _language.get()).ngettext(singular, plural, n)


def marked(message: str) -> str:
    """Return a message as it is: it is read later, and found by who makes the catalogues."""
    return message


def marked_plural(singular: str, plural: str) -> tuple[str, str]:
    """Return the two forms of a message as they are; a number decides later which is read."""
    return singular, plural


@cache
def _catalogue(folder: Path, name: str) -> gnu.NullTranslations:
    for found in (name.replace("-", "_"), name.partition("-")[0]):
        source = folder / found / "LC_MESSAGES" / "nncore.po"
        if found.isidentifier() and source.exists():
            return _compiled(source)
    return gnu.NullTranslations()


def _compiled(source: Path) -> gnu.GNUTranslations:
    # Who speaks English needs no Babel: its import takes 0.1 s.
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    compiled = BytesIO()
    with source.open("rb") as file:
        write_mo(compiled, read_po(file, locale=source.parents[1].name))
    compiled.seek(0)
    return gnu.GNUTranslations(compiled)
