"""Lessons come from folders, and what is dropped there is there at the next look."""

import os

import pytest

from nncore.classroom import Library, library, teachers_folder
from tests.nncore.classroom.lesson_files import PAGES, TEXT


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "wider.toml").write_text(TEXT, encoding="utf-8")
    return tmp_path


def test_a_lesson_that_is_dropped_changed_or_taken_away_is_noticed(folder):
    library = Library(PAGES, folder)
    lessons, problems = library.look()
    assert list(lessons) == ["wider"] and problems == []
    assert library.look()[0]["wider"] is lessons["wider"]  # it is not read again
    path = folder / "zebra.toml"
    path.write_text(TEXT.replace("Does a wider", "Does no wider"), encoding="utf-8")
    os.utime(path, ns=(1, 1))
    assert library.look()[0]["zebra"].title.startswith("Does no wider")
    path.write_text(TEXT.replace("Does a wider", "Does my wider"), encoding="utf-8")
    os.utime(path, ns=(2, 2))  # a clock may be coarse
    assert library.look()[0]["zebra"].title.startswith("Does my wider")
    path.unlink()
    assert list(library.look()[0]) == ["wider"]


def test_a_wrong_file_is_told_and_the_others_are_read(folder):
    (folder / "bad.toml").write_text('title = "x"\npage = "nowhere"\n', encoding="utf-8")
    (folder / "notes.txt").write_text("no lesson", encoding="utf-8")
    (folder / "folder.toml").mkdir()
    lessons, problems = Library(PAGES, folder).look()
    assert list(lessons) == ["wider"]
    first, second = map(str, problems)
    assert first.startswith("bad.toml, line 2: `page` must be one of the pages")
    assert second == "folder.toml cannot be read: check that it is yours."


def test_the_teachers_lesson_takes_the_place_of_one_of_the_same_name(folder, tmp_path):
    own = tmp_path / "own"
    own.mkdir()
    (own / "wider.toml").write_text(TEXT.replace("Does a", "Does my"), encoding="utf-8")
    lessons, problems = Library(PAGES, folder, own).look()
    assert lessons["wider"].title.startswith("Does my") and problems == []


def test_lessons_have_an_order_of_their_own(folder):
    for name, order in (("b", 2), ("c", 1), ("a", 2), ("d", None)):
        line = "minutes = 5" if order is None else f"minutes = 5\norder = {order}"
        text = TEXT.replace("minutes = 5", line)
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    assert list(Library(PAGES, folder).look()[0]) == ["c", "a", "b", "d", "wider"]


def test_a_folder_that_is_not_there_is_told(folder, tmp_path):
    lessons, problems = Library(PAGES, folder, tmp_path / "none").look()
    assert list(lessons) == ["wider"]
    assert str(problems[0]).endswith("is not there: make it, or name another.")


def test_a_folder_of_too_many_files_is_told(folder, monkeypatch):
    monkeypatch.setattr(library, "MOST_FILES", 1)
    (folder / "a.toml").write_text(TEXT, encoding="utf-8")
    lessons, problems = Library(PAGES, folder).look()
    assert list(lessons) == ["a"] and "has more than 1 lessons" in str(problems[0])


def test_the_teacher_names_a_folder(monkeypatch, tmp_path):
    monkeypatch.delenv(library.VARIABLE, raising=False)
    assert teachers_folder() is None
    monkeypatch.setenv(library.VARIABLE, f" {tmp_path} ")
    assert teachers_folder() == tmp_path
