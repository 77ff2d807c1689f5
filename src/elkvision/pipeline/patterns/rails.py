"""Ruby on Rails 3: a request, from the line it starts with to the one it ends with."""

from typing import Final


def _request(field: dict[str, str]) -> dict[str, str]:
    """The patterns, with these fields."""
    views = f"Views: %{{NUMBER:{field['view']}}}ms"
    records = f"ActiveRecord: %{{NUMBER:{field['record']}}}ms"
    return {
        "RUUID": r"\h{32}",
        "RCONTROLLER": rf"(?<{field['class']}>[^#]+)#(?<{field['action']}>\w+)",
        "RAILS3HEAD": (
            f'Started %{{WORD:{field["method"]}}} "%{{URIPATHPARAM:{field["path"]}}}" for %{{IPORHOST:{field["client"]}}} '
            "at (?<timestamp>%{YEAR}-%{MONTHNUM}-%{MONTHDAY} %{HOUR}:%{MINUTE}:%{SECOND} %{ISO8601_TIMEZONE})"
        ),
        "RPROCESSING": (
            rf"\W*Processing by %{{RCONTROLLER}} as (?<{field['format']}>\S+)"
            rf"(?:\W*Parameters: \{{%{{DATA:{field['params']}}}\}}\W*)?"
        ),
        "RAILS3FOOT": (
            f"Completed %{{{field['status']}}}%{{DATA}} in %{{NUMBER:{field['total']}}}ms %{{RAILS3PROFILE}}%{{GREEDYDATA}}"
        ),
        "RAILS3PROFILE": rf"(?:\({views} \| {records}|\({records})?",
        "RAILS3": rf"%{{RAILS3HEAD}}(?:%{{RPROCESSING}})?(?<{field['context']}>(?:%{{DATA}}\n)*)(?:%{{RAILS3FOOT}})?",
    }


LEGACY: Final = _request(
    {
        "class": "controller", "action": "action", "method": "verb", "path": "request", "client": "clientip",
        "format": "format", "params": "params", "status": "NUMBER:response", "total": "totalms", "view": "viewms",
        "record": "activerecordms", "context": "context",
    }
)  # fmt: skip

_REQUEST: Final = "[rails][request]"

ECS: Final = _request(
    {
        "class": "[rails][controller][class]", "action": "[rails][controller][action]",
        "method": "[http][request][method]", "path": "[url][original]", "client": "[source][address]",
        "format": f"{_REQUEST}[format]", "params": f"{_REQUEST}[params]",
        "status": "POSINT:[http][response][status_code]:int", "total": f"{_REQUEST}[duration][total]:float",
        "view": f"{_REQUEST}[duration][view]:float", "record": f"{_REQUEST}[duration][active_record]:float",
        "context": f"{_REQUEST}[explain][original]",
    }
)  # fmt: skip
