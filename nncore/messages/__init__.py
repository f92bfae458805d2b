"""What the program says: templates with values, in the language of whoever reads them."""

from nncore.messages.catalogue import LANGUAGES, gettext, language, marked, ngettext
from nncore.messages.sentences import Sentence, SettingError

__all__ = ["LANGUAGES", "Sentence", "SettingError", "gettext", "language", "marked", "ngettext"]
