"""Lessons: what a class predicts, sees and explains, step by step, and what it has answered."""

from nncore.classroom.lesson import (
    Choice,
    ChoicePrediction,
    Lesson,
    NumberPrediction,
    Question,
    Step,
)
from nncore.classroom.lesson_toml import LessonError, read_lesson
from nncore.classroom.library import Library, built_in_folder, teachers_folder

__all__ = [
    "Choice",
    "ChoicePrediction",
    "Lesson",
    "LessonError",
    "Library",
    "NumberPrediction",
    "Question",
    "Step",
    "built_in_folder",
    "read_lesson",
    "teachers_folder",
]
