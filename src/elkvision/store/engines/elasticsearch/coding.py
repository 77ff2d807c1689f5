"""How values become terms of the index: the contract between what is written and what is asked.

A document is the event itself, and beside it one object that is only searched, never given back:

    q.w   words of the message, in lower case, separated by blanks (`core.query.words`, each as `word_token`)
    q.o   the same for service, source, host, logger and trace_id: a list of texts, 100 places apart
    q.m   the whole message in lower case; absent when it has none or is longer than MESSAGE_BYTES
    q.t   a term for every single value of every path (below)
    q.s   the shapes: which paths the event has, and of which types (see `shapes`)
    q.k.* a twin of one path, to be counted: its values in their own spelling and type (see `counted`)
    q.n.* a twin of one path, to be reckoned with: those values that are or read as numbers, as doubles

A path is `path_of(field)`: an own field's name as it is, an attribute's with a dot before it. Dotted and nested
names are one path, and lists are gone through. `message`, `level`, `id`, `tenant_id`, `@timestamp`, `received_at` have
no terms in q.t: they are searched in fields of their own. A term is path, BREAK and then

    s text            a text in lower case; the empty text is just `s`
    n sortable BREAK text   a number; `text` is the one that `text_of` gives it, which never has a BREAK
    n sortable        of a text that reads as a number, beside its `s`: for ranges
    b true|false      a boolean
    6 32 hex digits   of a text that is an IPv6 address, beside its `s` (an IPv4 address has one spelling only,
                      so a network of them is an expression on the `s` term)
    l                 a text longer than LONGEST: it is not among the `s` terms, and is looked at one by one
    h SHA-256         beside an `l`: of the text in lower case

and LONG_WORDS is among them when any word in q.w or q.o is longer than LONGEST_WORD.
An empty list and an empty object have no term. So a path is filled when it, or a path below it, has a term other
than `s` alone. Terms are compared by code point, as Python compares texts.
"""

import hashlib
import math
import re
import socket
import struct
from collections.abc import Iterable
from functools import lru_cache
from typing import Any, Final

from elkvision.core.event import FIELDS
from elkvision.core.query import read_number
from elkvision.core.query.leaves import text_of

WORDS: Final = "q.w"
OTHER_WORDS: Final = "q.o"
WHOLE_MESSAGE: Final = "q.m"
TERMS: Final = "q.t"
SHAPES: Final = "q.s"
COUNTED: Final = "q.k."
RECKONED: Final = "q.n."

#: Between a path and what it has. No path has it, and it is one byte in JSON, other than NUL.
BREAK: Final = "\x7f"
#: Comes after whatever goes on with a BREAK.
AFTER: Final = "\x80"

#: Characters. No such text, path before it, is longer than a term of Lucene may be (32,766 bytes).
LONGEST: Final = 8000
#: Letters of a word that stands in q.w and q.o as it is: the server cuts any at 255 UTF-16 units.
LONGEST_WORD: Final = 120
#: A term of its own: no path begins so.
LONG_WORDS: Final = BREAK + "w"
#: Of UTF-8, in lower case: what a term of Lucene may have. A longer message has the term `message BREAK l`.
MESSAGE_BYTES: Final = 32_766
#: Bytes of UTF-8. A longer path is known by its beginning and a hash.
LONGEST_PATH: Final = 600
#: Of a path that has twins.
LONGEST_TWIN: Final = 200

_ATTRIBUTES: Final = "attributes"
_ESCAPES: Final = {ord(BREAK): "\x01" + "0", 1: "\x01" + "1"}


# -- paths


def path_of(field: str) -> str:
    """The path of a field as the query tree names it: `service`, or `.user.id` of `attributes.user.id`."""
    return path_code(field.removeprefix(_ATTRIBUTES) if field.startswith(_ATTRIBUTES + ".") else field)


def path_code(path: str) -> str:
    """A path as it stands in terms: without BREAK, and not too long."""
    if BREAK in path or "\x01" in path:
        path = path.translate(_ESCAPES)
    if len(path) * 4 > LONGEST_PATH and len(path.encode()) > LONGEST_PATH:
        digest = hashlib.sha256(path.encode()).hexdigest()
        path = path.encode()[: LONGEST_PATH - 66].decode(errors="ignore") + "\x01#" + digest
    return path


