"""What others wrote is shown as it is."""

import pytest

from pages.app.markdown import code, escaped, sentence

PICTURE = "![x](http://evil.example/p.png)"
HARMLESS = r"\!\[x\](http\://evil.example/p.png)"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("x*exp(-x)*sin(x)", r"x\*exp(-x)\*sin(x)"),
        ("![x](http://a)", r"\!\[x\](http\://a)"),
        ("a | b\n# c", r"a \| b \# c"),
        ("<img> $x$ :red[y]", r"\<img\> \$x\$ \:red\[y\]"),
        ("run 3, seed 1", "run 3, seed 1"),
    ],
)
def test_what_a_user_wrote_is_no_markdown(text, shown):
    assert escaped(text) == shown


def test_a_formula_keeps_its_stars():
    assert code("x*exp(-x)*sin(x)") == "`x*exp(-x)*sin(x)`"
    assert code("a`b\nc") == "`a'b c`"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"`hide` has '{PICTURE}'.", f"`hide` has '{HARMLESS}'."),
        (f"`hide` has '`{PICTURE}'.", rf"`hide` has '\`{HARMLESS}'."),
        (f"`a``b`{PICTURE}", rf"\`a\`\`b\`{HARMLESS}"),
        (f"`a\n\n`{PICTURE}", f"`a  `{HARMLESS}"),
        (f"\\`a`{PICTURE}", f"\\\\`a`{HARMLESS}"),
        ("**Seed** must be at least 0, got *2*.", r"**Seed** must be at least 0, got \*2\*."),
    ],
)
def test_of_a_sentence_only_its_code_and_its_labels_are_markdown(text, shown):
    assert sentence(text, ["**Seed**"]) == shown
