from rest_framework import serializers

_STATUS = ("green", "yellow", "red")


class PartOut(serializers.Serializer):
    name = serializers.CharField()
    status = serializers.ChoiceField(choices=_STATUS)
    reason = serializers.CharField()
    details = serializers.DictField()


class HealthOut(serializers.Serializer):
    status = serializers.ChoiceField(choices=_STATUS)
    parts = PartOut(many=True)
