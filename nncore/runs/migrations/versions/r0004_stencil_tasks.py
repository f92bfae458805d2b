"""Tasks for stencils beside those for integrals, and a limit of time."""

import sqlalchemy as sa
from alembic import op

from nncore.runs.column_types import Float64

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Give tasks a kind; until now all of them were integrals."""
    with op.batch_alter_table("tasks") as table:  # SQLite copies it to change a column
        table.add_column(
            sa.Column("kind", sa.String(32), nullable=False, server_default="integration")
        )
        table.alter_column("integrand", existing_type=sa.Text, nullable=True)
        table.add_column(sa.Column("max_seconds", Float64))
        table.add_column(sa.Column("derivative_order", sa.Integer))
        table.add_column(sa.Column("spacing", Float64))
        table.add_column(sa.Column("max_mode", sa.Integer))
        table.add_column(sa.Column("noise", Float64))
        table.add_column(sa.Column("max_points", sa.Integer))
    with op.batch_alter_table("tasks") as table:
        table.alter_column("kind", existing_type=sa.String(32), server_default=None)
