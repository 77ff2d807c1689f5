"""Uploads on the wire."""

import zoneinfo
from collections.abc import Sequence
from typing import Any

from rest_framework import serializers

from elkvision.server.apps.accounts.models import User
from elkvision.server.apps.uploads.metadata import Record
from elkvision.server.apps.uploads.models import Upload


class UploadWish(serializers.Serializer):
    """What comes beside the file."""

    file = serializers.FileField(help_text="JSON, NDJSON, CSV, TSV or text; also packed with gzip, zip or zstd")
    service = serializers.CharField(max_length=200, required=False, allow_blank=True)
    #: Fields are moved into a dict of their own, so none is in the way of `Field.source`.
    source = serializers.CharField(max_length=200, required=False, allow_blank=True)  # type: ignore[assignment]
    environment = serializers.CharField(max_length=200, required=False, allow_blank=True)
    tags = serializers.CharField(max_length=1000, required=False, allow_blank=True, help_text="separated by commas")
    timezone = serializers.CharField(max_length=64, required=False, default="UTC", help_text="IANA name")
    force = serializers.BooleanField(required=False, default=False, help_text="take it although it was taken before")

    def validate_tags(self, text: str) -> list[str]:
        return list(dict.fromkeys(tag.strip() for tag in text.split(",") if tag.strip()))

    def validate_timezone(self, name: str) -> str:
        try:
            zoneinfo.ZoneInfo(name)
        except (zoneinfo.ZoneInfoNotFoundError, ValueError) as error:
            raise serializers.ValidationError(f"{name!r} is no time zone: use a name such as Europe/Berlin") from error
        return name


class RefusalSerializer(serializers.Serializer):
    line = serializers.IntegerField(help_text="line of the file, or item of a JSON file, from 1")
    reason = serializers.CharField()
    file = serializers.CharField(required=False, help_text="within a zip file")


class UploadPage(serializers.Serializer):
    """Which part of the history is asked for."""

    limit = serializers.IntegerField(min_value=1, max_value=1000, required=False, default=100)
    cursor = serializers.CharField(max_length=200, required=False, default="", allow_blank=True)


class UploadSerializer(serializers.ModelSerializer):
    """Of a record, wherever it is kept."""

    created_by = serializers.SerializerMethodField()
    refusals = RefusalSerializer(many=True, read_only=True)
    tags = serializers.ListField(child=serializers.CharField(), read_only=True)

    class Meta:
        model = Upload
        fields = (
            "id", "filename", "bytes", "bytes_done", "format", "status", "accepted", "refused", "refusals", "error",
            "service", "source", "environment", "tags", "timezone", "sha256", "created_at", "created_by", "finished_at",
        )  # fmt: skip
        read_only_fields = fields

    def get_created_by(self, record: Record) -> str | None:
        return self.context["names"].get(record.user_id)


def shown(records: Sequence[Record]) -> list[dict[str, Any]]:
    """Records as they are answered; whose they are is looked up for all of them together."""
    people = User.objects.filter(pk__in={record.user_id for record in records if record.user_id is not None})
    names = dict(people.values_list("pk", "username"))
    return list(UploadSerializer(records, many=True, context={"names": names}).data)
