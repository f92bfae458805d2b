"""Tasks that a teacher sets."""

import sqlalchemy as sa
from alembic import op

from nncore.runs.column_types import Float64, UtcDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "tasks",
        sa.Column("key", sa.String(32), nullable=False),
        sa.Column("created", UtcDateTime, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("integrand", sa.Text, nullable=False),
        sa.Column("lower", Float64, nullable=False),
        sa.Column("upper", Float64, nullable=False),
        sa.Column("max_hidden", sa.Integer),
        sa.Column("max_samples", sa.Integer),
        sa.Column("score", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_tasks"),
    )
