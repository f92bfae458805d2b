"""The page of lessons: cards for everybody, and the teacher's view with the key."""

import csv
import io

import pytest

from nncore.runs import HistoryError, LessonAnswer, LessonPlace
from nncore.runs.lesson_rows import now
from pages.classroom import teacher_view
from pages.classroom.lesson_pages import library
from pages.classroom.progress import calls
from tests.pages.classroom.lessons import contents, keys, know, predict, press, texts

ANA, BOB = "a" * 32, "b" * 32
BUILT_IN = {
    *("drift", "overflow", "stencil", "data", "trainers", "worth", "wrong", "outside"),
    *("dimensions", "waves", "cart"),
}


def answer(session, value, step=1, part="prediction", lesson="drift"):
    return LessonAnswer(session, lesson, step, part, value, now())


@pytest.fixture
def view(app, history, teacher):
    """The teacher's view, open."""
    page = app("lessons.py")
    page.session_state["class_view"] = True
    return page.run()


def test_every_lesson_has_a_card_and_is_read_without_a_problem(app, history):
    page = app("lessons.py")
    lessons, problems = library().look()
    assert set(lessons) == BUILT_IN and problems == []
    links = {link.proto.label: link.proto.query_string for link in page.get("page_link")}
    assert links == {f"**{one.title}**": f"lesson={name}&step=1" for name, one in lessons.items()}
    assert texts(page).count("about 5 minutes") == len(lessons)


@pytest.mark.parametrize("name", sorted(BUILT_IN))
def test_every_step_opens_on_its_page(app, history, name):
    lesson = library().look()[0][name]
    for number, step in enumerate(lesson.steps, start=1):
        page = app(f"{lesson.page}.py", lesson=name, step=str(number))
        assert f"step {number} of {len(lesson.steps)}" in texts(page)
        icons = {one.icon for one in page.warning}  # a page may have notices of its own
        assert not page.error and not icons & {":material/link_off:", ":material/school:"}
        shown = step.prediction.ask if step.prediction else step.see
        assert shown in texts(page)


def test_without_the_key_nobody_sees_the_class(app, history):
    history.add_answer(answer(ANA, 3.0))
    page = app("lessons.py")
    assert not contents(page).keys() & {"readers", "prediction_chart"}
    assert "class_call" not in keys(page) and "class_clear" not in keys(page)


def test_a_wrong_file_is_told_to_the_teacher_with_its_line(
    app, history, teacher, tmp_path, monkeypatch
):
    folder = tmp_path / "lessons"
    folder.mkdir()
    text = 'title = "A"\npage = "race"\nabout = "b"\nminutes = 1\n[[step]]\nsee = "x"\n'
    (folder / "bad.toml").write_text(text + "[step.settings]\nn_hiden = 5\n")
    (folder / "own.toml").write_text(text + "[step.settings]\nbudget = 3\n")
    monkeypatch.setenv("NNCORE_LESSONS", str(folder))
    page = app("lessons.py")
    assert page.error[0].value.startswith("bad.toml, line 8: `n_hiden` is not a setting here")
    assert any("lesson=own" in link.proto.query_string for link in page.get("page_link"))


def test_the_teacher_sees_who_is_where_and_what_was_predicted(view, history):
    for n, session in enumerate((ANA, BOB)):
        history.enter_step(LessonPlace(session, "drift", 1, "**Ana**" * n, now()))
    history.add_answer(answer(ANA, 3.5))
    history.add_answer(answer(ANA, 1.0, part="question"))
    shown = contents(view.run())
    assert "**1** of 2 readers at this step have predicted." in shown["prediction_count"]["text"]
    first, second = shown["readers"]["rows"]
    assert first[0] == r"\*\*Ana\*\*" and first[3:] == ["", ""]
    assert second == ["reader 1", "Why did the notebook's NNI drift?", "1 of 2", "✓", "✓"]
    assert shown["question_choices"]["rows"][0][2] == "1"
    assert len(shown["prediction_chart"]["figure"]["data"]) == 1


def test_the_truth_comes_when_the_teacher_wants_it(view):
    view.toggle(key="class_truth").set_value(True).run()
    shown = contents(view)
    assert shown["prediction_chart"]["figure"]["data"][1]["x"] == [3.68, 3.68]
    assert [row[0] for row in shown["question_choices"]["rows"]] == ["A", "B ✓", "C"]


def test_the_address_is_never_localhost(view):
    addresses = [one.value for one in view.title]
    assert len(addresses) == 2 or "no address in a network" in texts(view)
    assert not any("localhost" in one or "127.0.0.1" in one for one in addresses)


def test_the_address_is_the_one_that_the_environment_names(view, monkeypatch):
    monkeypatch.setenv("NNCORE_PUBLIC_ADDRESS", "http://192.0.2.7:8501/")
    assert view.run().title[-1].value.startswith(":primary[192.0.2.7:8501")
    monkeypatch.setenv("NNCORE_PUBLIC_ADDRESS", "`![x](http://a)")
    assert "NNCORE_PUBLIC_ADDRESS must be an address" in view.run().error[0].value.replace("\\", "")


def test_everybody_is_called_to_a_step(view, app, history):
    pupil = app("autopsy.py", lesson="drift")
    know(pupil)
    view.selectbox(key="class_lesson").set_value("trainers").run()
    view.session_state["class_step"] = 2
    press(view.run(), "class_call")
    assert (calls().last.lesson, calls().last.step) == ("trainers", 2)
    pupil.run()  # as its browser is asked to
    assert "step 2 of 2" in texts(pupil) and "Now 600 units" in texts(pupil)
    press(pupil, "lesson_arrow_back")
    pupil.run()
    assert "step 1 of 2" in texts(pupil)  # who has come may look around
    late = app("autopsy.py", lesson="drift")
    assert "step 1 of 2" in texts(late) and "drift" in texts(late)


def test_who_reads_the_list_is_called_too_and_who_is_elsewhere_is_not(view, app, history):
    reader, elsewhere = app("lessons.py"), app("integrate.py")
    press(view, "class_call")
    assert "step 1 of 2" in texts(reader.run())
    assert "lesson_leave" not in keys(elsewhere.run())


def test_answers_are_taken_away_as_csv_and_cleared(view, app, history):
    pupil = app("autopsy.py", lesson="drift")
    know(pupil)
    predict(pupil, "4.5")
    history.add_answer(answer(BOB, 1.0, lesson="worth"))
    lessons = library().look()[0]
    rows = list(csv.DictReader(io.StringIO(teacher_view.written_answers(lessons))))
    assert [(row["lesson"], float(row["answer"])) for row in rows] == [
        ("drift", 4.5),
        ("worth", 1.0),
    ]
    press(view.run(), "class_clear")
    assert [one.lesson for one in history.answers()] == ["worth"]
    assert view.toast[0].value == "1 answer was deleted."


def test_without_a_database_the_teacher_reads_why(app, history, teacher, monkeypatch):
    def away():
        raise HistoryError("The database is away.")

    monkeypatch.setattr("pages.classroom.teacher_view.run_history", away)
    page = app("lessons.py")
    page.session_state["class_view"] = True
    assert "The database is away." in page.run().error[0].value
