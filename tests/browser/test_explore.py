"""Explore in a real browser: a sweep fills its chart, a click opens the run, a file comes down."""

import io
import re
import zipfile

import h5py
import numpy as np
import pytest
from playwright.sync_api import expect

from nncore.exports import network_from_json
from tests.browser.lab import Lab

FORMULA = "exp(-x)*sin(2*x)"
SMALL = {
    "integrand": FORMULA,
    "lower": 0.0,
    "upper": 3.0,
    "n_samples": 60,
    "trainer": "output-layer",
    "vary": "n_hidden: 3, 5, 8 | seed: 0 … 3",
}
# Long enough to be left in the middle, on a quick machine too.
LONG = {
    "integrand": "abs",
    "n_samples": 2_000,
    "initializer": "glorot",
    "max_iterations": 400,
    "vary": "seed: 0 … 39",
    "n_hidden": 20,
}
ROW, HEAD = 35, 36  # pixels of the grid of st.dataframe


@pytest.fixture
def lab(page, url):
    return Lab(page, url, prefix="explore")


def press(lab, name):
    lab.page.locator(f".st-key-explore_{name} button:visible").first.click()


def n_done(lab):
    found = re.search(r"([\d,]+) of ([\d,]+) done", lab.status().inner_text())
    return int(found.group(1).replace(",", ""))


def wait_for_fields(lab, n):
    lab.page.wait_for_function(
        """n => {
            const chart = document.querySelector(".st-key-explore_chart .live-plot");
            const z = chart?._fullData?.[0].z ?? [];
            return Array.from(z).flatMap(row => [...row]).filter(Number.isFinite).length >= n;
        }""",
        arg=n,
    )


