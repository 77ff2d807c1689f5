"""From the text that a person typed to the tree: recursive descent, lenient with text and strict with operators.

either  = both { OR both }
both    = unary { [ AND ] unary }
unary   = { NOT | ! | - | + } primary
primary = "(" either ")" | field ":" value | field ">=" value | "phrase" | /expression/ | word
value   = "(" either of values ")" | range | ">=" bound | "text" | /expression/ | text
"""

import re
from typing import Final

from elkvision.core.clock import now_ms
from elkvision.core.query.scan import Scanner, Term, unescape
from elkvision.core.query.tree import EVERYTHING, Node, Not, Query
from elkvision.core.query.values import (
    Now,
    all_of,
    any_of,
    compare,
    field_named,
    regex_node,
    span,
    text_node,
    value_of,
)

MAX_LENGTH: Final = 10_000
MAX_DEPTH: Final = 50

_NAME: Final = r"((?:\\.|[\w@])(?:\\.|[\w@.$/-])*)"
#: `name:`, but not `12:30`, `http://…` or `std::string` (and yet `ip:::1`).
_FIELD = re.compile(rf"(?!\d+:){_NAME}:(?!//|:(?!:))", re.DOTALL)
_QUOTED_FIELD = re.compile(r'"([^"\\]+)":(?!//|:(?!:))')
_WILD_FIELD = re.compile(r"[\w@.]*[*?][\w@.*?-]*:(?=[^\s:/])")
#: `status >= 500`, as KQL has it; text such as `a -> b` is left alone.
_COMPARED = re.compile(rf"(?!\d+\s*[<>]){_NAME}\s*(>=|<=|>|<)\s*(?=[+-]?\d|now\b)", re.DOTALL)
_COMPARED_ORDERED = re.compile(r"(level|@timestamp|received_at)\s*(>=|<=|>|<)\s*(?=\w)")
_COMPARISON = re.compile(r">=|<=|>|<")
_STRONG = re.compile(r'(AND|OR|NOT)(?=[\s()"]|\Z)|(&&|\|\|)')
_WEAK = re.compile(r"(and|or|not)(?=[\s()]|\Z)")
#: A sign belongs to what it touches; `->`, `!=` and `--flag` are text.
_SIGN = re.compile(r'[!+-](?=[\w"(/@*?\\])')
_LONE_SIGN = re.compile(r"[+-](?=\s|\)|\Z)")
#: What follows is written as a query is written, not as a sentence is.
_STRUCTURED = re.compile(rf'\s*(?:not\s+|NOT\s+)?[+!-]?(?:[("]|(?!\d+:){_NAME}:(?!//|:(?!:))\S)', re.DOTALL)
_RANGE_WITHOUT_FIELD = re.compile(r"[\[{]\s*\S+\s+TO\s+\S+?\s*[\]}]")
_TO = re.compile(r"TO(?=\s)")


def parse(text: str, *, now: Now = now_ms) -> Query:
    """Read a query. `now` is what the word means in it, in milliseconds since 1970.

    Raises QueryError, which names the column, for whatever cannot be read.
    """
    if len(text) > MAX_LENGTH:
        raise Scanner(text).error(
            f"This query has {len(text):,} characters; {MAX_LENGTH:,} is the most.",
            "leave some of it out",
            MAX_LENGTH + 1,
        )
    if any("\ud800" <= letter <= "\udfff" for letter in text):
        raise Scanner(text).error("This query holds half a character.", "type it again", 1)
    if not text.strip():
        return EVERYTHING if not text else Query(text, EVERYTHING.tree)
    return Query(text, _Parser(text, now).whole())


