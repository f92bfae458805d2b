"""Catalogues of messages that tests make: read by the program, written by Babel."""

from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po


def write_catalogue(folder, language, messages):
    """Write the catalogue of a language.

    Parameters
    ----------
    folder : Path
        Stands for ``nncore/messages/locale``.
    language : str
        One that Babel knows: it has the rules of its plurals.
    messages : mapping
        Message, or singular and plural -> translation, or all its forms.
    """
    catalogue = Catalog(locale=language)
    for message, translation in messages.items():
        catalogue.add(message, translation)
    place = folder / language / "LC_MESSAGES"
    place.mkdir(parents=True)
    with (place / "nncore.po").open("wb") as file:
        write_po(file, catalogue)
