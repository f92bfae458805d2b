"""What a lesson is: steps in which a reader predicts, sees and explains."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from nncore.messages import SettingError, marked
from nncore.runs.lesson_rows import MAX_STEPS, check_place

MOST_CHOICES = 6
MOST_MINUTES = 120
SCALES = ("linear", "log")

Query = Mapping[str, str]
"""Settings of a page, as its address has them."""

_CHOICES = marked("`{name}` must be 2 to {most} different texts, got {n}.")
_COUNT = marked("`{name}` must have 1 to {most}, got {n}.")


@dataclass(frozen=True)
class NumberPrediction:
    """A number that is predicted before it is seen.

    Parameters
    ----------
    ask : str
        What is asked for.
    truth : float
        What the page shows.
    lower, upper : float
        Between them a prediction must lie; also the ends of the teacher's histogram.
    scale : {"linear", "log"}
        Of the histogram: "log" where the order of magnitude is asked for.
    """

    ask: str
    truth: float
    lower: float
    upper: float
    scale: str = "linear"

    def __post_init__(self) -> None:
        if self.scale not in SCALES:
            raise SettingError(
                "`{name}` must be one of {choices}, got {value}.",
                name="scale",
                choices=", ".join(SCALES),
                value=repr(self.scale),
            )
        if not self.lower <= self.truth <= self.upper or self.lower == self.upper:
            raise SettingError(
                "`{name}` must lie between `lower` and `upper`, got {value}.",
                name="truth",
                value=self.truth,
            )
        if self.scale == "log" and self.lower <= 0:
            raise SettingError(
                "`{name}` must be greater than 0 where the scale is log, got {value}.",
                name="lower",
                value=self.lower,
            )

    def check(self, value: float) -> None:
        """Raise a ValueError unless a number can be a prediction."""
        if not self.lower <= value <= self.upper:
            raise SettingError(
                "The prediction must lie between {lower:g} and {upper:g}, got {value:g}.",
                lower=self.lower,
                upper=self.upper,
                value=value,
            )


@dataclass(frozen=True)
class ChoicePrediction:
    """A choice that is made before the answer is seen.

    Parameters
    ----------
    ask : str
        What is asked for.
    choices : tuple of str
        From what is chosen.
    truth : int
        The number of the right one, from 1.
    """

    ask: str
    choices: tuple[str, ...]
    truth: int

    def __post_init__(self) -> None:
        _check_choices("choices", self.choices)
        if not 1 <= self.truth <= len(self.choices):
            raise SettingError(
                "`{name}` must be the number of a choice, from 1 to {most}, got {value}.",
                name="truth",
                most=len(self.choices),
                value=self.truth,
            )

    def check(self, value: float) -> None:
        """Raise a ValueError unless a number is that of a choice."""
        _check_number(value, len(self.choices))


@dataclass(frozen=True)
class Choice:
    """An answer to a question.

    Parameters
    ----------
    text : str
        The answer.
    reason : str
        Why it is right, or is not; said at once.
    right : bool
        Whether it is.
    """

    text: str
    reason: str
    right: bool = False


@dataclass(frozen=True)
class Question:
    """What a reader explains to have understood what was seen.

    Parameters
    ----------
    ask : str
        What is asked.
    choices : tuple of Choice
        Two or more, one of them right.
    """

    ask: str
    choices: tuple[Choice, ...]

    def __post_init__(self) -> None:
        _check_choices("choice", tuple(choice.text for choice in self.choices))
        n_right = sum(choice.right for choice in self.choices)
        if n_right != 1:
            raise SettingError(
                "One `{name}` must be right, and no other; here are {n}.", name="choice", n=n_right
            )

    @property
    def truth(self) -> int:
        """The number of the right choice, from 1."""
        return 1 + next(n for n, choice in enumerate(self.choices) if choice.right)

    def check(self, value: float) -> None:
        """Raise a ValueError unless a number is that of a choice."""
        _check_number(value, len(self.choices))


@dataclass(frozen=True)
class Step:
    """A step of a lesson.

    Parameters
    ----------
    see : str
        What to do and where to look; after the prediction, if there is one.
    about : str
        What is to be known before; empty for nothing.
    settings : mapping
        Of the page, as its address has them; empty where it stays as it is.
    reveal : mapping
        What the settings become when the prediction is given, where nothing is played.
    prediction : NumberPrediction or ChoicePrediction, optional
        What is given before anything is seen.
    question : Question, optional
        What is answered after it was seen.
    conceal : tuple of str
        Elements of the page that would give the prediction away: they are left out until it is
        given.
    plays : bool
        Whether the runs of the page are to come to their end before the question is asked.
    hide : tuple of str
        Names of the controls of the page that nobody sees or changes in this step.
    """

    see: str
    about: str = ""
    settings: Query = field(default_factory=dict)
    reveal: Query = field(default_factory=dict)
    prediction: NumberPrediction | ChoicePrediction | None = None
    question: Question | None = None
    conceal: tuple[str, ...] = ()
    plays: bool = False
    hide: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for name in ("reveal", "conceal"):
            if getattr(self, name) and self.prediction is None:
                raise SettingError("`{name}` needs a prediction after which it comes.", name=name)


@dataclass(frozen=True)
class Lesson:
    """A question that the lab answers, in some steps on one of its pages.

    Parameters
    ----------
    name : str
        In links: small letters, digits, - and _.
    title : str
        The question.
    about : str
        What the lesson is about, in a sentence.
    page : str
        The page on which it is.
    minutes : int
        About how long it takes.
    steps : tuple of Step
        One after another.
    order : int
        By which lessons are listed; those of the same, by their names.
    """

    name: str
    title: str
    about: str
    page: str
    minutes: int
    steps: tuple[Step, ...]
    order: int = 100

    def __post_init__(self) -> None:
        check_place(self.name, 1)
        if not 1 <= self.minutes <= MOST_MINUTES:
            raise SettingError(_COUNT, name="minutes", most=MOST_MINUTES, n=self.minutes)
        if not 1 <= len(self.steps) <= MAX_STEPS:
            raise SettingError(_COUNT, name="step", most=MAX_STEPS, n=len(self.steps))

    def settings_at(self, number: int) -> Query:
        """Return the settings with which a step begins: its own, or the last ones before it.

        Parameters
        ----------
        number : int
            Of the step, from 1.
        """
        settings: Query = {}
        for step in self.steps[: number - 1]:
            settings = step.reveal or step.settings or settings
        return self.steps[number - 1].settings or settings


def _check_choices(name: str, texts: tuple[str, ...]) -> None:
    if not 2 <= len(texts) <= MOST_CHOICES or len(set(texts)) != len(texts):
        raise SettingError(_CHOICES, name=name, most=MOST_CHOICES, n=len(texts))


def _check_number(value: float, n_choices: int) -> None:
    if value not in range(1, n_choices + 1):
        raise SettingError(
            "An answer must be the number of a choice, from 1 to {most}, got {value}.",
            most=n_choices,
            value=value,
        )