def field_of(path: str) -> str:
    """The field, as the query tree names it, of a path that `path_code` gave."""
    if "\x01" in path:
        path = path.replace("\x010", BREAK).replace("\x011", "\x01")
    return _ATTRIBUTES + path if path.startswith(".") else path


# -- terms


def is_long(text: str) -> bool:
    return len(text) > LONGEST


def text_term(path: str, text: str) -> str:
    """Of a text that is not long; in whatever case."""
    return f"{path}{BREAK}s{text.lower()}"


def number_term(path: str, number: float) -> str:
    """Of a number of the event: exactly this number, written as `text_of` writes it."""
    return f"{path}{BREAK}n{sortable(number)}{BREAK}{text_of(number)}"


def number_start(path: str, number: float) -> str:
    """How the terms of all numbers begin that are equal to this one, whatever their text."""
    return f"{path}{BREAK}n{sortable(number)}{BREAK}"


def boolean_term(path: str, value: bool) -> str:
    return f"{path}{BREAK}b{'true' if value else 'false'}"


def long_term(path: str) -> str:
    return f"{path}{BREAK}l"


def hash_term(path: str, text: str) -> str:
    return f"{path}{BREAK}h{hashlib.sha256(text.lower().encode()).hexdigest()}"


def address_term(path: str, address: int) -> str:
    """Of an IPv6 address."""
    return f"{path}{BREAK}6{address:032x}"


def text_terms(path: str, text: str, number: float | None) -> list[str]:
    """Every term of one text of the event; `number` is the one that it reads as."""
    if len(text) > LONGEST:
        return [long_term(path), hash_term(path, text)]
    terms = [text_term(path, text)]
    if number is not None:
        terms.append(f"{path}{BREAK}n{sortable(number)}")
    if ":" in text and len(text) < _LONGEST_ADDRESS:
        try:
            packed = socket.inet_pton(socket.AF_INET6, text)
        except (OSError, ValueError):
            return terms
        terms.append(address_term(path, int.from_bytes(packed)))
    return terms


#: A text that reads as a number has nothing else, so that `strip` leaves nothing of it; most others it leaves something.
IN_NUMBERS: Final = "0123456789+-.eE"
_LONGEST_ADDRESS: Final = 50

# -- words

_WORD: Final = re.compile(r"[^\W_]+")
#: Whatever is no letter or digit becomes a blank: that leaves the words of a text in ASCII.
_BLANKS: Final = bytes(byte if byte < 128 and chr(byte).isalnum() else 32 for byte in range(256))
_START: Final = 100
#: Any run that is longer than LONGEST_WORD has all of such a piece.
_PIECE: Final = LONGEST_WORD // 2


def word_token(word: str) -> str:
    """A word in lower case as q.w and q.o have it: of a long one the beginning, \\x01 and a hash."""
    if len(word) <= LONGEST_WORD:
        return word
    return f"{word[:_START]}\x01{hashlib.sha256(word.encode()).hexdigest()[:32]}"


def words_of(lower: str) -> tuple[str, bool]:
    """The words of a text that is in lower case, with blanks between and perhaps around them; is any of them long?"""
    if len(lower) <= LONGEST_WORD and lower.isalnum():
        return lower, False
    words = lower.encode().translate(_BLANKS).decode() if lower.isascii() else " ".join(_WORD.findall(lower))
    if len(words) > LONGEST_WORD and not all(
        " " in words[at : at + _PIECE] for at in range(0, len(words) - _PIECE + 1, _PIECE)
    ):
        each = words.split()
        return " ".join(map(word_token, each)), any(len(word) > LONGEST_WORD for word in each)
    return words, False


# -- numbers

_DOUBLE: Final = struct.Struct(">d").pack
_ALL: Final = (1 << 64) - 1
_MOST: Final = 0x7FF


def sortable(number: float) -> str:
    """A text that sorts as the number does, compared with any other number: the double nearest to it in hex
    without the noughts at its end, and how far the number is from that double: `-` not at all, `,` and three
    digits below, `.` and three digits above. Exact for whole numbers up to 65 bits and all doubles."""
    try:
        near = float(number) + 0.0  # there is one nought only
    except OverflowError:
        near = math.inf if number > 0 else -math.inf
    bits = _DOUBLE(-near).hex() if near >= 0 else f"{int.from_bytes(_DOUBLE(near)) ^ _ALL:016x}"
    text = bits.rstrip("0")
    if type(number) is int and number != near:
        beyond = number - int(near) if math.isfinite(near) else number
        if beyond < 0:
            return f"{text},{max(beyond, -_MOST) + 0x800:03x}"
        return f"{text}.{min(beyond, _MOST):03x}"
    return text + "-"


