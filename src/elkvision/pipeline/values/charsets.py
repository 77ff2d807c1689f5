"""Character sets, by the names that Logstash knows them by."""

import codecs
import re
from collections.abc import Callable
from typing import Final

_BROKEN: Final = re.compile("[\udc80-\udcff]")
#: Names that Ruby has and Python has not.
_OTHER_NAMES: Final = {"BINARY": "latin-1", "ASCII-8BIT": "latin-1", "UTF-8-MAC": "utf-8", "CP65001": "utf-8"}


def reader(name: str) -> Callable[[bytes], str]:
    r"""What makes text of bytes in a character set. Raises LookupError when there is no such set.

    In UTF-8 a byte that is none is written as `\xE9`, so that nothing is lost; in others it becomes U+FFFD.
    """
    found = codecs.lookup(_OTHER_NAMES.get(name.upper(), name))
    if found.name == "utf-8":
        return _utf8
    if not getattr(found, "_is_text_encoding", True):
        raise LookupError(f"{name} is no character set")
    decode = found.decode
    return lambda data: decode(data, "replace")[0]


def _utf8(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError:
        text = data.decode("utf-8", "surrogateescape")
        return _BROKEN.sub(lambda byte: f"\\x{ord(byte[0]) - 0xDC00:02X}", text)
