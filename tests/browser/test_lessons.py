"""A lesson in a browser: predict, play, explain; the teacher sees it and calls everybody."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.lab import Lab


@pytest.fixture
def pupil(page, url):
    return Lab(page, url, "race")


def predict(lab, text):
    lab.page.get_by_label("Your prediction").fill(text)
    lab.page.get_by_role("button", name="Predict").click()
    expect(lab.page.get_by_text("You predicted")).to_be_visible()


def test_play_waits_for_the_prediction_and_the_answer_comes_at_once(pupil):
    page = pupil.page
    pupil.open("race", lesson="trainers", step=1)
    expect(pupil.button("play")).to_be_disabled()
    page.keyboard.press("p")  # the key is locked as well
    pupil.wait_until_done()
    expect(pupil.status()).to_contain_text("Ready")
    predict(pupil, "1e-6")
    expect(pupil.button("play")).to_be_enabled()
    pupil.button("play").click()
    pupil.wait_for_status("Time is up")
    page.get_by_role("button", name="Its network has more units").click()
    expect(page.get_by_text("Not so.")).to_be_visible()
    page.get_by_role("button", name="It knows how the error bends").click()
    expect(page.get_by_text("Right.", exact=True)).to_be_visible()
    pupil.wait_for_status("Time is up")  # the run has not been touched
    page.reload()
    expect(page.get_by_text("You predicted")).to_be_visible()
    expect(page).to_have_url(re.compile("lesson=trainers&step=1"))


def test_a_prediction_uncovers_what_would_have_given_it_away(page, url):
    lab = Lab(page, url, "integrate")
    lab.open("integrate", lesson="wrong", step=1)
    metrics = page.locator(".st-key-integrate_metrics [data-testid=stMetricValue]")
    expect(metrics).to_have_count(1)
    expect(lab.chart("divergence")).to_have_count(0)
    predict(lab, "1e-3")
    expect(metrics).to_have_count(6)
    expect(metrics.last).to_have_text(re.compile(r"\d"))
    expect(lab.chart("divergence")).to_be_visible()


def test_the_teacher_sees_predictions_and_calls_everybody(pupil, context, url):
    teacher = Lab(context.new_page(), url, "class")
    teacher.page.goto(f"{url}/lessons")
    teacher.page.get_by_text("The teacher's view").click()
    expect(teacher.page.get_by_text("have predicted")).to_be_visible()
    pupil.page.goto(f"{url}/autopsy?lesson=drift&step=1")
    predict(pupil, "3,5")
    counted = teacher.page.locator(".st-key-class_prediction_count")
    expect(counted).to_contain_text(re.compile(r"[1-9]\d* of \d+ readers? at this step ha"))
    teacher.page.locator(".st-key-class_step").get_by_text("2", exact=True).click()
    teacher.wait_until_done()
    teacher.page.locator(".st-key-class_call button:visible").last.click()
    expect(pupil.page.get_by_text("step 2 of 2")).to_be_visible()
    expect(pupil.page).to_have_url(re.compile("lesson=drift&step=2"))
    pupil.page.go_back()
    expect(pupil.page.get_by_text("step 1 of 2")).to_be_visible()
