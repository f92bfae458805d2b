import pickle

import pytest

from nncore.comparisons.measured.answer import NO_COLUMN, ColumnChoice, answer
from nncore.messages import SettingError
from nncore.specs import DataSpec

ROWS = "\n".join(f"{i},{i * i},{3 * i},0.5,text" for i in range(12))
TABLE = f"t,v,w,σ_v,note\n{ROWS}\n"


def test_likely_columns_are_taken_where_none_are_chosen():
    found = answer(TABLE, ColumnChoice(), DataSpec())
    assert found.chosen == ColumnChoice("t", "v", "σ_v") and found.problem is None
    assert found.analysis.data.sigma.tolist() == [0.5] * 12
    assert [column.name for column in found.columns] == ["t", "v", "w", "σ_v", "note"]


def test_other_columns_may_be_chosen():
    found = answer(TABLE, ColumnChoice(y="w"), DataSpec())
    assert found.chosen == ColumnChoice("t", "w", NO_COLUMN)
    assert found.analysis.data.y.tolist() == [3.0 * i for i in range(12)]
    assert answer(TABLE, ColumnChoice(sigma=NO_COLUMN), DataSpec()).analysis.data.sigma is None


def test_what_is_wrong_with_the_columns_leaves_a_choice():
    found = answer(TABLE, ColumnChoice(y="note"), DataSpec())
    assert found.analysis is None and len(found.columns) == 5
    assert str(found.problem).startswith("Row 2 of column note holds “text”")


def test_what_is_no_table_is_refused():
    with pytest.raises(SettingError, match="The table is empty"):
        answer("", ColumnChoice(), DataSpec())


def test_an_answer_survives_the_way_from_a_worker():
    found = pickle.loads(pickle.dumps(answer(TABLE, ColumnChoice(), DataSpec())))
    assert found.analysis.integral(0, 11).value == pytest.approx(11**3 / 3, rel=0.02)
