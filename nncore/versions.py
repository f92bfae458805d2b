"""The versions that a result depends on."""

import platform
from contextlib import suppress
from functools import cache
from importlib.metadata import PackageNotFoundError, version

__version__ = "0.1.0"

_PACKAGES = ("numpy", "scipy", "keras", "streamlit", "dask")


@cache
def versions() -> tuple[str, ...]:
    """Return name and version of nncore, Python and the packages that results depend on."""
    found = [f"nncore {__version__}", f"Python {platform.python_version()}"]
    for package in _PACKAGES:
        with suppress(PackageNotFoundError):  # nncore runs without Streamlit
            found.append(f"{package} {version(package)}")
    return tuple(found)
