"""The language that a terminal asks for, as GNU gettext reads it from the environment."""

from collections.abc import Mapping

from nncore.messages.catalogue import LANGUAGES

#: The first that is set names the locale.
_LOCALES = ("LC_ALL", "LC_MESSAGES", "LANG")
_PREFERENCES = "LANGUAGE"


def system_language(environment: Mapping[str, str]) -> str:
    """Return the language of `LANGUAGES` that an environment asks for.

    ``LANGUAGE`` is a list in order of preference, ``ru:pt``, and counts where the locale is not
    that of C.

    Parameters
    ----------
    environment : mapping
        Such as ``os.environ``.

    Returns
    -------
    str
        English where nothing is asked for, or nothing that is known.
    """
    locale = next(filter(None, map(environment.get, _LOCALES)), "")
    if (own := _name(locale)) in ("", "C", "POSIX"):
        return "en"
    asked = [*map(_name, environment.get(_PREFERENCES, "").split(":")), own]
    return next((name for name in asked if name in LANGUAGES), "en")


def _name(locale: str) -> str:
    """Return the language of ``pt_BR.UTF-8@modifier``: ``pt``."""
    for sign in "@._":
        locale = locale.partition(sign)[0]
    return locale
