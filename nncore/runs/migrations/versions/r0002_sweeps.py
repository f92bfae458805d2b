"""Sweeps, with the lease of the server that is at work on them, and their cells."""

import sqlalchemy as sa
from alembic import op

from nncore.runs.column_types import UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables, and let a run be a cell."""
    op.create_table(
        "sweeps",
        sa.Column("key", sa.String(32), nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("created", UtcDateTime, nullable=False),
        sa.Column("spec", sa.JSON, nullable=False),
        sa.Column("n_cells", sa.Integer, nullable=False),
        sa.Column("is_cancelled", sa.Boolean, nullable=False),
        sa.Column("owner", sa.String(200)),
        sa.Column("lease_until", UtcDateTime),
        sa.PrimaryKeyConstraint("key", name="pk_sweeps"),
    )
    op.create_table(
        "refused_cells",
        sa.Column(
            "sweep",
            sa.String(32),
            sa.ForeignKey("sweeps.key", name="fk_refused_cells_sweep", ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column("cell", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("sweep", "cell", name="pk_refused_cells"),
    )
    with op.batch_alter_table("runs") as table:  # SQLite copies it to add the reference
        table.add_column(sa.Column("sweep", sa.String(32)))
        table.add_column(sa.Column("cell", sa.Integer))
        table.create_foreign_key("fk_runs_sweep", "sweeps", ["sweep"], ["key"], ondelete="CASCADE")
        table.create_index("ix_runs_sweep_cell", ["sweep", "cell"], unique=True)
        table.create_index("ix_runs_sweep_status", ["sweep", "status"])
