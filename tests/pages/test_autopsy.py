"""The autopsy without a browser: each switch, and the table that it changes."""

import pytest

from nncore.notebooks import AS_PRINTED, Quirks, autopsy, stored_network

PAGE = "pages/autopsy.py"


def table(app):
    text = next(
        markdown.value for markdown in app.markdown if "b₂ from the error" in markdown.value
    )
    return text.splitlines()[2:]


def marked(app):
    return [":red[" in row for row in table(app)]


def flip(app, name):
    return app.toggle(key=f"autopsy_{name}").set_value(False).run()


def test_as_printed_every_row_breaks_its_bound(app):
    page = app(PAGE)
    assert all(marked(page))
    rows = table(page)
    assert "nan" in rows[-1] and "∞" in rows[5] and "nan" not in rows[5]
    assert "As printed" in page.info[0].value
    assert not page.error and not page.warning


def test_the_output_bias_mends_the_finite_rows(app):
    page = flip(app(PAGE), "output_bias_counted_once")
    assert marked(page)[:3] == [False] * 3 and all(marked(page)[3:])
    assert "the formula was right" in page.info[0].value


def test_all_put_right_no_row_breaks_its_bound(app):
    page = app(PAGE)
    for name in vars(AS_PRINTED):
        page = flip(page, name)
    assert not any(marked(page))
    assert "Every row respects its bound" in page.info[0].value
    assert "140" not in " ".join(row.split("|")[1] for row in table(page))  # cut at 100
    assert "∞" not in " ".join(table(page))


@pytest.mark.parametrize("name", list(vars(AS_PRINTED)))
def test_each_switch_changes_what_nncore_says(app, name):
    page = flip(app(PAGE), name)
    quirks = Quirks(**{name: False})
    expected = autopsy(stored_network().network, quirks).breaks_bound
    assert marked(page) == expected.tolist()


def test_more_points_do_not_help_simpson_at_the_singularity(app):
    page = app(PAGE)
    page.number_input(key="autopsy_n_points").set_value(1_000).run()
    assert "−∞" in table(page)[0]


def test_the_second_notebook(app):
    page = app(PAGE)
    page.session_state["autopsy_tabs"] = "Second notebook: derivatives"
    page.run()
    text = " ".join(markdown.value for markdown in page.markdown)
    assert "30,000 of its 40,000 test rows" in text
    assert "−0.5182, −0.0018, 0.5201" in text and "−0.5191, 0.0001, 0.5190" in text
