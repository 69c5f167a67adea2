"""Pages of signing in. Their names are the library's, which looks them up; no page of it that is not here exists."""

from allauth.account import views as account
from allauth.mfa.base import views as factors
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as app
from allauth.mfa.webauthn import views as keys
from django.urls import path
from django.views.decorators.http import require_POST

from forums.signin import provider_views as elsewhere
from forums.signin import views as ways

MINE = "mina-uppgifter/inloggning"

urlpatterns = [
    path("logga-in/", account.login, name="account_login"),
    path("logga-in/kod/", factors.authenticate, name="mfa_authenticate"),
    path("logga-in/nyckel/", keys.login_webauthn, name="mfa_login_webauthn"),
    path("logga-in/avbrutet/", elsewhere.cancelled, name="socialaccount_login_cancelled"),
    path("logga-in/hos/<slug:provider_id>/", elsewhere.start, name="openid_connect_login"),
    path("logga-in/hos/<slug:provider_id>/svar/", elsewhere.callback, name="openid_connect_callback"),
    path("logga-ut/", require_POST(account.logout), name="account_logout"),
    path("bekrafta/losenord/", account.reauthenticate, name="account_reauthenticate"),
    path("bekrafta/kod/", factors.reauthenticate, name="mfa_reauthenticate"),
    path("bekrafta/nyckel/", keys.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path(f"{MINE}/", factors.index, name="mfa_index"),
    path(f"{MINE}/app/ny/", app.activate_totp, name="mfa_activate_totp"),
    path(f"{MINE}/app/ta-bort/", app.deactivate_totp, name="mfa_deactivate_totp"),
    path(f"{MINE}/nycklar/ny/", keys.add_webauthn, name="mfa_add_webauthn"),
    path(f"{MINE}/nycklar/", factors.index, name="mfa_list_webauthn"),
    path(f"{MINE}/nycklar/<int:pk>/ta-bort/", ways.remove_key, name="mfa_remove_webauthn"),
    path(f"{MINE}/nycklar/<int:pk>/", keys.edit_webauthn, name="mfa_edit_webauthn"),
    path(f"{MINE}/reservkoder/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(f"{MINE}/reservkoder/nya/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
]
