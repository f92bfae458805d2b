import pytest
from babel.numbers import format_decimal

from nncore.messages import SettingError, catalogue, language, number_text, said, with_signs
from nncore.messages.numbers import PATTERN
from tests.catalogues import write_catalogue

#: Languages with other signs than English, and two kinds of blanks between the thousands.
LANGUAGES = ("pt", "de", "fr", "ru", "de_CH")


@pytest.fixture(autouse=True)
def catalogues(tmp_path, monkeypatch):
    for name in LANGUAGES:
        number = format_decimal(1234.5, "#,##0.0", locale=name)
        write_catalogue(tmp_path, name, {PATTERN: number})
    write_catalogue(tmp_path, "bg", {PATTERN: "1234,5"})
    monkeypatch.setattr(catalogue, "FOLDER", tmp_path)


@pytest.mark.parametrize("name", ["en", *LANGUAGES])
def test_a_number_has_the_signs_of_its_language(name):
    written = format_decimal(1_234_567.25, "#,##0.00", locale=name)
    with language(name):
        assert number_text(1_234_567.25, ",.2f") == written
        assert said("{x:,.2f} of {n:d}", x=1_234_567.25, n=7) == f"{written} of 7"


@pytest.mark.parametrize(
    ("value", "spec", "written"),
    [
        (-0.014, ".2f", "−0.01"),
        (2.02e-3, ".1e", "2.0e−3"),
        (2020.0, ".3g", "2.02e+3"),
        (-1.5e-120, "g", "−1.5e−120"),
        (0.963, ".1%", "96.3\N{NO-BREAK SPACE}%"),
        (float("inf"), "g", "inf"),
        (12345, ",", "12,345"),
    ],
)
def test_a_number_is_written_as_in_print(value, spec, written):
    assert number_text(value, spec) == written


def test_a_percent_sign_stands_apart_in_a_sentence_too():
    assert said("{part:.1%} of {whole:g}", part=0.5, whole=-1) == "50.0\N{NO-BREAK SPACE}% of -1"


def test_there_may_be_no_sign_between_the_thousands():
    with language("bg"):
        assert number_text(1_234_567.25, ",.2f") == "1234567,25"


def test_a_number_without_a_format_stays_as_it_is_typed():
    with language("pt"):
        template = "`{name}` must be at least {least}, got {value}."
        error = SettingError(template, name="x", least=0.5, value=repr(0.25))
        assert str(error) == "`x` must be at least 0.5, got 0.25."


def test_words_that_are_put_in_keep_their_points():
    with language("pt"):
        said_so = said("{text:>4} {code!r} {braces}", text="a.b", code="1,2", braces="{x}")
        assert said_so == " a.b '1,2' {x}"


def test_other_signs_than_points_and_commas_stay():
    with language("pt"):
        assert with_signs("−1.5e-07 nan inf") == "−1,5e-07 nan inf"
