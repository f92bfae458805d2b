"""In which language a page speaks: the browser's, wherever its words are made."""

import pytest
from streamlit.testing.v1 import AppTest

from nncore.messages import catalogue
from pages.app.language import spoken_language
from tests.catalogues import write_catalogue


@pytest.fixture(autouse=True)
def portuguese(tmp_path, monkeypatch):
    write_catalogue(tmp_path, "pt", {"Play": "Iniciar"})
    monkeypatch.setattr(catalogue, "FOLDER", tmp_path)
    monkeypatch.setattr(
        "pages.app.language.LANGUAGES", {"en": "English", "pt": "Português", "zh-Hans": "简体中文"}
    )


def script():
    from concurrent.futures import ThreadPoolExecutor

    import streamlit as st

    from nncore.messages import gettext
    from pages.app.language import fragment, in_reader_language, reader_language

    with reader_language():
        st.write(gettext("Play"))

    @fragment
    def button():
        st.button(gettext("Play"), key="play")

    button()  # outside: a fragment that runs again has no script around it
    with ThreadPoolExecutor() as threads:
        st.write(threads.submit(in_reader_language(gettext), "Play").result())
        st.write(threads.submit(gettext, "Play").result())


@pytest.mark.parametrize(
    ("locale", "play"), [("pt-BR", "Iniciar"), ("pt", "Iniciar"), ("de", "Play"), (None, "Play")]
)
def test_the_words_of_a_script_its_fragments_and_other_threads(locale, play):
    page = AppTest.from_function(script)
    page.context["locale"] = locale
    page.run()
    assert [markdown.value for markdown in page.markdown] == [play, play, "Play"]
    assert page.button(key="play").label == play


@pytest.mark.parametrize(
    ("locale", "language"),
    [
        ("pt", "pt"),
        ("PT-br", "pt"),
        ("zh-hans", "zh-Hans"),
        ("zh-Hant", "en"),
        ("fr-FR", "en"),
        ("en-GB", "en"),
        ("../../pt", "en"),
        ("", "en"),
        (None, "en"),
    ],
)
def test_only_what_has_a_catalogue_is_spoken(locale, language):
    assert spoken_language(locale) == language
