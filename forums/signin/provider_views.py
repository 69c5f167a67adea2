"""Pages of identity providers: the way there and back, one's own accounts, and proof by who has nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from allauth.account.utils import get_next_redirect_url
from allauth.socialaccount.models import SocialAccount, SocialApp
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from config.ground.errors import RuleError
from config.ground.providers import IdentityProvider
from config.ground.requests import PersonRequest
from forums.actions.identities import may_use, remove_identity
from forums.models import Person
from forums.signin.asking import Trouble
from forums.signin.proof import proof_required
from forums.signin.providers import ADD, LOGIN, PROVE, Callback, PartyAdapter, configured, leave_for, no_answer

ANEW = {"prompt": "login", "max_age": "0"}


@dataclass(frozen=True)
class Offered:
    """A provider as the login page shows it."""

    label: str
    url: str


def offered() -> list[Offered]:
    return [
        Offered(provider.label, reverse("openid_connect_login", kwargs={"provider_id": provider.slug}))
        for provider in settings.IDENTITY_PROVIDERS.values()
    ]


def start(request: HttpRequest, provider_id: str) -> HttpResponse:
    """The way to a provider. A page may be linked to from the party's own; a form of ours begins it."""
    provider = _configured(provider_id)
    after = get_next_redirect_url(request) or ""
    if request.user.is_authenticated:
        return HttpResponseRedirect(after or "/")
    if request.method == "POST":
        return leave_for(request, provider, LOGIN, after)
    return render(request, "socialaccount/start.html", {"provider": provider, "after": after})


@require_safe
def callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Where the provider sends the browser back to."""
    provider = _configured(provider_id)
    if request.GET.get("iss", provider.issuer) != provider.issuer:
        return no_answer(request, provider, Trouble("issuer"))  # RFC 9207
    try:
        return Callback.adapter_view(PartyAdapter(request, provider_id))(request)
    except Trouble as trouble:
        return no_answer(request, provider, trouble)


@require_safe
def cancelled(request: HttpRequest) -> HttpResponse:
    return render(request, "socialaccount/login_cancelled.html")


@dataclass(frozen=True)
class OwnAccount:
    pk: int
    label: str


def accounts_of(person: Person) -> list[OwnAccount]:
    """The person's accounts, by the names of their providers; of one that is configured no more by its host."""
    labels = {provider.issuer: provider.label for provider in settings.IDENTITY_PROVIDERS.values()}
    return [
        OwnAccount(one.pk, labels.get(one.provider) or urlsplit(one.provider).hostname or one.provider)
        for one in SocialAccount.objects.filter(user=person).order_by("pk")
    ]


@login_required
@proof_required
def identities(request: PersonRequest) -> HttpResponse:
    """One's accounts at identity providers. POST adds one (`lagg_till`) or takes one away (`ta_bort`)."""
    person, error = request.user, ""
    to_add = [one for one in settings.IDENTITY_PROVIDERS.values() if may_use(person, one)]
    if request.method == "POST" and "ta_bort" in request.POST:
        pk = request.POST["ta_bort"]
        account = get_object_or_404(SocialAccount, user=person, pk=int(pk) if pk.isdecimal() else 0)
        try:
            remove_identity(account, by=person)
        except RuleError as refusal:
            error = refusal.message
        else:
            messages.success(request, _("Inloggningen är borttagen."))
            return redirect("forums:identities")
    elif request.method == "POST":
        chosen = next((one for one in to_add if one.slug == request.POST.get("lagg_till")), None)
        if chosen is None:
            raise Http404
        return leave_for(request, chosen, ADD, reverse("forums:identities"), **ANEW)
    context = {"accounts": accounts_of(person), "providers": to_add, "error": error}
    return render(request, "forums/identities.html", context, status=422 if error else 200)


@login_required
def prove_elsewhere(request: PersonRequest) -> HttpResponse:
    """Who has no other way shows at their provider who they are, anew."""
    after = get_next_redirect_url(request) or "/"
    issuers = set(SocialAccount.objects.filter(user=request.user).values_list("provider", flat=True))
    own = [provider for provider in settings.IDENTITY_PROVIDERS.values() if provider.issuer in issuers]
    if request.method == "POST":
        chosen = next((one for one in own if one.slug == request.POST.get("hos")), None)
        if chosen is None:
            raise Http404
        return leave_for(request, chosen, PROVE, after, **ANEW)
    return render(request, "forums/prove_elsewhere.html", {"providers": own, "after": after})


def _configured(slug: str) -> IdentityProvider:
    try:
        return configured(slug)
    except SocialApp.DoesNotExist:
        raise Http404 from None
