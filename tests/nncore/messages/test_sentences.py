import pickle

import pytest

from nncore.messages import Sentence, SettingError


def test_a_sentence_has_its_values():
    sentence = Sentence(
        "`{name}` must be at least {least}, got {value}.", name="n", least=1, value=0
    )
    assert str(sentence) == "`n` must be at least 1, got 0."
    assert sentence.said({"n": "number"}) == "`number` must be at least 1, got 0."
    assert sentence.said({"m": "other"}) == str(sentence)


def test_equal_sentences_say_the_same():
    one, same = (Sentence("{a} and {b}", a=1, b=2) for _ in range(2))
    assert one == same and hash(one) == hash(same)
    assert one != Sentence("{a} and {b}", a=1, b=3) and one != "1 and 2"


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
