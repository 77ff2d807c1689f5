"""How views are described in OpenAPI."""

from typing import Any

from drf_spectacular.openapi import AutoSchema

from elkvision.server.api.permissions import Who

_ERROR = {
    "type": "object",
    "required": ["error"],
    "properties": {
        "error": {
            "type": "object",
            "required": ["code", "message"],
            "properties": {
                "code": {"type": "string"},
                "message": {"type": "string"},
                "hint": {"type": "string"},
                "column": {"type": "integer"},
                "fields": {
                    "type": "object",
                    "additionalProperties": {"type": "array", "items": {"type": "string"}},
                },
            },
        }
    },
}


class Schema(AutoSchema):
    """Says who may call: nobody is asked where `needs` says ANYONE."""

    def get_auth(self) -> list[dict[str, Any]]:
        need = getattr(self.view, "needs", {}).get(self.method)
        if need is Who.ANYONE:
            return []
        if need is Who.PERSON:
            return [{"session": []}]
        return [{"apiKey": []}, {"session": []}]

    def get_tags(self) -> list[str]:
        parts = self.path.removeprefix("/api/v1/").split("/")
        return [parts[0]]


def with_errors(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    """Every operation may answer with the one error shape."""
    result.setdefault("components", {}).setdefault("schemas", {})["Error"] = _ERROR
    answer = {
        "description": "What went wrong, in one sentence.",
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}},
    }
    for operations in result["paths"].values():
        for operation in operations.values():
            if isinstance(operation, dict):
                operation["responses"].setdefault("default", answer)
    return result