def double_of(value: int | float | str) -> float | None:
    """The double that a twin reckons with; None when the value is no number and does not read as one."""
    number = read_number(value) if isinstance(value, str) else value
    try:
        double = math.nan if number is None else float(number)
    except OverflowError:
        return None
    return double if math.isfinite(double) else None


# -- twins


@lru_cache(maxsize=1 << 16)
def twin_of(path: str) -> str | None:
    """The last part of the names of a path's twins (`q.k.` and `q.n.` before it); None when it never has any.
    Letters, digits, `_` and `-` stay, a dot is `~`, all else is written as `%` and the hex digits of its bytes."""
    if "\x01" in path or len(path) > LONGEST_TWIN:
        return None
    return "".join(map(_in_name, path))


def _in_name(letter: str) -> str:
    if letter == ".":
        return "~"
    if letter.isascii() and (letter.isalnum() or letter in "_-"):
        return letter
    return "".join(f"%{byte:02x}" for byte in letter.encode())


def path_of_twin(name: str) -> str:
    """The path that has this twin."""
    head, *rest = name.replace("~", ".").split("%")
    return (head.encode() + b"".join(bytes.fromhex(part[:2]) + part[2:].encode() for part in rest)).decode()


def counted(value: Any, time: int = 1) -> str:
    """A value as a twin counts it: a letter for its type (`s`, `i`, `f`, `b`) and its text. The second and later
    times that one document has it, a capital letter, the number of the time, NUL and the text."""
    if type(value) is str:
        letter, text = "s", value
    elif type(value) is bool:
        letter, text = "b", "true" if value else "false"
    elif type(value) is int:
        letter, text = "i", str(value)
    else:
        letter, text = "f", repr(value + 0.0)
    return letter + text if time == 1 else f"{letter.upper()}{time}\0{text}"


def value_counted(code: str) -> str | int | float | bool:
    """The value that `counted` was given, whatever the time."""
    letter, text = code[0], code[1:]
    if letter.isupper():
        letter, text = letter.lower(), text.partition("\0")[2]
    if letter == "s":
        return text
    if letter == "b":
        return text == "true"
    return int(text) if letter == "i" else float(text)


# -- shapes

#: A letter for each type that `FieldInfo` names.
TYPES: Final = {
    "string": "s",
    "integer": "i",
    "float": "f",
    "boolean": "b",
    "list": "l",
    "object": "o",
    "date": "d",
}
#: Of own fields that are no strings.
_OWN_TYPES: Final = {
    "@timestamp": "date", "received_at": "date", "tags": "list", "geoip": "object", "user_agent": "object",
}  # fmt: skip
_NAMES: Final = {letter: name for name, letter in TYPES.items()}
#: Characters of one shape.
_SHAPE: Final = 6000


def shapes(own: Iterable[str], entries: Iterable[str]) -> list[str]:
    """The shapes of an event with these own fields, and with these paths in its attributes, a letter for the type before
    each: which own fields as a number in hex, then the entries by path, with a BREAK before each. Mostly one shape; of an
    event with a great many paths several, and nothing is in two of them."""
    found: list[str] = []
    piece = f"{sum(1 << FIELDS.index(name) for name in set(own)):x}"
    last = ""
    for path, letter in sorted({(entry[1:], entry[0]) for entry in entries}):
        if len(piece) + len(path) > _SHAPE and path != last:
            found.append(piece)
            piece = "0"
        piece += BREAK + letter + path
        last = path
    return [*found, piece]


def fields_of_shape(shape: str) -> dict[str, set[str]]:
    """Field, as the query tree names it, to the names of the types that it has here."""
    own, *entries = shape.split(BREAK)
    bits = int(own, 16)
    found = {name: {_OWN_TYPES.get(name, "string")} for place, name in enumerate(FIELDS) if bits >> place & 1}
    for entry in entries:
        found.setdefault(field_of(entry[1:]), set()).add(_NAMES[entry[0]])
    return found
