"""Measured data without a browser: what the page shows, its links and its sentences."""

import dataclasses

import pytest

from nncore.exports.table_link import packed
from nncore.samples.examples import EXAMPLES
from tests.pages.shown import contents, figure

PAGE = "data.py"
TABLE = "t / s;v\n0,5;1\n1,5;2\n2;4\n;5\n4;7\n3;5\n6;7,5\n"


def errors(page):
    return [error.value for error in page.error]


def captions(page):
    return " ".join(caption.value for caption in page.caption)


def metric(page, name):
    return contents(page, "metrics")[name]["value"]


def trace(page, name, key="data_curve"):
    return next(trace for trace in figure(page, key)["data"] if trace["name"] == name)


def paste(page, text):
    return page.text_area(key="data_pasted").set_value(text).run()


def drop(page, name, content):
    return page.file_uploader(key="data_file").set_value((name, content, "text/csv")).run()


def test_an_example_is_there_before_anything_is_done(app):
    page = app(PAGE)
    assert not errors(page) and page.query_params == {}
    assert "61 readings of **v** against **t**. Nothing had to be mended." in captions(page)
    truth = EXAMPLES["cart"].integral(0.0, 6.0)
    value, error = map(float, metric(page, "nni").removesuffix(" m").split(" ± "))
    assert abs(value - truth) < 3 * error
    assert len(trace(page, "measured")["x"]) == 61
    assert "the truth behind them is known" in captions(page) and "no exact value" in captions(page)


@pytest.mark.parametrize("name", EXAMPLES)
def test_each_example_has_a_link(app, name):
    page = app(PAGE, example=name)
    assert not errors(page)
    data = EXAMPLES[name].data
    assert all(str(remark) in captions(page).replace("\\", "") for remark in data.remarks)


def test_pasted_columns_are_read_mended_and_linked(app):
    page = paste(app(PAGE), TABLE)
    assert not errors(page)
    said = captions(page)
    assert "6 readings of **v** against **t**. Commas were read as decimal signs" in said
    assert "1 row without a value left out" in said and "x decreases once" in said
    assert "truth" not in said
    assert page.query_params == {"example": "own", "table": packed(TABLE)}
    again = app(PAGE, example="own", table=packed(TABLE))
    assert metric(again, "nni") == metric(page, "nni")
    assert trace(again, "measured")["x"] == [0.5, 1.5, 2, 3, 4, 6]


def test_a_file_is_read(app):
    page = drop(app(PAGE), "t.csv", TABLE.encode("utf-16"))
    assert not errors(page) and "6 readings" in captions(page)
    assert page.query_params == {"example": "own", "table": packed(TABLE)}
    digits = "".join(f"{i},{i * i * 7919 % 10007}\n" for i in range(3_000))
    page = drop(page, "t.csv", digits.encode())
    assert "3,000 readings" in captions(page) and page.query_params == {"example": "own"}
    assert trace(page, "measured, means")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"PK\x03\x04workbook", "The file is a workbook or an archive, not text"),
        (b"t,v\n0,1\n1,abc\n", "Row 3 of column v holds “abc”, which is not a number"),
        (b"t,v\n0,1\n1,=HYPERLINK()\n", "the formula “=HYPERLINK()”, which is not evaluated"),
        (b"t,v\n1,1\n1,2\n", "All values of `x` are 1"),
        (b"t\n1\n2\n", "The table has one column"),
    ],
)
def test_what_is_no_table_is_refused_and_nothing_is_lost(app, content, words):
    page = paste(app(PAGE), TABLE)
    before = metric(page, "nni")
    page = drop(page, "t.csv", content)
    (error,) = [text.replace("\\", "") for text in errors(page)]
    assert words in error and error.endswith("What was looked at before is shown.")
    assert metric(page, "nni") == before
    assert page.query_params["table"] == packed(TABLE)


def test_a_paste_that_is_too_long_is_refused_and_not_cut(app):
    page = paste(app(PAGE), TABLE)
    before = metric(page, "nni")
    page = paste(page, "1,2\n" * 50_001)
    (error,) = errors(page)
    assert "200,000 characters were pasted: save the table" in error.replace("\\", "")
    assert page.query_params["table"] == packed(TABLE) and metric(page, "nni") == before
    assert not errors(paste(page, TABLE))


