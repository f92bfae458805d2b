"""What Alembic runs: the revisions, in the transaction of `nncore.runs.migrating.migrate`."""

from alembic import context

from nncore.runs.migrating import VERSION_TABLE
from nncore.runs.schema import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    version_table=VERSION_TABLE,
)
context.run_migrations()
