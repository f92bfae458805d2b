"""Who is the teacher, who owns what, and what others cannot do in Explore."""

import subprocess
import sys
from types import SimpleNamespace

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from pages.app import key_attempts, rights
from tests.pages.conftest import ROOT

LOCAL = {"Host": "localhost:8501", "Origin": "http://localhost:8501"}
LAN = {"Host": "192.0.2.7:8501", "Origin": "http://192.0.2.7:8501"}
ANA, BOB, BROWSER = "a" * 32, "b" * 32, "c" * 32
KEY = "correct horse"


def visit(monkeypatch, address=None, headers=LOCAL):
    """Let the session be one of a browser at an address; Streamlit has None for this machine."""
    monkeypatch.setattr(st, "context", SimpleNamespace(ip_address=address, headers=headers))


@pytest.fixture(autouse=True)
def pupil(monkeypatch):
    """A pupil's tab: the key is known, and nobody has given it."""
    monkeypatch.setenv(rights.VARIABLE, KEY)
    visit(monkeypatch, "192.0.2.9", LAN)
    st.cache_resource.clear()  # of the wrong keys that other tests have given
    here = SimpleNamespace(owner=ANA, browser="")
    monkeypatch.setattr("pages.app.rights.tab", lambda: here)
    return here


@pytest.mark.parametrize(
    "address, headers",
    [
        (None, LOCAL),
        ("127.0.0.1", LOCAL),
        ("::1", LOCAL),
        ("::ffff:127.0.0.1", {"Host": "127.0.0.1:8501", "Origin": "http://127.0.0.1:8501"}),
        ("::1", {"Host": "[::1]:8501", "Origin": "http://[::1]:8501"}),
        ("::1", {"Host": "localhost"}),  # no browser, and no port
        ("127.0.0.1", {"Host": "lab.localhost:80", "Origin": "http://lab.localhost"}),
    ],
)
def test_who_sits_at_the_server_is_the_teacher(monkeypatch, address, headers):
    visit(monkeypatch, address, headers)
    assert rights.is_teacher()


@pytest.mark.parametrize(
    "address, headers",
    [
        ("192.0.2.9", LAN),
        ("192.0.2.9", LOCAL),  # what a client says of itself proves nothing
        ("::ffff:192.0.2.9", LOCAL),
        ("not an address", LOCAL),
        ("127.0.0.1", {**LOCAL, "X-Forwarded-For": "192.0.2.9"}),
        ("127.0.0.1", {**LOCAL, "x-forwarded-for": "127.0.0.1"}),
        ("127.0.0.1", {**LOCAL, "X-Forwarded-Proto": "https"}),
        ("127.0.0.1", {**LOCAL, "Forwarded": "for=192.0.2.9"}),
        ("127.0.0.1", {**LOCAL, "X-Real-IP": "192.0.2.9"}),
        ("127.0.0.1", {**LOCAL, "Via": "1.1 proxy"}),
        ("127.0.0.1", {**LOCAL, "CF-Connecting-IP": "192.0.2.9"}),
        # proxies that add nothing: the one passes the Host on, the other puts its own
        ("127.0.0.1", {"Host": "lab.school.example", "Origin": "https://lab.school.example"}),
        ("127.0.0.1", {"Host": "127.0.0.1:8501", "Origin": "https://lab.school.example"}),
        ("127.0.0.1", {"Host": "127.0.0.1.school.example"}),
        ("127.0.0.1", {"Host": "localhost:8501", "Origin": "null"}),
        ("127.0.0.1", {"Host": "[localhost"}),
        ("127.0.0.1", {}),
    ],
)
def test_nobody_else_is(monkeypatch, address, headers):
    visit(monkeypatch, address, headers)
    assert not rights.is_teacher()


def test_a_session_whose_connection_is_gone_is_not_the_teachers(monkeypatch):
    visit(monkeypatch, headers={})  # its address is then None, as of this very machine
    assert not rights.is_teacher()


def test_what_the_tab_or_another_tab_of_its_browser_has_made_is_ones_own(pupil):
    assert rights.owns(ANA) and rights.maker() == ANA
    pupil.browser = BROWSER
    assert rights.owns(ANA) and rights.owns(BROWSER)
    assert rights.maker() == BROWSER
    assert rights.may_change(ANA, BROWSER)
    assert not rights.owns(BOB)
    assert not rights.may_change(ANA, BOB)


def test_what_nobody_is_known_to_have_made_is_not_a_strangers(pupil):
    pupil.owner = ""  # its browser has not said it yet
    assert rights.maker() == "" and not rights.owns("")
    assert not rights.may_change("")


def test_the_teacher_may_change_everything(monkeypatch):
    visit(monkeypatch)
    assert rights.may_change(BOB, "", ANA)


