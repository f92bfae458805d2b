"""Sentences of templates and values, and the errors that say them."""

import pickle

import pytest

from nncore.messages import Sentence, SettingError, sentence_of


def test_a_sentence_has_its_values():
    sentence = Sentence(
        "`{name}` must be at least {least}, got {value}.", name="n", least=1, value=0
    )
    assert str(sentence) == "`n` must be at least 1, got 0."


def test_a_page_says_its_own_labels():
    """They stand for the names of settings in the template, never for what somebody has typed."""
    labels = {"lower": "**from {0}**", "upper": "**to**", "n_hidden": "Hidden units"}
    wrong = Sentence("`{name}` must be below `upper`, got {value}.", name="lower", value="`upper`")
    assert wrong.said(labels) == "**from {0}** must be below **to**, got `upper`."
    assert str(wrong) == wrong.said({"m": "other"}) == "`lower` must be below `upper`, got `upper`."
    kept = Sentence("It cannot be opened: {problem}", problem=wrong)
    assert kept.said(labels) == f"It cannot be opened: {wrong.said(labels)}"


def test_any_error_has_a_sentence():
    assert str(sentence_of(OSError("{There} is no file."))) == "{There} is no file."
    assert sentence_of(SettingError("{a}", a=1)) == Sentence("{a}", a=1)


def test_equal_sentences_say_the_same():
    one, same = (Sentence("{a} and {b}", a=1, b=2) for _ in range(2))
    assert one == same and hash(one) == hash(same)
    assert one != Sentence("{a} and {b}", a=1, b=3) and one != "1 and 2"


@pytest.mark.parametrize(("n", "said"), [(0, "0 runs wait."), (1, "1 run waits.")])
def test_a_number_decides_on_the_form(n, said):
    forms = "{n} run waits.", "{n} runs wait."
    assert str(Sentence(*forms, n=n)) == said
    again = pickle.loads(pickle.dumps(SettingError(*forms, n=n)))
    assert str(again) == said and again.sentence == Sentence(*forms, n=n)


def test_a_sentence_is_completed_by_who_knows_of_what_it_speaks():
    found = Sentence("`{function}` is not finite at x = {x}.", x=0)
    assert str(found.about(function="1/x")) == "`1/x` is not finite at x = 0."
    assert found.about(function="1/x") == found.about(function="1/x") != found


def test_braces_of_a_value_are_no_places():
    assert str(Sentence("{text} is no formula.", text="{x}")) == "{x} is no formula."


def test_an_error_says_its_sentence_and_survives_pickling():
    error = SettingError("`{name}` must be a number, got {value}.", name="lower", value="'a'")
    again = pickle.loads(pickle.dumps(error))
    assert str(again) == str(error) == "`lower` must be a number, got 'a'."
    assert type(again) is SettingError and again.sentence == error.sentence


def test_a_subclass_stays_what_it_is_on_the_way():
    class Refused(SettingError):
        pass

    globals()["Refused"] = Refused
    Refused.__qualname__ = "Refused"
    assert type(pickle.loads(pickle.dumps(Refused("{what}", what=1)))) is Refused


def test_an_error_is_a_value_error():
    with pytest.raises(ValueError, match="^No.$"):
        raise SettingError("No.")
