"""Two runs side by side in a real browser: pin one, change a setting, look at both."""

from playwright.sync_api import expect

from tests.browser.lab import Lab

LONG = {"n_hidden": 10, "max_iterations": 10_000, "tolerance": 0, "pace": "watch"}


def play_to(lab, iteration):
    lab.button("play").click()
    lab.wait_for_iteration(iteration)
    lab.button("pause").click()
    lab.wait_for_status("Paused")
    lab.wait_until_idle()


def pinned_values(lab):
    return lab.page.locator(".live-metric-beside:not(:empty)").all_inner_texts()


def test_a_pinned_run_stays_beside_the_next_one(page, url):
    lab = Lab(page, url).open(initializer="glorot", **LONG)
    button = page.locator(".st-key-integrate_pin button:visible").first
    expect(button).to_be_disabled()
    play_to(lab, 3)
    pinned_at = int(lab.iteration())
    curve, value = lab.trace("fit", "network"), lab.metric("Validation MSE")
    button.click()
    expect(page.get_by_text(f"Pinned, iteration {pinned_at}: the same settings.")).to_be_visible()
    units = page.locator(".st-key-integrate_n_hidden input")
    units.fill("20")
    units.press("Enter")
    legend = page.get_by_text(f"Pinned, iteration {pinned_at}: Hidden units 10, now 20.")
    expect(legend).to_be_visible()
    lab.wait_for_status("Ready")
    before = pinned_values(lab)
    assert before[-1] == f"pinned: {value}"
    play_to(lab, 4)
    assert lab.trace("fit", "network, pinned") == curve
    assert len(lab.trace("loss", "training, pinned")["x"]) == pinned_at + 1
    assert pinned_values(lab) == before
    page.reload()
    lab.wait_until_idle()
    expect(legend).to_be_visible()
    assert lab.trace("fit", "network, pinned") == curve
    button.click()
    expect(legend).to_be_hidden()
    assert pinned_values(lab) == []
