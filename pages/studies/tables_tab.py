"""The fourth part of Explore: measurements of one's own that the server keeps."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from nncore.exports.permalinks import page_link
from nncore.messages import gettext, marked, marked_plural, said
from nncore.runs import TableSummary
from pages.app.clock import in_readers_zone
from pages.app.history import run_history
from pages.app.rights import current_owners, is_teacher, may_change
from pages.measured.view import OWN
from pages.output.downloads import base_address
from pages.settings import address
from pages.studies.form import ExploreForm
from pages.studies.kept_list import draw_kept, opened

_PAGE, _NAME = "data", "tables"
_LINE_WIDTH = 320
_KILOBYTE = 1e3

FOUND = marked_plural("{n:,} table", "{n:,} tables")
NOTHING = marked(
    "You keep no data on this server. Those that are too many for a link are kept on request: on "
    "Your data, under Take away."
)
SELECT = marked("Open a row's data, copy their link, or select rows to delete them.")
TABLE_ALT = marked("The measurements that are kept, with their links and sizes.")
ROW_OPENS = marked("Opens the data of this row on their own page.")
#: Column -> its head.
HEADS: Mapping[str, str] = {
    "begins": marked("begins with"),
    "size": marked("kB"),
    "when": marked("when"),
    "link": marked("link"),
}
SIZE_HELP = marked("As they are kept, compressed.")
DELETE, DELETE_HELP = marked("Delete"), marked("Take the selected data from the server.")
REALLY = marked_plural(
    "Delete these data for good? Links to them open nothing then.",
    "Delete the data of these {n} rows for good? Links to them open nothing then.",
)


def tables_tab(form: ExploreForm, row: DeltaGenerator) -> None:
    """Draw the list of the data that a reader keeps; the teacher's is of all that are kept."""
    listed = run_history().tables(None if is_teacher() else current_owners())
    with row:
        st.markdown(f"**{said(*FOUND, n=len(listed))}**", width="content")
        st.caption(gettext(SELECT if listed else NOTHING), width="content")
    if key := opened(_NAME):
        address.switch_to(_PAGE, _query(key))
    if listed:
        _delete_button(_draw(listed))


def _draw(listed: Sequence[TableSummary]) -> list[TableSummary]:
    """Draw the list and return the tables that are selected."""
    heads = {name: gettext(head) for name, head in HEADS.items()}
    columns = {
        "begins": st.column_config.TextColumn(heads["begins"], width=_LINE_WIDTH),
        "size": st.column_config.NumberColumn(
            heads["size"], format="%.1f", help=gettext(SIZE_HELP)
        ),
        "link": st.column_config.LinkColumn(heads["link"]),
    }
    return draw_kept(
        _NAME,
        listed,
        pd.DataFrame([_row(one) for one in listed]),
        [one.key for one in listed],
        heads,
        opens_help=gettext(ROW_OPENS),
        columns=columns,
        alt=gettext(TABLE_ALT),
    )


def _row(one: TableSummary) -> dict[str, Any]:
    return {
        "begins": one.first_line,
        "size": one.n_bytes / _KILOBYTE,
        "when": in_readers_zone(one.created),
        "link": page_link(_PAGE, _query(one.key), base_address()),
    }


def _query(key: str) -> dict[str, str]:
    return {"example": OWN, "kept": key}


def _delete_button(chosen: Sequence[TableSummary]) -> None:
    """Draw the button that deletes the selected tables; all that are listed may be."""
    if not chosen or not may_change(*(one.made_by for one in chosen)):
        return
    with st.popover(gettext(DELETE), icon=":material/delete:", help=gettext(DELETE_HELP)):
        st.markdown(said(*REALLY, n=len(chosen)))
        if st.button(
            gettext(DELETE),
            key="tables_delete",
            type="primary",
            icon=":material/delete_forever:",
        ):
            run_history().delete_table(*(one.key for one in chosen))
            st.rerun()
