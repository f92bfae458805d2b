"""A small table as a part of a link."""

import base64
import binascii
import zlib

from nncore.messages import SettingError

#: Addresses may have about 8,000 characters on their way through servers.
LONGEST = 5_000
#: A table of more characters is in no link.
LARGEST_TABLE = 2**20


def packed(text: str) -> str:
    """Return a table as letters, digits, - and _; empty where that would be too long."""
    if len(text) > LARGEST_TABLE:
        return ""
    code = base64.urlsafe_b64encode(zlib.compress(text.encode("utf-8"), 9)).decode().rstrip("=")
    return code if len(code) <= LONGEST else ""


def unpacked(name: str, code: str) -> str:
    """Return the table that was `packed`.

    Raises
    ------
    SettingError
        If it is none: the link was cut, or is of something else.
    """
    try:
        raw = base64.b64decode(code + "=" * (-len(code) % 4), altchars=b"-_", validate=True)
        reader = zlib.decompressobj()
        content = reader.decompress(raw, LARGEST_TABLE)
        if reader.unconsumed_tail or not reader.eof:
            raise zlib.error
        return content.decode("utf-8")
    except (binascii.Error, zlib.error, ValueError) as problem:
        raise SettingError(
            "`{name}` holds no whole table: copy the link again, to its end.", name=name
        ) from problem
