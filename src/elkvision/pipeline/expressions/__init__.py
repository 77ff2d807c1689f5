"""Regular expressions as pipelines write them (Oniguruma's syntax), run by `re` or `regex`.

match = compile_expression(r"(?<name>\\w+) (?>a|b)++").search("…")
"""

from elkvision.pipeline.expressions.compiled import Expression, TooSlow, at_most, compile_expression
from elkvision.pipeline.expressions.names import BadExpression
from elkvision.pipeline.expressions.translate import Translation, translate

__all__ = ["BadExpression", "Expression", "TooSlow", "Translation", "at_most", "compile_expression", "translate"]
