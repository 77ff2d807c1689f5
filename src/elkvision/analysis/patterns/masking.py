"""What varies in a message by its look alone: numbers, addresses, times, paths. One expression finds them all."""

import re
from typing import Final

#: Stands for a variable in a masked message; where a message has it itself, it is read as `_STRANGER`.
HOLE: Final = "\x00"
_STRANGER: Final = "\ufffd"

#: What is behind so many characters is one variable.
LONGEST: Final = 1_000
_SHOWN: Final = 200

_DAY: Final = r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]{0,6},? "
_MONTH: Final = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?"
_CLOCK: Final = r"\d{1,2}:\d\d(?::\d\d(?:[.,]\d{1,9})?)?"
_YEAR: Final = r"(?: [A-Z]{3,4}(?= \d{4}))?(?: \d{4})?"
WRITTEN_TIME: Final = rf"(?:{_DAY})?{_MONTH} {{1,2}}\d{{1,2}},? (?:\d{{4}} )?{_CLOCK}{_YEAR}"
ISO_TIME: Final = rf"\d{{1,4}}[-/.]\d\d?[-/.]\d{{1,4}}(?:T| |, ){_CLOCK}(?:Z|[+-]\d\d:?\d\d)?"
DURATION: Final = r"(?:< ?)?\d++(?:\.\d++)? ?(?:milliseconds|seconds|minutes|hours|days|msecs?|secs?|mins?|ns|us|ms)\b"
SIZE: Final = r"\d++(?:\.\d++)? ?[kKMGTP]?i?B\b"
URL: Final = r"[A-Za-z][A-Za-z0-9+.]{1,15}://[^\s\"'<>\])},;]++"
_ENDING: Final = r"(?:com|net|org|edu|gov|mil|info|biz|local|localdomain|internal|lan)"
HOST: Final = (
    rf"(?:(?:[A-Za-z][A-Za-z0-9_-]*\.){{1,8}}{_ENDING}|(?:[A-Za-z][A-Za-z0-9_-]*\.){{2,8}}[a-z]{{2}})"
    r"(?::\d{1,5})?(?![\w.$/])"
)
PATH: Final = r"(?:[A-Za-z]:|\\|\.{1,2}|~)?(?:[/\\][\w.+~@%$#*-]++)++[/\\]?(?::\d++)*+(?:\?[^\s\"']*+)?"
COLONS: Final = r"[0-9a-fA-F]{1,4}(?::{1,2}[0-9a-fA-F]{1,4}){2,}"
#: A run of letters, digits and what joins them, with a digit somewhere. Bounds keep the time linear.
_JOINT: Final = r"[.@$#~%/\\&*+-]"
#: `ssh2`, `eth0`: a name that ends in one digit is a word.
_NAME: Final = r"(?![^\W\d_]{2,8}\d(?![\w.:/@#$~%&*+-]))"
_WITH_DIGIT: Final = rf"{_NAME}[-+]?(?:[^\W\d]++|{_JOINT}(?=\w)){{0,40}}+\d(?:\w++|{_JOINT}++(?=\w)|:(?=\d)|(?<=\d)%)*+"

#: Most words are none of these; they are told by what follows them before anything else is tried.
_NAMED: Final = r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
_PLAIN: Final = rf"(?!(?!{_NAMED})[^\W\d]++(?:[\s=(),;\[\]{{}}\"'|<>]|\Z)|[\s=()\[\]{{}},;\"'|:!?])"
_OF_DIGIT: Final = rf"(?=\d)(?:{ISO_TIME}|{COLONS}|{DURATION}|{SIZE}|{_WITH_DIGIT})"
_OF_LETTER: Final = (
    rf"(?=[^\W\d_])(?:{URL}|(?=[A-Z][a-z][a-z]){WRITTEN_TIME}|{COLONS}|{HOST}|(?=[A-Za-z]:){PATH}|{_WITH_DIGIT})"
)
_OF_SIGN: Final = rf"(?=\W)(?:{DURATION}|{PATH}|{_WITH_DIGIT})|(?=_){_WITH_DIGIT}"
_split: Final = re.compile(rf"(?<!\w){_PLAIN}({_OF_DIGIT}|{_OF_LETTER}|{_OF_SIGN})").split


def pieces(message: str) -> list[str]:
    """Constant text and variables by turns, beginning and ending with a constant text, which may be empty.

    Of several lines the first that says something counts; what is too long ends in a variable.
    """
    if "\n" in message or HOLE in message:
        message = message.strip().partition("\n")[0].rstrip("\r").replace(HOLE, _STRANGER)
    if len(message) <= LONGEST:
        return _split(message)
    head = message[:LONGEST]
    head = head[: head.rfind(" ")]
    return [*_split(head), message[len(head) : LONGEST + _SHOWN], ""]
