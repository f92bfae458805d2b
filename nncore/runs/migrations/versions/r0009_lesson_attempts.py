"""Readers begin a lesson again: at which attempt they are, and to which an answer belongs."""

import sqlalchemy as sa
from alembic import op

from nncore.runs.column_types import UtcDateTime

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_KEY = "pk_lesson_answers"


def upgrade() -> None:
    """Make the table, and let an answer be given once in each attempt."""
    op.create_table(
        "lesson_attempts",
        sa.Column("session", sa.String(64), nullable=False),
        sa.Column("lesson", sa.String(64), nullable=False),
        sa.Column("attempt", sa.Integer, nullable=False),
        sa.Column("began", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("session", "lesson", name="pk_lesson_attempts"),
    )
    with op.batch_alter_table("lesson_answers") as answers:  # SQLite changes no key in place
        answers.add_column(
            sa.Column(
                "attempt", sa.Integer, autoincrement=False, nullable=False, server_default="1"
            )
        )
        answers.drop_constraint(_KEY, type_="primary")
        answers.create_primary_key(_KEY, ["session", "lesson", "step", "part", "attempt"])
