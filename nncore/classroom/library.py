"""All lessons: those of the program, and those of a folder that the teacher names."""

import os
import threading
from collections.abc import Mapping
from pathlib import Path

from nncore.classroom.lesson import Lesson
from nncore.classroom.lesson_toml import MOST_BYTES, LessonError, LessonPage, read_lesson
from nncore.messages import Sentence, marked

VARIABLE = "NNCORE_LESSONS"
"""The environment variable that names the folder of the teacher's lessons."""
MOST_FILES = 200
"""Of a folder; more are left out."""

_NO_FILE = marked("{file} cannot be read: check that it is yours.")
_NO_FOLDER = marked("The folder {folder} of the lessons is not there: make it, or name another.")
_TOO_MANY = marked("The folder {folder} has more than {most} lessons; the others are left out.")
#: Of a file: when it was changed, and how long it is.
_Stamp = tuple[int, int]


def built_in_folder() -> Path:
    """Return the folder with the lessons of the program."""
    return Path(__file__).with_name("lessons")


def teachers_folder() -> Path | None:
    """Return the folder that NNCORE_LESSONS names, or None."""
    named = os.environ.get(VARIABLE, "").strip()
    return Path(named).expanduser() if named else None


class Library:
    """All lessons; a file that is new, changed or gone is noticed at the next look.

    Parameters
    ----------
    pages : mapping
        The pages on which there may be lessons, by their names in addresses.
    *folders : Path
        Where they lie. A lesson takes the place of one of the same name in a folder before.
    """

    def __init__(self, pages: Mapping[str, LessonPage], *folders: Path) -> None:
        self._pages, self._folders = pages, folders
        self._lock = threading.Lock()
        self._read: dict[Path, tuple[_Stamp, Lesson | Sentence]] = {}

    def look(self) -> tuple[dict[str, Lesson], list[Sentence]]:
        """Return the lessons by name, in their order, and what is wrong with other files."""
        lessons: dict[str, Lesson] = {}
        problems: list[Sentence] = []
        with self._lock:
            for folder in self._folders:
                for found in self._in_folder(folder):
                    if isinstance(found, Lesson):
                        lessons[found.name] = found
                    else:
                        problems.append(found)
        listed = sorted(lessons.values(), key=lambda lesson: (lesson.order, lesson.name))
        return {lesson.name: lesson for lesson in listed}, problems

    def _in_folder(self, folder: Path) -> list[Lesson | Sentence]:
        try:
            paths = sorted(path for path in folder.iterdir() if path.suffix == ".toml")
        except OSError:
            return [Sentence(_NO_FOLDER, folder=str(folder))]
        found = [self._in_file(path) for path in paths[:MOST_FILES]]
        if len(paths) > MOST_FILES:
            found.append(Sentence(_TOO_MANY, folder=str(folder), most=MOST_FILES))
        return found

    def _in_file(self, path: Path) -> Lesson | Sentence:
        try:
            status = path.stat()
            stamp = (status.st_mtime_ns, status.st_size)
            if path not in self._read or self._read[path][0] != stamp:
                self._read[path] = (stamp, self._parsed(path))
        except OSError:
            return Sentence(_NO_FILE, file=path.name)
        return self._read[path][1]

    def _parsed(self, path: Path) -> Lesson | Sentence:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
        try:
            return read_lesson(data, path.stem, self._pages)
        except LessonError as problem:
            return problem.sentence
