"""All of Plotly, for heat maps and parallel coordinates: copied from the installed package."""

import functools
import importlib.util
import os
import shutil
import tempfile
from pathlib import Path

FULL_PLOTLY_JS = "plotly.min.js"

_STATIC = Path(__file__).parents[1] / "static"
_HEAD = 200  # bytes in which a bundle names its version


@functools.cache
def full_bundle() -> str:
    """Return the file name of the full bundle in ``static/``, where it is put if it must be."""
    found = importlib.util.find_spec("plotly")
    assert found is not None and found.origin is not None  # it is a requirement
    source = Path(found.origin).parent / "package_data" / FULL_PLOTLY_JS
    copy = _STATIC / FULL_PLOTLY_JS
    if not copy.exists() or _head(copy) != _head(source):
        descriptor, name = tempfile.mkstemp(dir=_STATIC, suffix=".part")
        os.close(descriptor)
        shutil.copyfile(source, name)
        os.chmod(name, 0o644)
        os.replace(name, copy)  # another server may be reading it
    return FULL_PLOTLY_JS


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_HEAD)
