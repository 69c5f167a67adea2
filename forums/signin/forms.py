"""Forms of signing in: the library's, in our words."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as account_forms
from allauth.account.internal.flows.login import record_authentication
from allauth.core import context
from allauth.mfa.base import forms as mfa_forms
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as totp_forms
from allauth.mfa.totp.internal.auth import decrypt, hotp_value, yield_hotp_counters_from_time
from allauth.mfa.webauthn import forms as key_forms
from django import forms
from django.core.validators import EmailValidator
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from config.ground.forms import MailAddressField
from forums.brakes import note_failure, note_success
from forums.signin.braking import code_attempt, refuse_held
from forums.validators import clean_line, refuse_identifiers

LONGEST_NAME = 60
LONGEST_PASSWORD = 128
MISTAKEN = _(
    "Koden stämmer inte, eller är redan använd. Vänta på nästa kod i appen. Stämmer den inte heller: låt telefonen "
    "ställa klockan själv."
)
KEY_MISTAKEN = _("Nyckeln togs inte emot. Försök igen, eller välj ett annat sätt.")


def _password(label: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        strip=False,
        max_length=LONGEST_PASSWORD,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": _("Skriv lösenordet."), "max_length": _("Lösenordet stämmer inte.")},
    )


def _code(label: Any, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "size": 10}),
        error_messages={"required": _("Skriv koden."), "max_length": _("Koden är sex siffror.")},
    )


class LoginForm(account_forms.LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = MailAddressField(
            label=_("E-post"),
            validators=[EmailValidator(_("Skriv e-postadressen som namn@kommun.se."))],
            widget=forms.EmailInput(attrs={"autocomplete": "username webauthn"}),
            error_messages={
                "required": _("Skriv adressen som du loggar in med."),
                "max_length": _("Skriv e-postadressen som namn@kommun.se."),
            },
        )
        self.fields["password"] = _password(_("Lösenord"))
        self.order_fields(["login", "password"])


class PasswordProofForm(account_forms.ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"] = _password(_("Ditt lösenord"))


class UsedOnce:
    """A code opens once. The library remembers that in the memory of one process; here it is with the factor itself,
    so that neither another process nor a second request at the same moment takes it again (RFC 6238, 5.2)."""

    user: Any
    authenticator: Any

    def clean_code(self) -> str:
        attempt = code_attempt(context.request, self.user)
        refuse_held(context.request, attempt)
        try:
            code = self._open_once()
        except forms.ValidationError:
            note_failure(attempt, person=self.user.pk)
            raise
        note_success(attempt)
        return code

    def _open_once(self) -> str:
        with transaction.atomic():
            mine = Authenticator.objects.filter(user=self.user, type=Authenticator.Type.TOTP)
            app = mine.select_for_update(no_key=True).first()
            code: str = super().clean_code()
            used = self.authenticator
            if app is not None and used.pk == app.pk:
                step = step_of(decrypt(app.data["secret"]), code)
                if step is None or step <= app.data.get("last_step", 0):
                    raise forms.ValidationError(MISTAKEN, code="incorrect_code")
                used.data["last_step"] = step
                used.save(update_fields=["data"])
        return code


def step_of(secret: str, code: str) -> int | None:
    """The half minute whose code it is; None when it is that of none that is near."""
    digits = "".join(code.split())
    return next((step for step in yield_hotp_counters_from_time() if f"{hotp_value(secret, step):06}" == digits), None)


class CodeForm(UsedOnce, mfa_forms.AuthenticateForm):
    code = _code(_("Kod"), _("Sex siffror från appen, eller en av dina reservkoder."))


class CodeProofForm(UsedOnce, mfa_forms.ReauthenticateForm):
    code = _code(_("Kod"), _("Sex siffror från appen, eller en av dina reservkoder."))


class ActivateAppForm(totp_forms.ActivateTOTPForm):
    code = _code(_("Kod från appen"))

    def clean_code(self) -> str:
        code = super().clean_code()
        context.request.shown_step = step_of(self.secret, code)
        record_authentication(context.request, self.user, method="mfa")
        return code


class ReadsKeys:
    """What a browser answers for a key may be anything: the library takes some of it for granted."""

    def clean_credential(self) -> Any:
        try:
            return super().clean_credential()
        except (forms.ValidationError, KeyError, TypeError, ValueError, AttributeError):
            raise forms.ValidationError(KEY_MISTAKEN, code="incorrect_key") from None


class KeyForm(ReadsKeys, key_forms.AuthenticateWebAuthnForm):
    pass


class KeyLoginForm(ReadsKeys, key_forms.LoginWebAuthnForm):
    pass


class KeyProofForm(ReadsKeys, key_forms.ReauthenticateWebAuthnForm):
    pass


class AddKeyForm(key_forms.AddWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"] = forms.CharField(
            label=_("Vad heter nyckeln?"),
            help_text=_("Så att du känner igen den, till exempel Telefonen."),
            required=False,
            max_length=LONGEST_NAME,
            initial=self.initial["name"],
            validators=[refuse_identifiers],
        )
        self.fields["passwordless"] = forms.BooleanField(
            label=_("Logga in med bara nyckeln, utan lösenord"),
            required=False,
            initial=True,
            help_text=_("Nyckeln frågar då efter fingeravtryck, ansikte eller PIN-kod."),
        )
        self.order_fields(["name", "passwordless", "credential"])

    def clean_name(self) -> str:
        self.cleaned_data["name"] = clean_line(self.cleaned_data["name"])
        return super().clean_name()

    def clean(self) -> dict[str, Any]:
        """Who adds a factor has shown it."""
        try:
            cleaned = super().clean()
        except (forms.ValidationError, KeyError, TypeError, ValueError, AttributeError):
            raise forms.ValidationError(KEY_MISTAKEN, code="incorrect_key") from None
        if not self.errors:
            record_authentication(context.request, self.user, method="mfa")
        return cleaned


class RenameKeyForm(key_forms.EditWebAuthnForm):
    name = forms.CharField(
        label=_("Vad heter nyckeln?"),
        max_length=LONGEST_NAME,
        validators=[refuse_identifiers],
        error_messages={"required": _("Skriv ett namn.")},
    )