def test_other_columns_can_be_chosen_and_wrong_ones_are_refused(app):
    rows = "\n".join(f"{i},{i},{3 * i},text" for i in range(12))
    page = paste(app(PAGE), f"t,v,w,note\n{rows}\n")
    page = page.selectbox(key="data_y").set_value("w").run()
    assert trace(page, "measured")["y"] == [3.0 * i for i in range(12)]
    assert page.query_params["y"] == "w"
    page = page.selectbox(key="data_y").set_value("note").run()
    assert "Row 2 of column note holds “text”" in errors(page)[0]
    page = page.selectbox(key="data_y").set_value("v").run()
    assert not errors(page) and trace(page, "measured")["y"] == [1.0 * i for i in range(12)]


def test_a_column_that_there_is_not_is_said(app):
    page = app(PAGE, y="q")
    assert "There is no column “q”" in errors(page)[0]


def test_limits_integrate_again_and_are_in_the_link(app):
    page = app(PAGE, a="1.0", b="5.0")
    truth = EXAMPLES["cart"].integral(1.0, 5.0)
    assert float(metric(page, "nni").partition(" ")[0]) == pytest.approx(truth, abs=0.1)
    page = page.select_slider(key="data_limits").set_range(0.0, 3.0).run()
    assert page.query_params["b"] == "3.0"
    truth = EXAMPLES["cart"].integral(0.0, 3.0)
    assert float(metric(page, "nni").partition(" ")[0]) == pytest.approx(truth, abs=0.1)


def test_tabs_of_the_derivative_and_of_files(app):
    page = app(PAGE)
    page.session_state["data_tabs"] = "Derivative"
    page.run()
    slope = trace(page, "network", "data_derivative")
    assert slope["y"][60] == pytest.approx(float(EXAMPLES["cart"].slope(1.2)), abs=0.3)
    assert "Root mean square errors of the derivative" in captions(page)
    page.session_state["data_tabs"] = "Take away"
    page.run()
    assert not page.exception and len(page.get("download_button")) == 4
    page.session_state["data_tabs"] = "Details"
    page.run()
    assert "activation" in page.code[0].value


def test_settings_of_the_fit(app):
    page = app(PAGE, noise="student", level="0.8", trust_sigma="false")
    assert not errors(page) and "95 %" not in [
        each["name"] for each in figure(page, "data_curve")["data"]
    ]
    assert trace(page, "80 % of the curve")
    page = app(PAGE, level="2")
    assert len(page.warning) == 1


def test_a_link_that_was_cut_or_holds_no_data(app):
    cut = app(PAGE, example="own", table=packed(TABLE)[:-9])
    assert "holds no whole table" in cut.warning[0].value
    lost = app(PAGE, example="own")
    assert "no data of your own here" in lost.info[0].value and metric(lost, "nni")


def test_where_nothing_was_looked_at_before_none_is_spoken_of(app):
    page = app(PAGE, example="own", table=packed("t\n1\n2\n"))
    assert errors(page)[0].startswith("The table has one column")
    assert "before" not in errors(page)[0]


def controls(page):
    groups = (page.selectbox, page.file_uploader, page.text_area, page.select_slider)
    return {each.key.removeprefix("data_") for group in groups for each in group}


def test_groups_of_controls_are_hidden_from_a_class(app):
    data, limits = {"example", "file", "pasted", "x", "y", "sigma"}, {"limits"}
    headings = ["Data", "Columns"]
    page = app(PAGE)
    assert controls(page) >= data | limits
    assert [each.value for each in page.subheader if each.value in headings] == headings
    page = app(PAGE, hide="data")
    assert controls(page).isdisjoint(data) and "limits" in controls(page)
    assert not [each.value for each in page.subheader if each.value in headings]
    nni = metric(page, "nni")
    page = app(PAGE, hide="limits,file")
    assert metric(page, "nni") == nni
    assert controls(page).isdisjoint({"limits", "file"}) and controls(page) >= data - {"file"}


def test_html_and_markdown_of_headings_are_shown_as_they_are(app):
    rows = "\n".join(f"{i},{i * i}" for i in range(10))
    page = paste(app(PAGE), f"<b>t</b>,![x](http://example.org/a.png)\n{rows}\n")
    assert not page.exception and "![x]" not in captions(page)
    assert r"\!\[x\]" in captions(page)
    title = figure(page, "data_curve")["layout"]["xaxis"]["title"]["text"]
    assert title == "&lt;b&gt;t&lt;/b&gt;"


def test_without_a_worker_the_page_says_so(app, monkeypatch):
    from nncore.engine.engine_error import EngineError
    from tests.pages.conftest import NoEngine

    def nobody(self, content, choice, spec):
        raise EngineError("No worker is free to do it; try again later.")

    monkeypatch.setattr(NoEngine, "measured_answer", nobody)
    page = app(PAGE, noise="huber", level="0.77")
    assert errors(page) == ["No worker is free to do it; try again later."]
    assert dataclasses.is_dataclass(page.session_state["data:view"])
