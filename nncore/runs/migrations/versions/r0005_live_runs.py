"""Runs that are being watched, who made what, and the state of a run that can go on."""

import sqlalchemy as sa
from alembic import op

from nncore.runs.column_types import UtcDateTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table, and add columns that older rows leave empty."""
    op.create_table(
        "live_runs",
        sa.Column("owner", sa.String(64), nullable=False),
        sa.Column("page", sa.String(64), nullable=False),
        sa.Column("saved", UtcDateTime, nullable=False),
        sa.Column("contents", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("owner", "page", name="pk_live_runs"),
    )
    for table in ("runs", "sweeps", "tasks"):
        op.add_column(table, sa.Column("made_by", sa.String(64)))
    op.add_column("run_contents", sa.Column("state", sa.LargeBinary))
