from django.urls import path

from elkvision.server.apps.accounts.api.views import audit, entry, keys, oidc, oneself, organisations, two_factor, usage

_HOUSE = "organisations/<slug:tenant>/"

urlpatterns = [
    path("setup/", entry.Setup.as_view()),
    path("auth/register/", entry.Register.as_view()),
    path("auth/login/", entry.Login.as_view()),
    path("auth/login/code/", entry.LoginCode.as_view()),
    path("auth/oidc/begin/", oidc.Begin.as_view()),
    path("auth/oidc/callback/", oidc.Callback.as_view()),
    path("auth/two-factor/", two_factor.TwoFactor.as_view()),
    path("auth/two-factor/begin/", two_factor.Begin.as_view()),
    path("auth/two-factor/confirm/", two_factor.Confirm.as_view()),
    path("auth/two-factor/recovery-codes/", two_factor.RecoveryCodes.as_view()),
    path("auth/two-factor/off/", two_factor.Off.as_view()),
    path("auth/logout/", oneself.Logout.as_view()),
    path("auth/me/", oneself.Me.as_view()),
    path("auth/password/", oneself.Password.as_view()),
    path("auth/password-reset/", entry.PasswordReset.as_view()),
    path("auth/password-reset/confirm/", entry.PasswordResetConfirm.as_view()),
    path("auth/sessions/", oneself.Sessions.as_view()),
    path("auth/sessions/<uuid:id>/", oneself.OneSession.as_view()),
    path("organisations/", organisations.Organisations.as_view()),
    path(_HOUSE, organisations.OneOrganisation.as_view()),
    path(f"{_HOUSE}members/", organisations.Members.as_view()),
    path(f"{_HOUSE}members/<int:user_id>/", organisations.OneMember.as_view()),
    path(f"{_HOUSE}usage/", usage.Usage.as_view()),
    path(f"{_HOUSE}quota/", usage.QuotaOf.as_view()),
    path(f"{_HOUSE}invitations/", organisations.Invitations.as_view()),
    path(f"{_HOUSE}invitations/<int:id>/", organisations.OneInvitation.as_view()),
    path("invitations/<str:token>/", organisations.Invited.as_view()),
    path("audit/", audit.Audit.as_view()),
    path("audit/choices/", audit.AuditChoices.as_view()),
    path("audit/export/", audit.AuditFile.as_view()),
    path("api-keys/", keys.Keys.as_view()),
    path("api-keys/<int:id>/", keys.OneKey.as_view()),
]
