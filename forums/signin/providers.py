"""Identity providers of parties with django-allauth: its OpenID Connect, with what it leaves unchecked checked.

`leave_for` sends a browser there with state, nonce and PKCE (S256); the library's callback takes it back and exchanges
the code; `read_id_token` says what is believed; and then `SocialAccountAdapter` does what the way was begun for: a
login, an account added to one's own, or a proof that it is still the same person.
"""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Callable
from typing import Any

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY, get_authentication_records
from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.stages import AuthenticateStage
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialLogin, SocialToken
from allauth.socialaccount.providers.base.constants import AuthError
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.utils import generate_code_challenge
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from config.ground.errors import RuleError
from config.ground.providers import IdentityProvider
from forums import refusals
from forums.actions.identities import add_identity, is_identity_of, person_of
from forums.models import Person
from forums.signin.asking import Session, Trouble, discovery
from forums.signin.factors import has_proved_lately
from forums.signin.id_tokens import CLOCKS_DIFFER_SECONDS, read_id_token, read_user_info
from forums.signin.identity import Identity, identity_of
from forums.signin.middleware import lead_to

logger = logging.getLogger(__name__)
SCOPES = ("openid", "profile", "email")
# what the way to a provider was begun for
LOGIN, ADD, PROVE = "login", "add", "prove"


def configured(slug: str) -> IdentityProvider:
    """Raises `SocialApp.DoesNotExist`, which the library answers as not found."""
    provider: IdentityProvider | None = settings.IDENTITY_PROVIDERS.get(slug)
    if provider is None:
        raise SocialApp.DoesNotExist
    return provider


class PartyProvider(OpenIDConnectProvider):
    def __init__(self, request: HttpRequest | None, ours: IdentityProvider) -> None:
        app = SocialApp(
            provider=self.id,
            provider_id=ours.slug,
            name=ours.label,
            client_id=ours.client_id,
            secret=ours.client_secret,
            settings={},
        )
        super().__init__(request, app=app)
        self.ours = ours


class PartyAdapter(OpenIDConnectOAuth2Adapter):
    state: dict[str, Any]

    @property
    def openid_config(self) -> dict[str, Any]:
        return discovery(configured(self.provider_id))

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        """At the public address, whatever name somebody asks by: the provider knows that one alone."""
        return settings.PUBLIC_URL + reverse("openid_connect_callback", kwargs={"provider_id": self.provider_id})

    def get_access_token_data(self, *args: Any, **options: Any) -> dict[str, Any]:
        try:
            found = super().get_access_token_data(*args, **options)
        except (ValueError, TypeError, KeyError, RecursionError):
            raise Trouble("nonsense") from None
        except OAuth2Error as error:
            # the library's own text repeats the answer
            raise error if isinstance(error, Trouble) else Trouble("nonsense") from None
        if not isinstance(found, dict) or not isinstance(found.get("access_token"), str):
            raise Trouble("nonsense")
        return found

    def parse_token(self, data: dict[str, Any]) -> SocialToken:
        """Used once, and never kept."""
        return SocialToken(token=data["access_token"])

    def complete_login(self, request: HttpRequest, app: SocialApp, token: SocialToken, **how: Any) -> SocialLogin:
        ours, config = configured(self.provider_id), self.openid_config
        nonce = self.state.get("nonce") or ""
        claims = read_id_token(how["response"].get("id_token"), ours, config["jwks_uri"], nonce=nonce)
        more = read_user_info(config, token.token, claims)
        return ProvedLogin(identity_of(ours, claims, more), self.get_provider())


class ProvedLogin(SocialLogin):
    """What the library carries from the callback to the adapter. Whose login it is, is decided by our action."""

    def __init__(self, identity: Identity, provider: PartyProvider) -> None:
        account = SocialAccount(provider=identity.provider.issuer, uid=identity.subject)
        super().__init__(account=account, provider=provider)
        self.identity = identity

    def lookup(self) -> None:
        self._did_authenticate_by_email = None


class Callback(OAuth2CallbackView):
    def _get_state(self, request: HttpRequest, provider: Any) -> Any:
        state, response = super()._get_state(request, provider)
        self.adapter.state = state or {}
        return state, response


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    def get_provider(self, request: HttpRequest, provider: str, client_id: str | None = None) -> PartyProvider:
        return PartyProvider(request, configured(provider))

    def list_apps(self, *_args: Any, **_options: Any) -> list[SocialApp]:
        """None in the database: addresses of providers come from whoever runs the server."""
        return []

    def get_requests_session(self) -> Session:
        return Session()

    def is_open_for_signup(self, _request: HttpRequest, _sociallogin: SocialLogin) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """The end of the way: the library's own end, which would connect by process and make people, is not reached."""
        identity, state = sociallogin.identity, sociallogin.state
        finish = FINISH[state["process"]]
        try:
            raise ImmediateHttpResponse(finish(request, identity, state))
        except RuleError as refusal:
            logger.warning("provider login refused", extra={"provider": identity.provider.slug})
            raise ImmediateHttpResponse(say_no(request, refusal.message, 403)) from None

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: PartyProvider,
        error: str | None = None,
        exception: Exception | None = None,
        extra_context: dict[str, Any] | None = None,
    ) -> None:
        if error == AuthError.CANCELLED:
            return
        if exception is None and "state_id" in (extra_context or {}):
            text = _("Inloggningen hann ta slut, eller började i en annan webbläsare. Försök igen.")
            raise ImmediateHttpResponse(say_no(request, text, 401))
        raise ImmediateHttpResponse(no_answer(request, provider.ours, exception))


