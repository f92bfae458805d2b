"""The tables of the history; a change here needs a revision in `migrations/versions`.

What a list filters, sorts and draws by stands in `runs`. The large arrays of a run stand in a
table of their own, so that a row of `runs` stays short and a search never reads over them.
"""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
)

from nncore.runs.column_types import Float64, Identity, UtcDateTime

METADATA = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)

#: What version 0.1 called a number of a run, and what it is called now. The column in the database
#: keeps its name; tasks and callers may still have the older one.
OLDER_NAMES = {"claimed_error": "error_estimate"}

#: A digest of the browser or tab that made something; what an older version made has none.
_MAKER = String(64)

sweeps = Table(
    "sweeps",
    METADATA,
    Column("key", String(32), primary_key=True),
    Column("title", Text, nullable=False),
    Column("created", UtcDateTime, nullable=False),
    Column("spec", JSON, nullable=False),
    Column("n_cells", Integer, nullable=False),
    Column("is_cancelled", Boolean, nullable=False),
    # who is at work on it, and not whose it is
    Column("owner", String(200)),
    Column("lease_until", UtcDateTime),
    Column("made_by", _MAKER),
)

runs = Table(
    "runs",
    METADATA,
    Column("id", Identity, primary_key=True),
    Column("key", String(32), nullable=False),
    Column("name", Text, nullable=False),
    Column("search", Text, nullable=False),
    Column("created", UtcDateTime, nullable=False),
    # what was run
    Column("kind", String(32), nullable=False),
    Column("integrand", Text),
    Column("offsets", Text),
    Column("lower", Float64, nullable=False),
    Column("upper", Float64, nullable=False),
    Column("trainer", String(64), nullable=False),
    Column("activation", String(64)),
    Column("initializer", String(64)),
    Column("n_hidden", Integer),
    Column("nodes", String(64)),
    Column("n_samples", Integer, nullable=False),
    Column("seed", BigInteger, nullable=False),
    Column("learning_rate", Float64),
    # what it came to
    Column("status", String(32), nullable=False),
    Column("iterations", Float64),
    Column("seconds", Float64),
    Column("loss", Float64),
    Column("validation_loss", Float64),
    Column("integral", Float64),
    Column("exact", Float64),
    Column("integral_error", Float64),
    Column("claimed_error", Float64, key="error_estimate"),
    Column("bound", Float64),
    Column("weight_error", Float64),
    Column("test_error", Float64),
    Column("reason", Text, nullable=False),
    Column("spec", JSON, nullable=False),
    Column("sweep", String(32), ForeignKey("sweeps.key", ondelete="CASCADE")),
    Column("cell", Integer),
    Column("made_by", _MAKER),
)
Index("ix_runs_key", runs.c.key, unique=True)
Index("ix_runs_sweep_cell", runs.c.sweep, runs.c.cell, unique=True)
Index("ix_runs_sweep_status", runs.c.sweep, runs.c.status)

#: By which the page sorts or filters; measured in `benchmarks/history.py`.
INDEXED = (
    *("created", "name", "kind", "integrand", "offsets", "trainer", "activation", "initializer"),
    *("n_hidden", "nodes", "n_samples", "seed", "learning_rate", "status", "iterations"),
    *("seconds", "loss", "validation_loss", "integral_error", "error_estimate", "weight_error"),
    "test_error",
)
for _name in INDEXED:
    Index(f"ix_runs_{runs.c[_name].name}", runs.c[_name])

run_contents = Table(
    "run_contents",
    METADATA,
    Column("run_id", Identity, ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True),
    Column("curve", LargeBinary, nullable=False),
    Column("network", LargeBinary),
    Column("coefficients", LargeBinary),
    Column("versions", Text, nullable=False),
    Column("state", LargeBinary),
)

#: Trials whose values cannot be together: there is no spec, hence no run.
refused_cells = Table(
    "refused_cells",
    METADATA,
    Column("sweep", String(32), ForeignKey("sweeps.key", ondelete="CASCADE"), primary_key=True),
    Column("cell", Integer, primary_key=True, autoincrement=False),
    Column("reason", Text, nullable=False),
)

tasks = Table(
    "tasks",
    METADATA,
    Column("key", String(32), primary_key=True),
    Column("created", UtcDateTime, nullable=False),
    Column("kind", String(32), nullable=False),
    Column("title", Text, nullable=False),
    Column("score", String(32), nullable=False),
    Column("max_samples", Integer),
    Column("max_seconds", Float64),
    Column("lower", Float64, nullable=False),
    Column("upper", Float64, nullable=False),
    # of an integral
    Column("integrand", Text),
    Column("max_hidden", Integer),
    # of a stencil
    Column("derivative_order", Integer),
    Column("spacing", Float64),
    Column("max_mode", Integer),
    Column("noise", Float64),
    Column("max_points", Integer),
    Column("made_by", _MAKER),
)

#: What tabs watch just now; it outlives a server that is killed.
live_runs = Table(
    "live_runs",
    METADATA,
    Column("owner", String(64), primary_key=True),
    Column("page", String(64), primary_key=True),
    Column("saved", UtcDateTime, nullable=False),
    Column("contents", LargeBinary, nullable=False),
)

#: What readers of lessons have answered: in each attempt, the first answer to a part of a step.
lesson_answers = Table(
    "lesson_answers",
    METADATA,
    Column("session", String(64), primary_key=True),
    Column("lesson", String(64), primary_key=True),
    Column("step", Integer, primary_key=True, autoincrement=False),
    Column("part", String(16), primary_key=True),
    Column("attempt", Integer, primary_key=True, autoincrement=False, server_default="1"),
    Column("value", Float64, nullable=False),
    Column("given", UtcDateTime, nullable=False),
)
Index("ix_lesson_answers_given", lesson_answers.c.given)

#: How often a reader has begun a lesson; who has not begun it again has no row.
lesson_attempts = Table(
    "lesson_attempts",
    METADATA,
    Column("session", String(64), primary_key=True),
    Column("lesson", String(64), primary_key=True),
    Column("attempt", Integer, nullable=False),
    Column("began", UtcDateTime, nullable=False),
)

#: At which step of a lesson a reader is.
lesson_places = Table(
    "lesson_places",
    METADATA,
    Column("session", String(64), primary_key=True),
    Column("lesson", String(64), nullable=False),
    Column("step", Integer, nullable=False),
    Column("nickname", Text, nullable=False),
    Column("seen", UtcDateTime, nullable=False),
)

#: To which step the teacher has called everybody; the last row counts.
lesson_calls = Table(
    "lesson_calls",
    METADATA,
    Column("id", Identity, primary_key=True),
    Column("lesson", String(64), nullable=False),
    Column("step", Integer, nullable=False),
    Column("called", UtcDateTime, nullable=False),
)

#: Tables of measurements that a reader keeps, packed, with the bytes that they take.
measured_tables = Table(
    "measured_tables",
    METADATA,
    Column("key", String(32), primary_key=True),
    Column("created", UtcDateTime, nullable=False),
    Column("made_by", _MAKER),
    Column("n_bytes", Integer, nullable=False),
    Column("contents", LargeBinary, nullable=False),
)

#: Which controls the teacher hides from the class; the last row counts.
hidden_controls = Table(
    "hidden_controls",
    METADATA,
    Column("id", Identity, primary_key=True),
    Column("names", JSON, nullable=False),
    Column("hidden", UtcDateTime, nullable=False),
)
