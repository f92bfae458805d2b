"""The address under which a class finds the teacher's machine."""

import ipaddress
import socket
from collections.abc import Iterator
from urllib.parse import urlsplit, urlunsplit

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
        If the browser is on the machine of the server itself, its host is the machine's address in
        the local network; None if it is in none.
    """
    parts = urlsplit(url)
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
