"""`docs/reference/metrics.md`, made of the catalogue: `python -m elkvision.core.metrics.page > docs/reference/metrics.md`."""

from elkvision.core.metrics.catalogue import by_part
from elkvision.core.metrics.families import Family

_HEAD = """# Metrics

What each process tells Prometheus at `/metrics`. How to have them read is in [watch it](../how-to/watch-it.md).

This page is made of the code: `python -m elkvision.core.metrics.page > docs/reference/metrics.md`. Names follow Prometheus' conventions: seconds and
bytes, `_total` for what only goes up from the start of the process. A histogram has `_bucket`, `_sum` and `_count`. No organisation, no person and no text
that somebody sent is ever a label. Where more than a thousand combinations of labels come together, further ones are counted as `others`.

| who | where |
|---|---|
| web | `/metrics` on its own port; with everything on one machine it has the numbers of all parts, so that one scrape is enough |
| intake | `run/intake.sock`, and `ELKVISION_INTAKE_LISTEN` |
| delivery | `run/delivery.sock`, and `ELKVISION_DELIVERY_LISTEN` |
| worker, beat | `run/worker.sock` and `run/beat.sock`, and `ELKVISION_METRICS_LISTEN` |
| the embedded store | `run/store.sock` |
"""


def page() -> str:
    parts = (f"\n## {part[0].upper()}{part[1:]}\n\n{_table(families)}" for part, families in by_part().items())
    return _HEAD + "".join(parts)


def _table(families: list[Family]) -> str:
    rows = "".join(f"| `{each.name}` | {each.kind} | {_labels(each)} | {each.help} |\n" for each in families)
    return f"| name | kind | labels | what |\n|---|---|---|---|\n{rows}"


def _labels(family: Family) -> str:
    return ", ".join(f"`{label}`" for label in family.labels)


if __name__ == "__main__":
    print(page(), end="")
