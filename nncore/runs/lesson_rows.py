"""What a reader of a lesson has answered, and where the readers are, as the history keeps it."""

import math
import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime

from nncore.messages import SettingError
from nncore.options import shown

#: Parts of a step that can be answered.
PREDICTION, QUESTION = "prediction", "question"
PARTS = (PREDICTION, QUESTION)
MAX_NICKNAME = 30
"""Characters of a nickname."""
MAX_STEPS = 100
"""Steps of a lesson."""

MAX_ATTEMPTS = 1_000
"""How often a tab can begin a lesson: as often as it can have answered one."""

MAX_CONTROLS = 1_000
"""Controls that are hidden at once."""

_CONTROL = re.compile(r"[A-Za-z0-9_]{1,64}")
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
_SESSION = re.compile(r"[0-9a-f]{1,64}")


@dataclass(frozen=True)
class LessonAnswer:
    """An answer to one part of a step.

    Parameters
    ----------
    session : str
        A digest of the tab that has given it.
    lesson : str
        Name of the lesson.
    step : int
        From 1.
    part : {"prediction", "question"}
        What was answered.
    value : float
        The number that was predicted, or that of the choice, from 1.
    given : datetime
        When, with its time zone.
    attempt : int
        How often the tab has begun the lesson, from 1.
    """

    session: str
    lesson: str
    step: int
    part: str
    value: float
    given: datetime
    attempt: int = 1

    def __post_init__(self) -> None:
        check_session(self.session)
        check_place(self.lesson, self.step)
        if self.part not in PARTS:
            raise SettingError(
                "`part` must be one of {choices}, got {value}.",
                choices=", ".join(PARTS),
                value=shown(self.part),
            )
        is_number = isinstance(self.value, int | float) and not isinstance(self.value, bool)
        if not is_number or not math.isfinite(self.value):
            raise SettingError("`value` must be a finite number, got {value}.", value=self.value)
        if type(self.attempt) is not int or not 1 <= self.attempt <= MAX_ATTEMPTS:
            raise SettingError(
                "`attempt` must be a whole number from 1 to {most:,}, got {value}.",
                most=MAX_ATTEMPTS,
                value=shown(self.attempt),
            )


@dataclass(frozen=True)
class LessonPlace:
    """At which step a reader is.

    Parameters
    ----------
    session : str
        A digest of the reader's tab.
    lesson : str
        Name of the lesson.
    step : int
        From 1.
    nickname : str
        As the reader has chosen it; empty without one.
    seen : datetime
        When the reader came there, with its time zone.
    """

    session: str
    lesson: str
    step: int
    nickname: str
    seen: datetime

    def __post_init__(self) -> None:
        check_session(self.session)
        check_place(self.lesson, self.step)
        check_nickname(self.nickname)


@dataclass(frozen=True)
class LessonCall:
    """Where the teacher has called everybody.

    Parameters
    ----------
    number : int
        Greater than that of all calls before it.
    lesson : str
        Name of the lesson.
    step : int
        From 1.
    called : datetime
        When, with its time zone.
    """

    number: int
    lesson: str
    step: int
    called: datetime


@dataclass(frozen=True)
class HiddenControls:
    """Which controls the teacher hides from the class.

    Parameters
    ----------
    number : int
        Greater than that of all before it.
    names : frozenset of str
        Of the controls, or groups of controls.
    hidden : datetime
        When, with its time zone.
    """

    number: int
    names: frozenset[str]
    hidden: datetime


def check_controls(names: Collection[str]) -> None:
    """Raise a ValueError unless these may be names of controls, and not too many."""
    if len(names) > MAX_CONTROLS:
        raise SettingError(
            "`{name}` must have at most {most}, got {n}.",
            name="names",
            most=MAX_CONTROLS,
            n=len(names),
        )
    for name in names:
        if not isinstance(name, str) or not _CONTROL.fullmatch(name):
            raise SettingError(
                "The name of a control must be 1 to 64 letters, digits and _, got {value}.",
                value=shown(name),
            )


def check_place(lesson: str, step: int) -> None:
    """Raise a ValueError unless these may be the name of a lesson and the number of its step."""
    if not isinstance(lesson, str) or not _NAME.fullmatch(lesson):
        raise SettingError(
            "The name of a lesson must be 1 to 64 small letters, digits, - and _, got {value}.",
            value=shown(lesson),
        )
    if isinstance(step, bool) or not isinstance(step, int) or not 1 <= step <= MAX_STEPS:
        raise SettingError(
            "`step` must be a whole number from 1 to {most}, got {value}.",
            most=MAX_STEPS,
            value=shown(step),
        )


def check_session(session: str) -> None:
    """Raise a ValueError unless `session` is a digest."""
    if not isinstance(session, str) or not _SESSION.fullmatch(session):
        raise SettingError(
            "`session` must be 1 to 64 hexadecimal digits, got {value}.", value=shown(session)
        )


def check_nickname(nickname: str) -> None:
    """Raise a ValueError unless a nickname is short and can be shown in one line."""
    is_line = isinstance(nickname, str) and nickname.isprintable()
    if not is_line or len(nickname) > MAX_NICKNAME:
        raise SettingError(
            "`nickname` must be one line of at most {most} printable characters, got {value}.",
            most=MAX_NICKNAME,
            value=shown(nickname),
        )


def now() -> datetime:
    """Return the present, as answers and places have it."""
    return datetime.now(UTC)
