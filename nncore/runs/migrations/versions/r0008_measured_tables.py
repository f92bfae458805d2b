"""Tables of measurements that a reader keeps."""

import sqlalchemy as sa
from alembic import op

from nncore.runs.column_types import UtcDateTime

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "measured_tables",
        sa.Column("key", sa.String(32), nullable=False),
        sa.Column("created", UtcDateTime, nullable=False),
        sa.Column("made_by", sa.String(64)),
        sa.Column("n_bytes", sa.Integer, nullable=False),
        sa.Column("contents", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_measured_tables"),
    )
