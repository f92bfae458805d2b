"""The address under which a class finds the teacher's machine."""

import ipaddress
import os
import socket
from collections.abc import Iterator
from urllib.parse import urlsplit, urlunsplit

from nncore.messages import SettingError, marked
from nncore.options import shown

VARIABLE = "NNCORE_PUBLIC_ADDRESS"
"""The environment variable with the address, where the server cannot know it: in a container."""

_NO_ADDRESS = marked(
    "{variable} must be an address that other machines can open, such as http://192.168.1.7:8501, "
    "got {value}."
)

# Addresses for documentation (RFC 5737, RFC 3849): nothing is sent to them, but the system tells
# from which of its own addresses it would be.
_ELSEWHERE = ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1"))


def class_address(url: str) -> str | None:
    """Return the address of a page of the lab that other machines can open.

    Parameters
    ----------
    url : str
        As the teacher's browser has it; its query is dropped.

    Returns
    -------
    str or None
        Under what NNCORE_PUBLIC_ADDRESS names, if it is set. Else, if the browser is on the machine
        of the server itself, its host is the machine's address in the local network; None if it is
        in none.

    Raises
    ------
    SettingError
        If NNCORE_PUBLIC_ADDRESS is no address that others can open.
    """
    parts = urlsplit(url)
    if named := os.environ.get(VARIABLE, "").strip():
        return _checked(named) + parts.path
    host = parts.hostname or ""
    if is_this_machine(host):
        found = next(_own_addresses(), None)
        if found is None:
            return None
        host = found
    place = f"[{host}]" if ":" in host else host
    if parts.port is not None:
        place = f"{place}:{parts.port}"
    return urlunsplit((parts.scheme or "http", place, parts.path, "", ""))


def _checked(named: str) -> str:
    """Return an address without a slash at its end, or raise an error if it cannot be opened."""
    try:
        parts = urlsplit(named)
        is_good = (
            parts.scheme in ("http", "https")
            and not is_this_machine(parts.hostname or "")
            and parts.port != 0  # reading it raises a ValueError where it is none
            and named.isprintable()
            and parts.path in ("", "/")  # the page is what the browser says
            and not set(named) & set(" ?#@\\")
        )
    except ValueError:
        is_good = False
    if not is_good:
        raise SettingError(_NO_ADDRESS, variable=VARIABLE, value=shown(named))
    return named.rstrip("/")


def is_this_machine(host: str) -> bool:
    """Whether a host is one by which only programs on the same machine find it."""
    if host in ("", "localhost") or host.endswith(".localhost"):
        return True
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


def _own_addresses() -> Iterator[str]:
    """Yield addresses of this machine, first the one from which it reaches others."""
    for family, elsewhere in _ELSEWHERE:
        try:
            with socket.socket(family, socket.SOCK_DGRAM) as asked:
                asked.connect((elsewhere, 9))
                found = asked.getsockname()[0]
        except OSError:
            continue
        if not is_this_machine(found):
            yield found
    try:
        known = socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)
    except OSError:
        return
    for *_, (address, *_) in known:
        if not is_this_machine(str(address)):
            yield str(address)
