"""The versions that a result depends on."""

import platform
from functools import cache
from importlib.metadata import version

_PACKAGES = ("numpy", "scipy", "keras", "streamlit", "dask")


@cache
def versions() -> tuple[str, ...]:
    """Return name and version of Python and of the packages that results depend on."""
    return (f"Python {platform.python_version()}", *(f"{p} {version(p)}" for p in _PACKAGES))
