"""Adapters of django-allauth: its flows with our people, words, mails and rules."""

from __future__ import annotations

import base64
import logging
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.stagekit import clear_login
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.ground.requests import public_host
from config.ground.sources import shortened, source_of
from forums.actions.addresses import address_works
from forums.actions.signin import note_factors_changed
from forums.brakes import failures_since, forget_failures, note_success
from forums.logins import is_ended, is_let_in
from forums.models import Person
from forums.signin.braking import login_attempt, note_wrong_password, refuse_held, tell_of_failures
from forums.signin.devices import note_device
from forums.signin.factors import has_proved_lately, needs_factor, owns_factor
from forums.signin.forms import MISTAKEN
from forums.signin.late_forms import late_form

logger = logging.getLogger(__name__)
BEGUN_AS = "login_begun_as"
# what the library's templates of messages say, by the template's name; what has no words here is not said
SAID = {
    "mfa/messages/totp_activated.txt": gettext_lazy("Appen är tillagd. Nästa gång loggar du in med lösenord och kod."),
    "mfa/messages/totp_deactivated.txt": gettext_lazy("Appen är borttagen."),
    "mfa/messages/webauthn_added.txt": gettext_lazy("Nyckeln är tillagd."),
    "mfa/messages/webauthn_removed.txt": gettext_lazy("Nyckeln är borttagen."),
    "mfa/messages/recovery_codes_generated.txt": gettext_lazy(
        "Du har fått reservkoder. Har du haft andra gäller de inte längre."
    ),
}


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": gettext_lazy("E-postadressen eller lösenordet stämmer inte."),
        "incorrect_password": gettext_lazy("Lösenordet stämmer inte."),
        "incorrect_code": MISTAKEN,
    }

    def is_open_for_signup(self, _request: HttpRequest) -> bool:
        """Nobody makes an account of their own: people are in the register first."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """Of whoever logs in the library keeps an address: here it is its network alone."""
        return shortened(source_of(request)).partition("/")[0] or "0.0.0.0"  # noqa: S104

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Refuse who has to wait, before the password is looked at. Raises `ValidationError` with how long."""
        refuse_held(request, login_attempt(request, credentials["email"]))

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        self.pre_authenticate(request, **credentials)
        person = authenticate(request, **credentials)
        if person is None:
            note_wrong_password(request, credentials["email"])
        return person

    def pre_login(self, request: HttpRequest, user: Any, **_how: Any) -> HttpResponse | None:
        """Refuse who may not log in, whichever way they come. What they are now is looked at again at the end."""
        if is_let_in(user) and not is_ended(user):
            request.session[BEGUN_AS] = user.get_session_auth_hash()
            return None
        clear_login(request)
        return render(request, "account/account_inactive.html", status=403)

    def login(self, request: HttpRequest, user: Any) -> None:
        """The last step. Whose password has changed since the first, or whose login has ended, begins anew."""
        now = Person.objects.get(pk=user.pk)
        is_same = request.session.pop(BEGUN_AS, "") == now.get_session_auth_hash()
        if not (is_same and is_let_in(now)) or is_ended(now):
            clear_login(request)
            raise ImmediateHttpResponse(HttpResponseRedirect(reverse("account_login")))
        super().login(request, user)

    def post_login(self, request: HttpRequest, user: Any, **how: Any) -> HttpResponse:
        """After the last step: whatever came too late is shown again, and a new device is told of.

        Who logs in is reached: the flag of a bouncing address heals.
        """
        address_works(user)
        response = super().post_login(request, user, **how)
        note_success(login_attempt(request, user.email))
        if failed := failures_since(user):
            tell_of_failures(request, failed)
            forget_failures(user)
        kept = late_form(request)
        if kept is not None:
            response = HttpResponseRedirect(kept["page"])
        note_device(request, user, response)
        logger.info("logged in", extra={"person": user.pk})
        return response

    def reauthenticate(self, user: Any, password: str) -> bool:
        request = context.request
        refuse_held(request, login_attempt(request, user.email))
        is_right = bool(user.check_password(password))
        if not is_right:
            note_wrong_password(request, user.email)
        return is_right

    def is_reauthentication_required(self, *, app: str, **_how: Any) -> bool:
        return not has_proved_lately(context.request, context.request.user)

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """The second factor where there is one: then a password proves too little."""
        words = {
            "reauthenticate": _("Lösenord"),
            "mfa_reauthenticate": _("Kod från appen, eller en reservkod"),
            "mfa_reauthenticate:webauthn": _("Nyckel (passkey)"),
        }
        methods = [one | {"description": words[one["id"]]} for one in super().get_reauthentication_methods(user)]
        if owns_factor(user):
            return [one for one in methods if one["id"] != "reauthenticate"]
        if user.is_authenticated and SocialAccount.objects.filter(user=user).exists():
            elsewhere = {"id": "elsewhere", "url": reverse("forums:prove-elsewhere")}
            methods.append(elsewhere | {"description": _("Logga in hos din arbetsgivare igen")})
        return methods

    def add_message(
        self, request: HttpRequest, level: int, message_template: str | None = None, *_context: Any, **more: Any
    ) -> None:
        text = more.get("message") or SAID.get(message_template or "")
        if text:
            messages.add_message(request, level, text)

    def send_notification_mail(self, _template: str, user: Any, *_context: Any, **_more: Any) -> None:
        """A factor has come or gone; the library has no other mails."""
        person = Person.objects.get(pk=user.pk)
        note_factors_changed(person, actor=person)


class MfaAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": MISTAKEN,
        "cannot_delete_authenticator": gettext_lazy(
            "Du behöver ett andra steg för att få logga in. Lägg till ett annat innan du tar bort det här."
        ),
    }

    def get_totp_issuer(self) -> str:
        return "Samverk"

    def _get_site_name(self) -> str:
        return "Samverk"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """A key belongs to the public address, whatever name somebody asks by."""
        return {"id": public_host(), "name": "Samverk"}

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        others = Authenticator.objects.filter(user=authenticator.user).exclude(pk=authenticator.pk)
        return others.exclude(type=Authenticator.Type.RECOVERY_CODES).exists() or not needs_factor(authenticator.user)

    def generate_authenticator_name(self, user: Any, type: Authenticator.Type) -> str:
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return _("Nyckel %(number)d") % {"number": number}

    def encrypt(self, text: str) -> str:
        return _boxes().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _boxes().decrypt(encrypted_text.encode()).decode()


def _boxes() -> MultiFernet:
    """By the service's own key, and by those that it had before."""
    return MultiFernet([_box(secret) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _box(secret: str) -> Fernet:
    digest = salted_hmac("samverk.second-factor", "", secret=secret, algorithm="sha256").digest()
    return Fernet(base64.urlsafe_b64encode(digest))