class _Parser(Scanner):
    def __init__(self, text: str, now: Now) -> None:
        super().__init__(text)
        self.now = now
        self.depth = 0
        self.brackets = 0
        #: Was the operand before this place more than a bare word?
        self.structured = False

    def whole(self) -> Node:
        tree = self.either(None)
        if not self.at_end():
            raise self.error("This ) closes nothing.", 'leave it out, or put quotes around text that has one: "f(x)"')
        return tree

    # -- operators

    def either(self, field: str | None) -> Node:
        choices = [self.both(field)]
        while self.operator(field) == "OR":
            self.take_operator()
            choices.append(self.both(field))
        return any_of(choices)

    def both(self, field: str | None) -> Node:
        parts: list[Node] = []
        while True:
            word = self.operator(field, first=not parts)
            if word == "OR" and parts:
                return all_of(parts)
            if word == "AND" and parts:
                self.take_operator()
                parts.append(self.unary(field, joined=True))
                continue
            if self.at_end() or self.at(")"):
                return all_of(parts)
            parts.append(self.unary(field))
            self.skip_commas()

    def skip_commas(self) -> None:
        """Commas between quotes come with pasted JSON and say nothing."""
        self.skip_space()
        while self.take(","):
            self.skip_space()

    def unary(self, field: str | None, *, joined: bool = False) -> Node:
        """`joined`: an operator stands before, so that a lower-case `not` is one as well."""
        self.skip_space()
        column, word = self.column, self.here()
        operator = self.operator(field, first=True, joined=joined)
        if operator in {"AND", "OR"}:
            raise self.error(f"Nothing stands before {word}.", f'leave it out, or search for "{word}"')
        if operator == "NOT":
            self.take_operator()
            return Not(self.deeper(column, field))
        if self.at_pattern(_LONE_SIGN):
            raise self.error(f"Nothing follows the {self.text[self.place]}.", "put quotes around text from a log")
        sign = self.at_pattern(_SIGN)
        if sign is None:
            return self.primary(field)
        self.place = sign.end()
        inner = self.deeper(column, field)
        return inner if sign[0] == "+" else Not(inner)

    def deeper(self, column: int, field: str | None) -> Node:
        self.descend(column)
        node = self.unary(field, joined=True)
        self.depth -= 1
        self.structured = True
        return node

    def descend(self, column: int) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self.error(f"This is nested more than {MAX_DEPTH} deep.", "take some brackets away", column)

    def operator(self, field: str | None, *, first: bool = False, joined: bool = False) -> str | None:
        """AND, OR or NOT when one stands here. In lower case it has to stand beside something structured."""
        self.skip_space()
        strong = self.at_pattern(_STRONG)
        if strong:
            return {"&&": "AND", "||": "OR"}.get(strong[0], strong[0])
        weak = self.at_pattern(_WEAK)
        if weak is None:
            return None
        after = _STRUCTURED.match(self.text, weak.end()) is not None
        if weak[0] == "not":
            return "NOT" if after or joined or field else None
        if first:
            return None
        return weak[0].upper() if after or self.structured or self.brackets else None

    def here(self) -> str:
        """The operator at this place, as it is written."""
        found = self.at_pattern(_STRONG) or self.at_pattern(_WEAK)
        return found[0] if found else ""

    def take_operator(self) -> None:
        """Move over the operator here, which something has to follow."""
        word = self.here()
        self.place += len(word)
        self.skip_space()
        if self.at_end() or self.at(")"):
            raise self.error(f"Nothing follows {word}.", f'add what it should apply to, or search for "{word}"')

    # -- operands

    def primary(self, field: str | None) -> Node:
        if self.at("("):
            return self.group(field)
        self.structured = True
        if field is not None:
            return self.value(field)
        if self.at('"'):
            return self.quoted()
        end = self.regex_end() if self.at("/") else None
        if end:
            column = self.column
            return regex_node(None, self.take_regex(end), column)
        named = self.at_pattern(_FIELD)
        if named:
            return self.named(unescape(named[1]), named.end())
        compared = self.at_pattern(_COMPARED) or self.at_pattern(_COMPARED_ORDERED)
        if compared:
            self.place = compared.end()
            return compare(field_named(unescape(compared[1])), compared[2], self.bound(), self.now)
        return self.bare()

    def bare(self) -> Node:
        if self.at_pattern(_RANGE_WITHOUT_FIELD):
            raise self.error("This range belongs to no field.", "write the field before it: status:[400 TO 499]")
        if self.at_pattern(_WILD_FIELD) and not self.at("*:*"):
            raise self.error("A field's name cannot have a wildcard.", "name the field, or put quotes around the text")
        self.structured = False
        if self.take("*:*"):
            return EVERYTHING.tree
        return text_node(None, self.take_term())

    def quoted(self) -> Node:
        named = self.at_pattern(_QUOTED_FIELD)
        if named:
            return self.named(named[1], named.end())
        term = self.take_quoted()
        if not term.text.strip():
            raise self.error("There is nothing between these quotes.", "write what to look for", term.column)
        return text_node(None, term)

    def named(self, name: str, end: int) -> Node:
        column = self.column
        self.place = end
        self.skip_space()
        if self.at_end() or self.at(")"):
            hint = f'write {name}:value, {name}:* for any, or "{name}:" for the text'
            raise self.error(f"Nothing follows {name}:.", hint)
        if name == "_exists_":
            term = self.bound()
            return value_of(field_named(term.text), Term(("", "*", ""), column), self.now)
        field = field_named(name)
        node = self.group(field) if self.at("(") else self.value(field)
        self.structured = True
        return node

    def group(self, field: str | None) -> Node:
        column = self.column
        self.take("(")
        self.skip_space()
        if self.at(")"):
            raise self.error("There is nothing between these brackets.", 'put quotes around text: "main()"', column)
        self.descend(column)
        self.brackets += 1
        node = self.either(field)
        if not self.take(")"):
            raise self.error("This ( is never closed.", "add a ) where it ends", column)
        self.depth -= 1
        self.brackets -= 1
        self.structured = True
        return node

    def value(self, field: str) -> Node:
        column = self.column
        if self.at('"'):
            return value_of(field, self.take_quoted(), self.now)
        end = self.regex_end() if self.at("/") else None
        if end:
            return regex_node(field, self.take_regex(end), column)
        comparison = self.at_pattern(_COMPARISON)
        if comparison:
            self.place = comparison.end()
            self.skip_space()
            return compare(field, comparison[0], self.bound(), self.now)
        if self.at("[") or self.at("{"):
            return self.range(field)
        return value_of(field, self.some_term(), self.now)

    def bound(self) -> Term:
        return self.take_quoted() if self.at('"') else self.some_term()

    def some_term(self, *, in_range: bool = False) -> Term:
        term = self.take_term(in_range=in_range)
        if not term.text:
            raise self.error("A value is missing here.", "write one, in quotes when it has spaces")
        return term

    def range(self, field: str) -> Node:
        column = self.column
        opened = self.text[self.place]
        self.place += 1
        low = self.end_of_range(column)
        self.skip_space()
        if not self.at_pattern(_TO):
            raise self.range_error(column)
        self.place += 2
        high = self.end_of_range(column)
        self.skip_space()
        if not (self.at("]") or self.at("}")):
            raise self.range_error(column)
        closed = self.text[self.place]
        self.place += 1
        return span(field, low, high, (opened == "[", closed == "]"), self.now, column)

    def end_of_range(self, column: int) -> Term | None:
        self.skip_space()
        if self.at('"'):
            return self.take_quoted()
        term = self.take_term(in_range=True)
        if term.is_star:
            return None
        if not term.text or not term.is_plain:
            raise self.range_error(column)
        return term

    def range_error(self, column: int) -> Exception:
        hint = (
            "write [400 TO 499], {400 TO 499} without the ends, or [400 TO *]; quote a text that begins with a bracket"
        )
        return self.error("This range cannot be read.", hint, column)
