"""Rules that watch logs: what they say, when they fire, and the proof of it. No Django, no sockets.

    from elkvision.alerting import Rule, RuleError, read_rule, read_rules, write_rule

- `read_rule(data, place="")` makes a Rule of what JSON or YAML hold; `read_rules(list, place="rules")` a list of them.
  Both raise RuleError (a BadRequest with `place`, `problem` and `hint`).
- `write_rule(rule)` is the same shape again, everything in it; `write_rule(rule, short=True)` for people and for files.
"""

from elkvision.alerting.errors import RuleError
from elkvision.alerting.reading import read_rule, read_rules
from elkvision.alerting.rule import Rule
from elkvision.alerting.writing import write_rule

__all__ = ["Rule", "RuleError", "read_rule", "read_rules", "write_rule"]
