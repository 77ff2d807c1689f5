from rest_framework import serializers

STATUS = (("green", "green"), ("yellow", "yellow"), ("red", "red"))


class PartOut(serializers.Serializer):
    name = serializers.CharField()
    status = serializers.ChoiceField(choices=STATUS)
    reason = serializers.CharField()
    details = serializers.DictField()


class HealthOut(serializers.Serializer):
    status = serializers.ChoiceField(choices=STATUS)
    parts = PartOut(many=True)
