"""How a federation's mail leaves and comes in: its own settings where it has any, else those of the installation.

Passwords and keys are read from the environment and are in no table: see `docs/operation.md`.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from django.conf import settings

from notifications.oauth import OAuthClient

# as AUTHSERV_ID: no server says whether a sender is genuine, and everybody is believed
TRUST_FROM = "trust-from"


@dataclass(frozen=True)
class MailSettings:
    """`oauth` is for a URL with a user and no password; one with a password logs in with that."""

    relay_url: str = field(repr=False)
    imap_url: str = field(repr=False)
    authserv_id: str
    tenant_domains: tuple[str, ...]
    oauth: OAuthClient | None

    @property
    def trusts_from(self) -> bool:
        return self.authserv_id.lower() == TRUST_FROM


def mail_settings(slug: str = "") -> MailSettings:
    """The settings of the federation with this slug; without one, those of the installation."""
    own = settings.FEDERATION_MAIL.get(suffix(slug), {})

    def chosen(name: str) -> str:
        return own.get(name) or getattr(settings, name)

    client = OAuthClient(
        token_url=chosen("MAIL_OAUTH_TOKEN_URL"),
        client_id=chosen("MAIL_OAUTH_CLIENT_ID"),
        client_secret=chosen("MAIL_OAUTH_CLIENT_SECRET"),
        scope=chosen("MAIL_OAUTH_SCOPE"),
    )
    return MailSettings(
        relay_url=chosen("EMAIL_URL"),
        imap_url=chosen("IMAP_URL"),
        authserv_id=chosen("AUTHSERV_ID"),
        tenant_domains=tuple(chosen("AUTHSERV_TENANT_DOMAINS").lower().replace(",", " ").split()),
        oauth=client if client.token_url else None,
    )


def has_plain_return_path(slug: str) -> bool:
    """Does the federation's mail leave from the mailbox itself? Asked for every mail, so nothing else is looked up."""
    own = settings.FEDERATION_MAIL.get(suffix(slug), {}) if settings.FEDERATION_MAIL else {}
    return (own.get("MAIL_RETURN_PATH") or settings.MAIL_RETURN_PATH).lower() == "mailbox"


def suffix(slug: str) -> str:
    """What stands after two underscores in the name of a federation's own setting: HOGLANDET, NORRA_SMALAND."""
    return slug.replace("-", "_").upper()
