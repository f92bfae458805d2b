"""The versions that a result depends on."""

import platform
from functools import cache
from importlib.metadata import version

__version__ = "0.1.0"

_PACKAGES = ("numpy", "scipy", "keras", "streamlit", "dask")


@cache
def versions() -> tuple[str, ...]:
    """Return name and version of nncore, Python and the packages that results depend on."""
    packages = (f"{package} {version(package)}" for package in _PACKAGES)
    return (f"nncore {__version__}", f"Python {platform.python_version()}", *packages)
