"""What the program says: templates with values, in the language of whoever reads them."""

from nncore.messages.catalogue import LANGUAGES, gettext, language, marked, marked_plural, ngettext
from nncore.messages.numbers import number_text, with_signs
from nncore.messages.sentences import Sentence, SentenceError, SettingError, said, sentence_of
from nncore.messages.system_language import system_language

__all__ = [
    "LANGUAGES",
    "Sentence",
    "SentenceError",
    "SettingError",
    "gettext",
    "language",
    "marked",
    "marked_plural",
    "ngettext",
    "number_text",
    "said",
    "sentence_of",
    "system_language",
    "with_signs",
]
