"""A lesson as a teacher writes it, and what checks its settings."""

from nncore.classroom.lesson_toml import LessonPage
from nncore.messages import SettingError
from nncore.specs import IntegrationSpec, StencilSpec


def check_integrate(query):
    """Refuse what is no setting, and in a query that only hides, what is no control."""
    if set(query) != {"hide"}:
        IntegrationSpec.from_query(query)
    elif query["hide"] not in ("data", "data,trainer"):
        raise SettingError("`hide` has {names}, which is not a control.", names=query["hide"])


PAGES = {
    "integrate": LessonPage(check_integrate, ("exact", "nni_error")),
    "differentiate": LessonPage(StencilSpec.from_query, is_played=False),
}

TEXT = """\
title = "Does a wider network integrate better?"
about = "More units, the same samples."
page = "integrate"
minutes = 5

[[step]]
about = '''
Five units,
a thousand samples.'''
see = "Press Play."
[step.settings]
integrand = "runge"
n_hidden = 5
standardize = false
[step.prediction]
ask = "How large is the error?"
truth = 0.02
lower = 1e-9
upper = 1
scale = "log"

[[step]]
see = "Press Play again."
hide = ["data", "trainer"]
[step.settings]
n_hidden = 50
[step.prediction]
ask = "Is it better?"
choices = [
    "yes",
    "no",
]
truth = 1
[step.question]
ask = "Why?"
[[step.question.choice]]
text = "More units"
reason = "They bend more often."
right = true
[[step.question.choice]]
text = "Chance"
reason = "Another seed shows the same."
"""


def written(old="", new=""):
    """Return the file with a change, and the line at which the change begins."""
    assert TEXT.count(old) == 1 or not old, old
    before, _, _ = TEXT.partition(old)
    return TEXT.replace(old, new).encode() if old else TEXT.encode(), before.count("\n") + 1
