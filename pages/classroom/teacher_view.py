"""The teacher's view of a class: who is where, what was answered, and the call to everybody."""

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import partial

import streamlit as st

from nncore.classroom import Lesson
from nncore.classroom.answers_table import answers_csv, choice_texts, part_of
from nncore.classroom.class_state import LESSON_HOURS, look_at_class
from nncore.live import HistoryWatch
from nncore.messages import gettext, marked, marked_plural, said
from nncore.runs import HistoryError
from nncore.runs.lesson_rows import PARTS, PREDICTION, QUESTION
from pages.app.history import history_notice, run_history
from pages.app.language import fragment, reader_language
from pages.app.rights import is_teacher
from pages.app.seats import tab
from pages.classroom.address_card import address_card
from pages.classroom.class_contents import ClassWatch, Watching, class_contents
from pages.classroom.hidden_controls import hidden_controls
from pages.classroom.progress import OpenStep, calls
from pages.live.elements import Shown, live_chart, live_table, live_text
from pages.live.panel import show

PAGE = "lessons"
LOOK_SECONDS = 0.25
_HEIGHT = 240

LESSON, STEP = marked("Lesson"), marked("Step")
CALL, CALL_HELP = (
    marked("Everybody to this step"),
    marked("All who have a lesson or the list of lessons open go there at once."),
)
CALLED = marked("Everybody was called to step {number} of {title}.")
TRUTH, TRUTH_HELP = (
    marked("Show the truth"),
    marked("Draws what is right, for all who see this screen."),
)
EXPORT, EXPORT_HELP = (
    marked("Answers as CSV"),
    marked(
        "All answers to all lessons, without names but for nicknames; who has started a lesson "
        "again has more than one attempt."
    ),
)
CLEAR, CLEAR_HELP = (
    marked("Clear"),
    marked("Deletes the answers to this lesson, and who is there."),
)
REALLY = marked("All answers to {title} are deleted, for good.")
DO_CLEAR = marked("Delete the answers")
CLEARED = marked_plural("{n:,} answer was deleted.", "{n:,} answers were deleted.")
HEADS = {PREDICTION: marked("Predictions"), QUESTION: marked("Explanations")}
ALTS = {
    PREDICTION: marked("How many readers have predicted what."),
    QUESTION: marked("How many readers have given which explanation."),
}
TABLE_ALTS = {
    PREDICTION: marked("What could be predicted, and how many readers have."),
    QUESTION: marked("The explanations, and how many readers have chosen each."),
}
FIRST_COUNT = marked(
    "Of each reader the first answer of the last {hours} hours counts, also after **Start again**; "
    "the CSV has them all."
)
READERS, READERS_ALT = (
    marked("Who is where"),
    marked("The readers, their lessons and steps, and whether they have answered."),
)
_LESSON_KEY, _STEP_KEY, _TRUTH_KEY = "class_lesson", "class_step", "class_truth"
_SAID, _CLASS = "class:said", "class"
_ALWAYS = datetime(1970, 1, 1, tzinfo=UTC)


def teacher_view(lessons: Mapping[str, Lesson]) -> None:
    """Draw the view; what moves comes over the channel.

    Parameters
    ----------
    lessons : mapping
        All lessons by name.
    """

    @fragment
    def view() -> None:
        if not is_teacher():  # the key may have changed since
            return
        step = _chosen(lessons)
        address_card(step.companions)
        try:
            _draw(step, lessons)
        except HistoryError as problem:
            st.error(str(problem), icon=":material/database_off:")
        hidden_controls()
        history_notice()

    view()