def leave_for(
    request: HttpRequest, provider: IdentityProvider, process: str, next_url: str, **more: Any
) -> HttpResponse:
    """A page that goes on to the provider at once. The page is there because browsers refuse a form that is redirected
    to another site (`form-action`), and a way there is only begun by a form of ours (ASVS 5.0, 10.1.2)."""
    adapter, ours = PartyAdapter(request, provider.slug), PartyProvider(request, provider)
    challenge = generate_code_challenge()
    state = {"nonce": secrets.token_urlsafe(32), "asked_at": int(time.time()), "person": request.user.pk}
    asked = {"nonce": state["nonce"], "code_challenge_method": challenge["code_challenge_method"]}
    asked["code_challenge"] = challenge["code_challenge"].decode()
    if provider.strong_acr:
        asked["acr_values"] = " ".join(provider.strong_acr)
    try:
        client = adapter.get_client(request, ours.app)
        client.state = ours.stash_redirect_state(
            request, process, next_url, pkce_code_verifier=challenge["code_verifier"], **state
        )
        url = client.get_redirect_url(adapter.authorize_url, (*SCOPES, *provider.scopes), {**asked, **more})
    except Trouble as trouble:
        return no_answer(request, provider, trouble)
    return render(request, "socialaccount/leave.html", {"provider": provider, "url": url})


def no_answer(request: HttpRequest, provider: IdentityProvider, trouble: Exception | None) -> HttpResponse:
    """A provider that is away, or that answers nonsense. Nothing of the answer is shown or logged."""
    code = trouble.code if isinstance(trouble, Trouble) else "refused"
    logger.warning("provider login failed", extra={"provider": provider.slug, "code": code})
    text = _("%(provider)s svarar inte som det ska just nu. Försök igen om en stund, eller logga in på annat sätt.")
    return say_no(request, text % {"provider": provider.label}, 502)


def say_no(request: HttpRequest, text: str, status: int) -> HttpResponse:
    """The sentence, and a way back."""
    return render(request, "socialaccount/authentication_error.html", {"text": text}, status=status)


# --- what the way was begun for


def _log_in(request: HttpRequest, identity: Identity, state: dict[str, Any]) -> HttpResponse:
    person = person_of(identity)
    if request.user.is_authenticated:
        logout(request)
    record_identity(request, person, identity)
    login = Login(user=person, redirect_url=state.get("next"))
    if identity.is_strong:
        login.state = {"stages": {AuthenticateStage.key: {"handled": True}}}
    return perform_login(request, login)


def _add(request: HttpRequest, identity: Identity, state: dict[str, Any]) -> HttpResponse:
    person, page = _same_person(request, state), reverse("forums:identities")
    if person is None:
        return redirect("account_login")
    if not has_proved_lately(request, person):
        return lead_to(request, page, page)
    label = identity.provider.label
    try:
        add_identity(identity, by=person)
    except PermissionDenied:
        raise refusals.provider_account("not_at_party", label) from None
    messages.success(request, _("%(provider)s är tillagd. Du kan logga in så nästa gång.") % {"provider": label})
    return HttpResponseRedirect(page)


def _prove(request: HttpRequest, identity: Identity, state: dict[str, Any]) -> HttpResponse:
    """Asked for anew, and told when: a login of this morning proves nothing about who sits there now."""
    person, label = _same_person(request, state), identity.provider.label
    if person is None:
        return redirect("account_login")
    if not is_identity_of(person, identity):
        raise refusals.provider_account("not_yours", label)
    if identity.at is None or identity.at < state["asked_at"] - CLOCKS_DIFFER_SECONDS:
        raise refusals.provider_login("not_anew", label)
    record_identity(request, person, identity, reauthenticated=True)
    return HttpResponseRedirect(state.get("next") or "/")


FINISH: dict[str, Callable[[HttpRequest, Identity, dict[str, Any]], HttpResponse]] = {
    LOGIN: _log_in,
    ADD: _add,
    PROVE: _prove,
}


def _same_person(request: HttpRequest, state: dict[str, Any]) -> Person | None:
    """Who is logged in, if it is still who began."""
    return request.user if request.user.is_authenticated and request.user.pk == state["person"] else None


def record_identity(request: HttpRequest, person: Person, identity: Identity, *, reauthenticated: bool = False) -> None:
    """Remember the login in the session, as of when it was made there: an old login at the provider is no new proof."""
    records = [one for one in get_authentication_records(request, person) if one.get("method") != "socialaccount"]
    request.session[AUTHENTICATION_METHODS_SESSION_KEY] = records
    record_authentication(
        request, person, "socialaccount", at=identity.at or 0, provider=identity.provider.slug,
        strong=identity.is_strong or None, reauthenticated=reauthenticated,
    )  # fmt: skip
