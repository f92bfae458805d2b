"""What the tests of the commands share."""

import pytest


@pytest.fixture
def database(tmp_path):
    return str(tmp_path / "runs.sqlite3")