def _chosen(lessons: Mapping[str, Lesson]) -> OpenStep:
    """Draw the choice of what is looked at, and what can be done with it."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        name = st.selectbox(
            gettext(LESSON),
            tuple(lessons),
            key=_LESSON_KEY,
            format_func=lambda name: gettext(lessons[name].title),
        )
        lesson = lessons[name]
        numbers = tuple(range(1, len(lesson.steps) + 1))
        if st.session_state.get(_STEP_KEY) not in numbers:
            st.session_state[_STEP_KEY] = 1
        number = st.segmented_control(gettext(STEP), numbers, key=_STEP_KEY, required=True) or 1
        step = OpenStep(lesson, number)
        st.button(
            gettext(CALL),
            key="class_call",
            icon=":material/campaign:",
            type="primary",
            help=gettext(CALL_HELP),
            on_click=_call,
            args=(step,),
        )
        st.toggle(gettext(TRUTH), key=_TRUTH_KEY, help=gettext(TRUTH_HELP))
    return step


def _call(step: OpenStep) -> None:
    with reader_language():
        if not is_teacher():
            return
        try:
            calls().call_to(step.lesson.name, step.number)
        except HistoryError as problem:
            st.session_state[_SAID] = str(problem)
        else:
            title = gettext(step.lesson.title)
            st.session_state[_SAID] = said(CALLED, number=step.number, title=title)


def _draw(step: OpenStep, lessons: Mapping[str, Lesson]) -> None:
    if sentence := st.session_state.pop(_SAID, None):
        st.toast(sentence, icon=":material/school:")
    watch = _watch()
    titles = tuple((one.name, one.title, len(one.steps)) for one in lessons.values())
    shows_truth = bool(st.session_state.get(_TRUTH_KEY))
    watching = Watching(step.lesson, step.number, shows_truth, titles)
    shown = show(PAGE, watch, partial(class_contents, watching))
    for part, column in zip(PARTS, st.columns(2, gap="small"), strict=True):
        with column.container(border=True):
            _draw_part(shown, step, part)
    st.markdown(f"**{gettext(READERS)}**")
    live_table(shown, "readers", key="class_readers", alt=gettext(READERS_ALT), max_height=400)
    with st.container(horizontal=True, gap="small"):
        st.download_button(
            gettext(EXPORT),
            partial(written_answers, lessons),
            file_name="answers.csv",
            mime="text/csv",
            key="class_export",
            icon=":material/download:",
            help=gettext(EXPORT_HELP),
            on_click="ignore",
        )
        with st.popover(gettext(CLEAR), icon=":material/delete:", help=gettext(CLEAR_HELP)):
            st.markdown(said(REALLY, title=gettext(step.lesson.title)))
            st.button(gettext(DO_CLEAR), key="class_clear", on_click=_clear, args=(step.lesson,))


def _draw_part(shown: Shown, step: OpenStep, part: str) -> None:
    first = said(FIRST_COUNT, hours=LESSON_HOURS)
    st.markdown(f"**{gettext(HEADS[part])}**", help=first)
    live_text(shown, f"{part}_count", key=f"class_{part}_count")
    asked = part_of(step.lesson, step.number, part)
    if asked is None:
        return
    name = f"class_{part}_{step.lesson.name}_{step.number}"
    live_chart(shown, f"{part}_chart", key=f"{name}_chart", height=_HEIGHT, alt=gettext(ALTS[part]))
    if choice_texts(asked):
        alt = gettext(TABLE_ALTS[part])
        live_table(shown, f"{part}_choices", key=f"{name}_choices", alt=alt)


def _watch() -> ClassWatch:
    """Return what looks at the class, as it stands now."""
    here = tab()
    here.open(PAGE)
    found = here.watched_as(PAGE, _CLASS)
    if isinstance(found, HistoryWatch):
        found.tick()
        return found
    made = ClassWatch(lambda: look_at_class(run_history()), LOOK_SECONDS)
    here.watch(PAGE, made, _CLASS)
    return made


def written_answers(lessons: Mapping[str, Lesson]) -> str:
    """Return all answers as CSV, for the button that takes them away."""
    history = run_history()
    return answers_csv(history.answers(), history.places(_ALWAYS), lessons)


def _clear(lesson: Lesson) -> None:
    with reader_language():
        if not is_teacher():
            return
        try:
            n = run_history().clear_lesson(lesson.name)
        except HistoryError as problem:
            st.session_state[_SAID] = str(problem)
        else:
            st.session_state[_SAID] = said(*CLEARED, n=n)
