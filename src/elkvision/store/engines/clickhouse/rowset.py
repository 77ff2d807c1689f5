"""The rows that numbers are worked out from: for each event its keys, its bucket, its values and which measures it is for.

Nearly all events have single values only, and those are read from their columns as they are. The others (with tags or
lists, where a question is about such) come apart: a row for each key, and for each place in the longest of their lists;
`f` is 1 in the first of an event's keys, `e` in the first place.
"""

from collections.abc import Sequence

from elkvision.core.query.tree import And, Node, Not
from elkvision.store.engines.clickhouse.conditions import condition
from elkvision.store.engines.clickhouse.keys import Values, is_listed, values_of
from elkvision.store.engines.clickhouse.parameters import Parameters


class RowSet:
    """Columns are asked for first, and then the rows: `k0` and so on are keys, `v0` values, `q0` conditions."""

    def __init__(self, table: str, parameters: Parameters) -> None:
        self._table, self._parameters = table, parameters
        self._keys: list[tuple[str, Values]] = []
        self._values: dict[tuple[str, str], tuple[str, Values]] = {}
        self._conditions: dict[Node, str] = {}
        self._lists: set[str] = set()
        self._others: list[str] = []

    def key(self, field: str) -> str:
        name = f"k{len(self._keys)}"
        self._keys.append((name, self._of("text", field)))
        return name

    def value(self, kind: str, field: str) -> str:
        """The field's value, "number" or "coded"; what is none is NULL or empty."""
        if (kind, field) not in self._values:
            self._values[kind, field] = f"v{len(self._values)}", self._of(kind, field)
        return self._values[kind, field][0]

    def other(self, expression: str) -> None:
        self._others.append(expression)

    def matching(self, tree: Node) -> str:
        """A condition of columns. What several measures ask is worked out once."""
        match tree:
            case And(children):
                return "(" + " AND ".join(map(self.matching, children)) + ")"
            case Not(child):
                return f"(NOT {self.matching(child)})"
        if tree not in self._conditions:
            self._conditions[tree] = condition(tree, self._parameters, hints=False)
        return f"q{list(self._conditions).index(tree)}"

    @property
    def has_list_keys(self) -> bool:
        return any(values.listed for _, values in self._keys)

    @property
    def has_list_values(self) -> bool:
        return any(values.listed for _, values in self._values.values())

    def singles(self, where: str) -> str:
        """The rows of events without lists, where lists are asked for; else all."""
        values = [*self._keys, *self._values.values()]
        columns = [f"{each.single} AS {name}" for name, each in values] + ["1 AS e"] * self.has_list_values
        none = "".join(f" AND empty({column})" for column in sorted(self._lists))
        return self._select([*columns, *self._shared()], where + none)

    def _of(self, kind: str, field: str) -> Values:
        found = values_of(kind, field, self._parameters)
        if found.listed:
            self._lists.add(is_listed(field))
        return found

    def _shared(self) -> list[str]:
        return [*self._others, *(f"{sql} AS q{n}" for n, sql in enumerate(self._conditions.values()))]

    def listed(self, where: str) -> str:
        """Those of the others; empty where there are none. In storeys, as what is written out several times in one
        takes ClickHouse longer to understand than a small answer takes: single values, then lists, then their places."""
        if not self._lists:
            return ""
        some = " OR ".join(f"notEmpty({column})" for column in sorted(self._lists))
        values = [*self._keys, *self._values.values()]
        read = [*sorted({*self._lists, *(["more_values"] if "more_paths" in self._lists else [])})]
        single = self._select(
            [*(f"{each.single} AS s{name}" for name, each in values), *self._shared(), *read], f"{where} AND ({some})"
        )
        lists = [f"{self._list(name, each)} AS l{name}" for name, each in values if each.listed]
        columns, named = self._places()
        shared = [each.rpartition(" AS ")[2] for each in self._shared()]
        return f"WITH {', '.join(named)} SELECT {', '.join([*columns, *shared])} FROM (SELECT *, {', '.join(lists)} FROM ({single}))"

    def _list(self, name: str, each: Values) -> str:
        made = each.listed(f"s{name}") if each.listed else ""
        return f"arrayDistinct({made})" if any(name == key for key, _ in self._keys) else made

    def _places(self) -> tuple[list[str], list[str]]:
        """The columns of a row for each key and place, and what they are made of."""
        named, columns, firsts, lengths = [], [], [], []
        for name, each in self._keys:
            if not each.listed:
                columns.append(f"s{name} AS {name}")
                continue
            pairs = f"arrayMap((x, n) -> (x, n = 1), l{name}, arrayEnumerate(l{name}))"
            named.append(f"arrayJoin(if(empty(l{name}), [('', 1)], {pairs})) AS j{name}")
            columns.append(f"j{name}.1 AS {name}")
            firsts.append(f"j{name}.2")
        for name, each in self._values.values():
            if not each.listed:
                columns.append(
                    f"{f'if(place = 1, s{name}, {each.none})' if self.has_list_values else f's{name}'} AS {name}"
                )
                continue
            lengths.append(f"length(l{name})")
            columns.append(f"if(place <= length(l{name}), l{name}[place], {each.none}) AS {name}")
        if self.has_list_keys:
            columns.append(f"{' AND '.join(firsts)} AS f")
        if self.has_list_values:
            named.append(f"arrayJoin(range(1, arrayMax([1, {', '.join(lengths)}]) + 1)) AS place")
            columns.append("place = 1 AS e")
        return columns, named

    def _select(self, columns: Sequence[str], where: str) -> str:
        return f"SELECT {', '.join(columns) or '1'} FROM {self._table} WHERE {where}"
