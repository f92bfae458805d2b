"""The language of a terminal, against the rules of GNU gettext's manual."""

import pytest

from nncore.messages.system_language import system_language


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "en"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "ru_RU.UTF-8"}, "ru"),
        ({"LANG": "pt_BR"}, "pt"),
        ({"LANG": "es_ES@euro"}, "es"),
        ({"LANG": "es", "LC_MESSAGES": "pt_PT.UTF-8"}, "pt"),
        ({"LANG": "es", "LC_MESSAGES": "", "LC_ALL": "ru_RU"}, "ru"),
        ({"LANG": "ru_RU", "LC_ALL": "C"}, "en"),
        ({"LANG": "es_ES", "LANGUAGE": "de:ru:es"}, "ru"),
        ({"LANG": "C", "LANGUAGE": "ru"}, "en"),
        ({"LANG": "fr_FR.UTF-8"}, "en"),
        ({"LANG": "../../ru"}, "en"),
    ],
)
def test_the_first_locale_that_is_set_and_the_list_before_it(environment, language):
    assert system_language(environment) == language
