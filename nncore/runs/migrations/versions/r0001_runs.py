"""Runs, with the columns that a list needs, and their arrays in a table of their own."""

import sqlalchemy as sa
from alembic import op

from nncore.runs.column_types import Float64, Identity, UtcDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_INDEXED = (
    *("created", "name", "kind", "integrand", "offsets", "trainer", "activation", "initializer"),
    *("n_hidden", "nodes", "n_samples", "seed", "learning_rate", "status", "iterations"),
    *("seconds", "loss", "validation_loss", "integral_error", "claimed_error", "weight_error"),
    "test_error",
)


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "runs",
        sa.Column("id", Identity, nullable=False),
        sa.Column("key", sa.String(32), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("search", sa.Text, nullable=False),
        sa.Column("created", UtcDateTime, nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("integrand", sa.Text),
        sa.Column("offsets", sa.Text),
        sa.Column("lower", Float64, nullable=False),
        sa.Column("upper", Float64, nullable=False),
        sa.Column("trainer", sa.String(64), nullable=False),
        sa.Column("activation", sa.String(64)),
        sa.Column("initializer", sa.String(64)),
        sa.Column("n_hidden", sa.Integer),
        sa.Column("nodes", sa.String(64)),
        sa.Column("n_samples", sa.Integer, nullable=False),
        sa.Column("seed", sa.BigInteger, nullable=False),
        sa.Column("learning_rate", Float64),
        sa.Column("status", sa.String(32), nullable=False),
        sa.Column("iterations", Float64),
        sa.Column("seconds", Float64),
        sa.Column("loss", Float64),
        sa.Column("validation_loss", Float64),
        sa.Column("integral", Float64),
        sa.Column("exact", Float64),
        sa.Column("integral_error", Float64),
        sa.Column("claimed_error", Float64),
        sa.Column("bound", Float64),
        sa.Column("weight_error", Float64),
        sa.Column("test_error", Float64),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("spec", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_runs"),
    )
    op.create_index("ix_runs_key", "runs", ["key"], unique=True)
    for name in _INDEXED:
        op.create_index(f"ix_runs_{name}", "runs", [name])
    op.create_table(
        "run_contents",
        sa.Column(
            "run_id",
            Identity,
            sa.ForeignKey("runs.id", name="fk_run_contents_run_id", ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column("curve", sa.LargeBinary, nullable=False),
        sa.Column("network", sa.LargeBinary),
        sa.Column("coefficients", sa.LargeBinary),
        sa.Column("versions", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("run_id", name="pk_run_contents"),
    )
