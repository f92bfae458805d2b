"""From a table to its analysis, or to the sentence that says why there is none."""

from dataclasses import dataclass

from nncore.comparisons.measured.analysis import Analysis
from nncore.messages import Sentence, SettingError
from nncore.samples.tables import Column, Table, read_table
from nncore.specs import DataSpec

#: The choice of no column for standard errors.
NO_COLUMN = "none"


@dataclass(frozen=True)
class ColumnChoice:
    """Which columns are x, y and the standard errors of y, by name; empty for the likely ones."""

    x: str = ""
    y: str = ""
    sigma: str = ""


@dataclass(frozen=True, eq=False)
class Answer:
    """What a table was read as.

    Parameters
    ----------
    columns : tuple of Column
        All that there are to choose from.
    chosen : ColumnChoice
        Those that were taken.
    analysis : Analysis or None
        What was found; None where these columns hold something else.
    problem : Sentence or None
        What is wrong with them.
    """

    columns: tuple[Column, ...]
    chosen: ColumnChoice
    analysis: Analysis | None
    problem: Sentence | None = None


def answer(content: bytes | str, choice: ColumnChoice, spec: DataSpec) -> Answer:
    """Read a table, choose its columns, and analyse them.

    Raises
    ------
    SettingError
        If it is no table of two columns of numbers: there is nothing to choose then.
    """
    table = read_table(content)
    chosen = _chosen(table, choice)
    try:
        data = table.measured(chosen.x, chosen.y, _sigma(chosen))
        return Answer(table.columns, chosen, Analysis.of(data, spec))
    except SettingError as problem:
        return Answer(table.columns, chosen, None, problem.sentence)


def _chosen(table: Table, choice: ColumnChoice) -> ColumnChoice:
    x, y, sigma = table.suggested
    likely_sigma = sigma.name if sigma and choice.y in ("", y.name) else NO_COLUMN
    return ColumnChoice(choice.x or x.name, choice.y or y.name, choice.sigma or likely_sigma)


def _sigma(chosen: ColumnChoice) -> str | None:
    return None if chosen.sigma == NO_COLUMN else chosen.sigma
