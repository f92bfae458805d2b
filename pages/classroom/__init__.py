"""Lessons: the strip above a page, their cards, and the teacher's view."""
