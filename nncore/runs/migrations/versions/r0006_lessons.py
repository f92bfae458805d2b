"""What a class has answered, who is at which step, and where the teacher has called everybody."""

import sqlalchemy as sa
from alembic import op

from nncore.runs.column_types import Float64, Identity, UtcDateTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "lesson_answers",
        sa.Column("session", sa.String(64), nullable=False),
        sa.Column("lesson", sa.String(64), nullable=False),
        sa.Column("step", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("part", sa.String(16), nullable=False),
        sa.Column("value", Float64, nullable=False),
        sa.Column("given", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("session", "lesson", "step", "part", name="pk_lesson_answers"),
    )
    op.create_index("ix_lesson_answers_given", "lesson_answers", ["given"])
    op.create_table(
        "lesson_places",
        sa.Column("session", sa.String(64), nullable=False),
        sa.Column("lesson", sa.String(64), nullable=False),
        sa.Column("step", sa.Integer, nullable=False),
        sa.Column("nickname", sa.Text, nullable=False),
        sa.Column("seen", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("session", name="pk_lesson_places"),
    )
    op.create_table(
        "lesson_calls",
        sa.Column("id", Identity, nullable=False),
        sa.Column("lesson", sa.String(64), nullable=False),
        sa.Column("step", sa.Integer, nullable=False),
        sa.Column("called", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_lesson_calls"),
    )
