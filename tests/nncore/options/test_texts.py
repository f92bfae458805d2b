"""Fields go to text and back."""

import re
from dataclasses import dataclass

import pytest

from nncore.options import option, parse_text, to_texts


@dataclass(frozen=True)
class Settings:
    width: int = option(5, minimum=1, integer=True)
    end: float | None = option(None, optional=True, infinite=True)
    is_scaled: bool = True
    start: str = option("here", choices=("here", "there"))
    offsets: tuple[int, ...] = (-1, 0, 1)


def test_what_differs_comes_back():
    settings = Settings(7, -float("inf"), False, "there", (0, 2))
    texts = to_texts(settings, Settings())
    assert texts == {
        **{"width": "7", "end": "-inf", "is_scaled": "false", "start": "there"},
        "offsets": "0,2",
    }
    assert {name: parse_text(Settings, name, text) for name, text in texts.items()} == vars(
        settings
    )
    assert to_texts(Settings(), Settings()) == {}


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("end", "none", None),
        ("end", "−∞", -float("inf")),
        ("offsets", "-1 0, 2", (-1, 0, 2)),
        ("offsets", "−1, 0, –1.0e1", (-1, 0, -10)),
        ("width", "1e5", 100_000),
    ],
)
def test_what_a_user_writes(name, text, value):
    assert parse_text(Settings, name, text) == value


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("width", "none", "`width` must be a whole number, got 'none'."),
        ("width", "0", "`width` must be at least 1, got 0."),
        ("is_scaled", "yes", "`is_scaled` must be true or false, got 'yes'."),
        ("start", "where", "`start` must be one of here, there, got 'where'."),
        (
            "offsets",
            "0, a",
            "`offsets` must be whole numbers separated by commas or blanks, got '0, a'.",
        ),
        ("width", 99 * "x", f"`width` must be a whole number, got '{58 * 'x'}…."),
    ],
)
def test_what_cannot_be_read_is_said_in_a_sentence(name, text, sentence):
    with pytest.raises(ValueError, match=f"^{re.escape(sentence)}$"):
        parse_text(Settings, name, text)
