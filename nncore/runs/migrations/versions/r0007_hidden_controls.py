"""Which controls the teacher hides from the class."""

import sqlalchemy as sa
from alembic import op

from nncore.runs.column_types import Identity, UtcDateTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "hidden_controls",
        sa.Column("id", Identity, nullable=False),
        sa.Column("names", sa.JSON, nullable=False),
        sa.Column("hidden", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_hidden_controls"),
    )