def select_rows(lab, key, *rows):
    grid = lab.page.locator(f".st-key-explore_{key} [data-testid='stDataFrame']")
    expect(grid.locator("canvas").first).to_be_visible()
    grid.scroll_into_view_if_needed()
    for row in rows:
        # The table beside the canvas, for those who do not see it, tells what is selected.
        line = grid.locator(f"table[role='grid'] tr[aria-rowindex='{row + 2}']")
        expect(line).to_be_attached()
        before = line.get_attribute("aria-selected") or "false"
        grid.click(position={"x": 16, "y": HEAD + ROW * row + ROW // 2})
        now = "false" if before == "true" else "true"
        expect(line).to_have_attribute("aria-selected", now)


def download(lab, file, folder):
    """Take one file of the selected run away, and return where it is."""
    with lab.page.expect_download() as coming:
        lab.page.locator(f".st-key-explore_take_{file} button:visible").first.click()
    path = folder / coming.value.suggested_filename
    coming.value.save_as(path)
    return path


def keras_weights(file):
    """Return the weights of a ``.keras`` file: what Keras makes of it needs no browser."""
    names = [f"layers/{layer}/vars/{i}" for layer in ("dense", "dense_1") for i in range(2)]
    with zipfile.ZipFile(file) as archive:
        with h5py.File(io.BytesIO(archive.read("model.weights.h5"))) as found:
            return np.concatenate([np.ravel(found[name]) for name in names])


def field(lab, column, row):
    """Return the middle of a field of the heat map on the screen."""
    return lab.chart("chart").evaluate(
        """(element, [column, row]) => {
            const { xaxis, yaxis, _size } = element._fullLayout;
            const box = element.getBoundingClientRect();
            return [
                box.x + xaxis._offset + xaxis.l2p(column),
                box.y + yaxis._offset + yaxis.l2p(row),
            ];
        }""",
        [column, row],
    )


def start(lab, **query):
    lab.open("explore", **query)
    press(lab, "start")
    expect(lab.page).to_have_url(re.compile("sweep=[0-9a-f]{32}"))


def test_a_sweep_fills_its_chart_in_place_and_a_click_opens_the_run(lab):
    lab.open("explore", **SMALL)
    handle = lab.chart("chart").locator(".main-svg").first.element_handle()
    press(lab, "start")
    expect(lab.page).to_have_url(re.compile("sweep=[0-9a-f]{32}"))
    wait_for_fields(lab, 1)
    lab.wait_for_status("12 of 12 done")
    lab.wait_for_status("Finished")
    wait_for_fields(lab, 12)
    assert handle.evaluate("node => node.isConnected"), "the chart was mounted again"
    x, y = field(lab, 1, 2)  # 5 hidden units, seed 2
    lab.page.mouse.move(x - 4, y - 4)
    lab.page.mouse.move(x, y)
    label = lab.chart("chart").locator(".hoverlayer .hovertext")
    expect(label).to_contain_text("hidden units 5")
    expect(label).to_contain_text(re.compile(r"seed 2.*\d\.\d\de[-−]\d"))
    lab.page.mouse.click(x, y)
    expect(lab.page).to_have_url(re.compile("/integrate"))
    expect(lab.page.get_by_text("is back as it ended")).to_be_visible()
    for setting in ("n_hidden=5", "seed=2", "trainer=output-layer", "n_samples=60", "upper=3"):
        expect(lab.page).to_have_url(re.compile(setting))
    expect(lab.page.locator(".st-key-integrate_n_hidden input")).to_have_value("5")
    lab.wait_for_status("iteration 1 / 1")  # the run itself, not only its settings


@pytest.mark.parametrize("by", ["a click", "Enter"])
def test_a_row_of_the_best_opens_its_run(lab, by):
    start(lab, **SMALL)
    lab.wait_for_status("Finished")
    rows = lab.table("best").locator("tbody tr")
    expect(rows).to_have_count(12)
    names = [name.lower() for name in lab.table("best").locator("th").all_inner_texts()]
    chosen = dict(zip(names, rows.nth(7).inner_text().split("\t"), strict=True))
    if by == "Enter":
        rows.nth(7).press("Enter")
    else:
        rows.nth(7).click()
    expect(lab.page).to_have_url(re.compile("/integrate"))
    for setting, name in (("n_hidden", "hidden units"), ("seed", "seed")):
        value = chosen[name]
        pattern = rf"{setting}={value}(&|$)" if value != "0" else "integrand="
        expect(lab.page).to_have_url(re.compile(pattern))


def test_the_history_lists_the_runs_compares_two_and_gives_their_files(lab, tmp_path):
    start(lab, **SMALL)
    lab.wait_for_status("Finished")
    lab.page.goto(f"{lab.address}/explore?tab=history&text=sin(2*x)&order=n_hidden")
    expect(lab.page.get_by_text(re.compile(r"^\d+ runs$"))).to_be_visible()
    select_rows(lab, "runs", 0, 1)
    chart = lab.chart("compare")
    expect(chart.locator(".main-svg").first).to_be_visible()
    lab.page.wait_for_function(
        "() => document.querySelector('.st-key-explore_compare .live-plot')?.data?.length === 2",
    )
    assert len(lab.page.locator("[data-testid='stMarkdown'] tbody tr").all()) == 2
    select_rows(lab, "runs", 1)  # the first one alone
    lab.page.get_by_role("button", name="Take away").first.click()
    file = download(lab, "json", tmp_path)
    assert file.suffix == ".json"
    network = network_from_json(file.read_text(encoding="utf-8"))
    assert network.n_hidden == 3
    file = download(lab, "keras", tmp_path)
    assert file.suffix == ".keras"
    parts = network.hidden_weights, network.hidden_biases, network.output_weights
    np.testing.assert_array_equal(
        keras_weights(file), [*np.concatenate(parts), network.output_bias]
    )


def test_a_sweep_goes_on_while_the_page_is_loaded_again(lab):
    start(lab, **LONG)
    wait_for_fields(lab, 1)
    before = n_done(lab)
    assert before < 40
    lab.page.reload()
    lab.wait_until_idle()
    lab.page.wait_for_function(
        """before => {
            const text = document.querySelector("[data-testid='stProgress']")?.innerText ?? "";
            const found = /([\\d,]+) of/.exec(text);
            return found && Number(found[1].replaceAll(",", "")) > before;
        }""",
        arg=before,
    )
    press(lab, "cancel")
    lab.wait_for_status("Cancelled")
    done = n_done(lab)
    lab.page.reload()  # what the history holds, not what stands on the page
    lab.wait_until_idle()
    lab.wait_for_status("Cancelled")
    assert n_done(lab) == done
    expect(lab.page.locator(".st-key-explore_go_on button:visible").first).to_be_enabled()


def saved(lab, chart, format, folder):
    """Return the content of a chart's file."""
    chart.hover()
    with lab.page.expect_download() as coming:
        chart.locator(f".modebar-btn[data-title='Save as {format}']").click()
    file = folder / coming.value.suggested_filename
    coming.value.save_as(file)
    return file.read_bytes()


def test_a_chart_is_saved_with_the_page_behind_it(lab, tmp_path):
    lab.open("integrate", integrand="cos", n_hidden=5)
    chart = lab.page.locator(".st-key-integrate_fit .live-plot")
    picture = saved(lab, chart, "PNG", tmp_path)
    assert picture.startswith(b"\x89PNG")
    width = int.from_bytes(picture[16:20])
    assert width == pytest.approx(2 * chart.bounding_box()["width"], abs=4)
    text = saved(lab, chart, "SVG", tmp_path).decode("utf-8")
    assert text.startswith("<svg") and "var(--" not in text
    behind = re.search(r"<rect[^>]*fill: rgb\((.+?)\); fill-opacity: 1", text)
    assert behind and behind[1] == "255, 255, 255"  # the page's, in the light theme


def test_nothing_is_cut_off_on_a_phone(lab):
    lab.page.set_viewport_size({"width": 390, "height": 844})
    lab.open("explore")
    assert lab.width_of_the_page() <= 390
    for name in ("History", "Leaderboard"):
        lab.page.get_by_role("radio", name=name).click()
        expect(lab.page).to_have_url(re.compile(f"tab={name.lower()}"))
        lab.wait_until_done()
        assert lab.width_of_the_page() <= 390, name


def test_dragging_on_a_parallel_axis_leaves_the_runs_in_that_range(lab):
    start(lab, **SMALL, chart="parallel", title="Drag it")
    lab.page.wait_for_function(  # and not the sweep before it
        """() => {
            const shown = document.querySelector(".st-key-explore_integration_sweep");
            const text = shown?.innerText + shown?.querySelector("input")?.value;
            const status = document.querySelector("[data-testid='stProgress']")?.innerText;
            return text.includes("Drag it") && status?.includes("Finished");
        }""",
    )
    rows = lab.table("best").locator("tbody tr")
    expect(rows).to_have_count(12)
    # By its name: the axes stand in the document as they came, not from left to right.
    axis = lab.chart("chart").locator(".y-axis").filter(has_text="Hidden units")
    expect(axis).to_have_count(1)
    box = axis.locator(".axis-brush .background").bounding_box()
    x, top, height = box["x"] + box["width"] / 2, box["y"], box["height"]
    lab.page.mouse.move(x, top + 0.3 * height)
    lab.page.mouse.down()
    for share in (0.2, 0.1, 0.01):
        lab.page.mouse.move(x, top + share * height)
        lab.page.evaluate("() => new Promise(requestAnimationFrame)")
    lab.page.mouse.up()
    # The topmost value, 8 hidden units, with its four seeds.
    expect(rows).to_have_count(4)
    heads = [head.lower() for head in lab.table("best").locator("th").all_inner_texts()]
    units = heads.index("hidden units")
    assert {row.split("\t")[units] for row in rows.all_inner_texts()} == {"8"}


def test_the_file_of_a_sweep_can_be_opened_again(lab, tmp_path):
    lab.open("explore", **SMALL)
    lab.page.get_by_role("button", name="File").first.click()
    with lab.page.expect_download() as coming:
        lab.page.locator(".st-key-explore_toml button:visible").first.click()
    file = tmp_path / "sweep.toml"
    coming.value.save_as(file)
    changed = file.read_text(encoding="utf-8").replace("60", "70")
    file.write_text(changed, encoding="utf-8")
    lab.page.locator("input[type=file]").set_input_files(file)
    expect(lab.page).to_have_url(re.compile("n_samples=70"))
    assert "vary=" in lab.page.url and "n_hidden" in lab.page.url