def test_without_a_key_of_ones_own_the_server_makes_and_prints_one(monkeypatch, capsys):
    monkeypatch.setenv(rights.VARIABLE, "  ")
    key = rights.teacher_key()
    assert len(key) >= 12 and rights.teacher_key() == key
    rights.announce_key()
    (line,) = capsys.readouterr().out.splitlines()
    assert key in line and rights.VARIABLE in line
    monkeypatch.delenv(rights.VARIABLE)
    assert rights.teacher_key() == key


def test_the_key_of_the_environment_is_not_printed(capsys):
    assert rights.teacher_key() == KEY
    rights.announce_key()
    assert capsys.readouterr().out == ""


def test_another_process_makes_another_key(monkeypatch):
    program = "from pages.app.rights import teacher_key; print(teacher_key())"
    environment = {"PATH": "", rights.VARIABLE: ""}
    run = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert len(run.stdout.strip()) >= 12
    monkeypatch.delenv(rights.VARIABLE)
    assert run.stdout.strip() != rights.teacher_key()


def a_page():
    import streamlit as st

    from pages.app.rights import button_of

    made_by = st.session_state.get("made_by", "b" * 32)
    if button_of(made_by, "Delete", "Made by somebody else.", key="delete"):
        st.write("It is gone.")


@pytest.fixture
def shown():
    return AppTest.from_function(a_page, default_timeout=30).run()


def texts(shown):
    kinds = (shown.markdown, shown.error, shown.warning)
    return " ".join(one.value for kind in kinds for one in kind)


def give(shown, key):
    """Type a key where it is asked for, and send it."""
    box = next(one for one in shown.text_input if one.key.startswith("app_key_text_"))
    box.set_value(key)
    name = box.key.replace("text", "give")
    next(one for one in shown.button if one.key == name).click().run()
    assert not shown.exception
    return shown


def keys(shown):
    return {one.key for one in shown.button}


def test_ones_own_needs_no_key(shown):
    shown.session_state["made_by"] = ANA
    shown.run()
    shown.button(key="delete").click().run()
    assert "It is gone." in texts(shown)


def test_what_others_have_made_needs_it_once(shown):
    assert "Made by somebody else." in texts(shown) and "delete" not in keys(shown)
    give(shown, f" {KEY}\n")
    assert not shown.error and keys(shown) == {"delete"}
    shown.button(key="delete").click().run()
    assert "It is gone." in texts(shown)
    shown.session_state["made_by"] = "d" * 32
    shown.run()
    assert keys(shown) == {"delete"}


@pytest.mark.parametrize("wrong", ["", "wrong", KEY[:-1], KEY + "x", KEY.upper(), "ключ"])
def test_a_wrong_key_gives_a_sentence_and_no_right(shown, wrong):
    give(shown, wrong)
    assert rights.WRONG in texts(shown) and "delete" not in keys(shown)


def test_after_five_wrong_keys_a_session_waits_and_others_do_not(shown, monkeypatch):
    clock = SimpleNamespace(now=1_000.0)
    monkeypatch.setattr(rights, "time", SimpleNamespace(monotonic=lambda: clock.now))
    for _ in range(5):
        give(shown, "wrong")
        assert rights.WRONG in texts(shown)
    give(shown, KEY)  # not even the right one
    assert "try again in 10 seconds" in texts(shown) and "delete" not in keys(shown)
    other = AppTest.from_function(a_page, default_timeout=30).run()
    assert keys(give(other, KEY)) == {"delete"}
    clock.now += 10.1
    give(shown, "wrong")
    assert rights.WRONG in texts(shown)
    clock.now += 5.0
    assert "try again in 5 seconds" in texts(give(shown, KEY))
    clock.now += 5.1
    assert keys(give(shown, KEY)) == {"delete"}


def test_new_sessions_do_not_guess_any_faster(monkeypatch):
    clock = SimpleNamespace(now=1_000.0)
    told = SimpleNamespace(monotonic=lambda: clock.now)
    for module in (rights, key_attempts):
        monkeypatch.setattr(module, "time", told)
    answers = []
    for _ in range(100):  # each in a session of its own, within a minute
        monkeypatch.setattr(st, "session_state", {})
        answers.append(rights.give_key("wrong"))
        clock.now += 0.5
    assert answers.count(rights.WRONG) == 20 and "try again in" in answers[-1]
    monkeypatch.setattr(st, "session_state", {})
    assert "try again in" in rights.give_key(KEY)
    visit(monkeypatch, "192.0.2.10", LAN)  # somebody else
    assert rights.give_key(KEY) is None
    clock.now += 60.0
    visit(monkeypatch, "192.0.2.9", LAN)
    monkeypatch.setattr(st, "session_state", {})
    assert rights.give_key(KEY) is None


def test_a_right_ends_with_the_key_and_cannot_be_made_up(shown, monkeypatch):
    shown.session_state["app:teacher_key"] = True
    shown.run()
    assert "delete" not in keys(shown)
    assert keys(give(shown, KEY)) == {"delete"}
    monkeypatch.setenv(rights.VARIABLE, "a new one")
    shown.run()
    assert "delete" not in keys(shown)
