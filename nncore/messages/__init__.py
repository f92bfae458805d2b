"""What the program says: templates with values, in the language of whoever reads them."""

from nncore.messages.catalogue import LANGUAGES, gettext, language, marked, ngettext
from nncore.messages.sentences import Sentence, SentenceError, SettingError, sentence_of

__all__ = [
    "LANGUAGES",
    "Sentence",
    "SentenceError",
    "SettingError",
    "gettext",
    "language",
    "marked",
    "ngettext",
    "sentence_of",
]
