"""Doors to rules."""

from typing import ClassVar, cast

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from elkvision.server.api.permissions import Needs
from elkvision.server.api.views import Door
from elkvision.server.apps.accounts.rights import Right
from elkvision.server.apps.alerts import selectors
from elkvision.server.apps.alerts.api import serializers as shapes
from elkvision.server.apps.alerts.models import Rule
from elkvision.server.apps.alerts.services import code, proof, rules


class Rules(Door):
    needs: ClassVar[Needs] = {"GET": Right.READ, "POST": Right.EDIT}

    @extend_schema(operation_id="alert_rules", parameters=[shapes.RuleListIn], responses=shapes.RuleOut(many=True))
    def get(self, request: Request) -> Response:
        """The organisation's rules, by name, each with its state."""
        asked = self.asked(shapes.RuleListIn)
        found = selectors.rules_of(self.organisation).filter(name__icontains=asked["q"])
        given: dict[str, str] = {name: asked[name] for name in ("severity", "kind") if name in asked}
        if "state" in asked:
            given["status__state"] = asked["state"]
        return self.listed(found.filter(**given), shapes.RuleOut)

    @extend_schema(operation_id="alert_rule_create", request=shapes.RuleIn, responses={201: shapes.RuleOut})
    def post(self, request: Request) -> Response:
        """Make a rule. It is watched within seconds. A mistake in it is 400, with its place in `fields`."""
        wish = self.wish(shapes.RuleIn)
        made = rules.create(self.organisation, wish["definition"], by=self.caller.user, note=wish["note"])
        return Response(shapes.RuleOut(made).data, status=201)


class OneRule(Door):
    needs: ClassVar[Needs] = {"GET": Right.READ, "PUT": Right.EDIT, "PATCH": Right.EDIT, "DELETE": Right.EDIT}

    @extend_schema(operation_id="alert_rule", responses=shapes.RuleOut)
    def get(self, request: Request, id: int) -> Response:
        return Response(shapes.RuleOut(found(self, id)).data)

    @extend_schema(operation_id="alert_rule_change", request=shapes.RulePut, responses=shapes.RuleOut)
    def put(self, request: Request, id: int) -> Response:
        """Give it another definition: the next version, with which the watch begins anew."""
        wish = self.wish(shapes.RulePut)
        rules.change(
            found(self, id), wish["definition"], by=self.caller.user, note=wish["note"],
            based_on=wish.get("based_on"),
        )  # fmt: skip
        return Response(shapes.RuleOut(found(self, id)).data)

    @extend_schema(operation_id="alert_rule_adjust", request=shapes.RulePatch, responses=shapes.RuleOut)
    def patch(self, request: Request, id: int) -> Response:
        """Switch it on or off, mute or snooze it, give it to somebody. Makes no version."""
        wish = self.wish(shapes.RulePatch)
        wish["unsnooze"] = "snoozed_until" in wish and wish["snoozed_until"] is None
        rules.adjust(found(self, id), by=self.caller.user, **wish)
        return Response(shapes.RuleOut(found(self, id)).data)

    @extend_schema(operation_id="alert_rule_remove", responses={204: None})
    def delete(self, request: Request, id: int) -> Response:
        """Away with it, its versions and history. Its open alerts end."""
        rules.remove(found(self, id), by=self.caller.user)
        return Response(status=204)


class RuleVersions(Door):
    needs: ClassVar[Needs] = {"GET": Right.READ}

    @extend_schema(operation_id="alert_rule_versions", responses=shapes.RuleVersionOut(many=True))
    def get(self, request: Request, id: int) -> Response:
        """Every version, newest first."""
        return self.listed(selectors.versions_of(found(self, id)), shapes.RuleVersionOut)


class RuleBringBack(Door):
    needs: ClassVar[Needs] = {"POST": Right.EDIT}

    @extend_schema(operation_id="alert_rule_bring_back", request=shapes.RuleBringBackIn, responses=shapes.RuleOut)
    def post(self, request: Request, id: int) -> Response:
        """Watch by an old version again; it becomes the newest."""
        rules.bring_back(found(self, id), self.wish(shapes.RuleBringBackIn)["version"], by=self.caller.user)
        return Response(shapes.RuleOut(found(self, id)).data)


class RuleHistory(Door):
    needs: ClassVar[Needs] = {"GET": Right.READ}

    @extend_schema(operation_id="alert_rule_history", responses=shapes.RuleChangeOut(many=True))
    def get(self, request: Request, id: int) -> Response:
        """Each change of state, with its numbers and the query; newest first."""
        return self.listed(selectors.history_of(found(self, id)), shapes.RuleChangeOut)


class RulePreview(Door):
    needs: ClassVar[Needs] = {"POST": Right.READ}

    @extend_schema(operation_id="alert_rule_preview", request=shapes.ProofIn, responses=shapes.ProofOut)
    def post(self, request: Request) -> Response:
        """What a rule would have done in a range, the last seven days unless said. Nothing is kept."""
        wish = self.wish(shapes.ProofIn)
        return Response(proof.preview(self.organisation, wish["definition"], wish["from"], wish["to"]))


class RulesExport(Door):
    needs: ClassVar[Needs] = {"GET": Right.READ}

    @extend_schema(operation_id="alert_rules_export", responses=shapes.RulesExportOut)
    def get(self, request: Request) -> Response:
        """All rules as YAML: for `import`, and for `elkvision rules test`."""
        return Response(code.exported(self.organisation))


class RulesImport(Door):
    needs: ClassVar[Needs] = {"POST": Right.EDIT}

    @extend_schema(operation_id="alert_rules_import", request=shapes.RulesImportIn, responses=shapes.RulesImportOut)
    def post(self, request: Request) -> Response:
        """Rules from YAML, all of them or none. One of a name that is there becomes its next version."""
        wish = self.wish(shapes.RulesImportIn)
        done = code.imported(
            self.organisation, wish["yaml"], by=self.caller.user, replace=wish["replace"], dry_run=wish["dry_run"]
        )
        return Response(shapes.RulesImportOut({"rules": done}).data)


class RulesTest(Door):
    needs: ClassVar[Needs] = {"POST": Right.READ}

    @extend_schema(operation_id="alert_rules_test", request=shapes.YamlIn, responses=shapes.RuleTestsOut)
    def post(self, request: Request) -> Response:
        """Run the tests of a YAML file of rules and tests, on its own sample logs. Nothing is kept."""
        results = code.tried(self.wish(shapes.YamlIn)["yaml"])
        return Response({"tests": results, "passed": all(each["passed"] for each in results)})


def found(door: Door, id: int) -> Rule:
    return cast(Rule, door.one(selectors.rules_of(door.organisation), pk=id))
