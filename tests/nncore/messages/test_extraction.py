from babel.messages.extract import extract_from_file

METHOD = "nncore.messages.extraction:extract"


def messages_in(folder, text):
    path = folder / "module.py"
    path.write_text(text, encoding="utf-8")
    return [(line, message) for line, message, _, _ in extract_from_file(METHOD, path)]


def test_messages_are_found_with_their_lines(tmp_path):
    found = messages_in(
        tmp_path,
        'A = marked("one")\n'
        'B = marked("two "\n'
        '           "lines")\n'
        'raise errors.SettingError("{n} point.", "{n} points.", n=2)\n'
        'said("{n} runs", n=3), said(B, n=3), Sentence("s"), module.gettext("t")\n'
        'C = marked_plural("run", "runs")\n',
    )
    assert sorted(found) == [
        (1, "one"),
        (2, "two lines"),
        (4, ("{n} point.", "{n} points.")),
        (5, "s"),
        (5, "t"),
        (5, "{n} runs"),
        (6, ("run", "runs")),
    ]


def test_the_help_of_an_option_is_a_message_and_its_default_is_none(tmp_path):
    text = 'a: str = option("auto", "What to do.", choices=())\nb: int = option(1)\n'
    assert messages_in(tmp_path, text) == [(1, "What to do.")]


def test_other_strings_are_no_messages(tmp_path):
    text = 'raise ValueError("a")\nprint("b")\nsaid(1)\ngettext(f"{c}")\nd("e", gettext(f))\n'
    assert messages_in(tmp_path, text) == []


def test_what_is_found_is_what_is_asked_for(tmp_path):
    """The message of a call is the string that the function gets, escapes and all."""
    messages = ["\N{MINUS SIGN}\\n", 'a "b"', "{x:,.1f}%"]
    text = "".join(f"gettext({message!r})\n" for message in messages)
    assert [message for _, message in messages_in(tmp_path, text)] == messages


def test_the_texts_of_a_lesson_are_messages_and_its_settings_are_none(tmp_path):
    path = tmp_path / "lesson.toml"
    path.write_text(
        'title = "Why?"\npage = "integrate"\n[[step]]\nsee = """\nTwo\nlines"""\n'
        '[step.settings]\nintegrand = "runge"\n[step.prediction]\nchoices = ["one", "two"]\n'
        '[[step.question.choice]]\ntext = "yes"\nreason = "\\u0062ecause"\nright = true\n',
        encoding="utf-8",
    )
    found = extract_from_file("nncore.messages.extraction:extract_lesson", path)
    assert [(line, message) for line, message, _, _ in found] == [
        (1, "Why?"),
        (5, "Two\nlines"),
        (10, "one"),
        (10, "two"),
        (12, "yes"),
        (1, "because"),
    ]
