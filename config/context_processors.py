"""What every page of the site can show: menu, footer, who is logged in, and whether this is a demonstration."""

from __future__ import annotations

import importlib
from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

from config.menu import FOOTER, MENU, Link, build_menu, build_tabs, find_url, kinds_of
from forums.models import RoleKind
from forums.signin.keys import takes_keys
from forums.signin.late_forms import SESSION_KEY, shown_late
from forums.signin.provider_views import Offered, offered
from forums.standing import standing_of


class Shell:
    """Lazy context of the base templates: nothing is queried until a template reads it."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @property
    def demo(self) -> bool:
        return settings.DEMO

    @property
    def demo_accounts(self) -> list[tuple[str, str, str]]:
        """Role, address and password of those one can try the demonstration as."""
        return importlib.import_module("forums.demo").demo_accounts() if settings.DEMO else []

    @property
    def demo_mailbox(self) -> str:
        """The URL of the local mailbox, when mail goes to a folder on this machine."""
        is_local = settings.DEMO and settings.EMAIL_URL.startswith("maildir:")
        return find_url("notifications:mailbox") if is_local else ""

    @cached_property
    def menu(self) -> list[Link]:
        return build_menu(MENU, self.request.path, self.kinds) if self._is_in else []

    @cached_property
    def tabs(self) -> list[Link]:
        """Pages side by side under one entry of the menu."""
        return build_tabs(MENU, self.request.path, self.kinds) if self._is_in else []

    @cached_property
    def kinds(self) -> frozenset[str]:
        """What decides about the menu of who is logged in."""
        user = self.request.user
        return kinds_of(standing_of(user)) if user.is_authenticated else frozenset()

    @property
    def _is_in(self) -> bool:
        """Whether somebody is logged in; a request with a host that is none of ours is refused before that is known."""
        return hasattr(self.request, "user") and self.request.user.is_authenticated

    @property
    def takes_keys(self) -> bool:
        return takes_keys()

    @property
    def providers(self) -> list[Offered]:
        """Login services of parties."""
        return offered()

    @property
    def kept_form(self) -> bool:
        """Whether a form that was sent too late waits for the login."""
        return SESSION_KEY in getattr(self.request, "session", {})

    @cached_property
    def late_form(self) -> dict[str, Any] | None:
        """What this page's form was sent with, too late."""
        return shown_late(self.request)

    @cached_property
    def footer(self) -> list[Link]:
        return build_menu(FOOTER, self.request.path, frozenset())

    @cached_property
    def troubles(self) -> list[Link]:
        """Mail servers and mailboxes that stand still, for the administrators who can mend it; others need no query."""
        user = self.request.user
        if not user.is_authenticated or not standing_of(user).federations_as(RoleKind.ADMINISTRATOR):
            return []
        access = importlib.import_module("notifications.pages.access")
        found = []
        if access.relays_down(user):
            found.append(Link(_("En e-postserver tar inte emot våra mejl. Se varför"), find_url("notifications:sent")))
        if access.mailboxes_down(user):
            found.append(
                Link(_("En brevlåda för svar går inte att läsa. Se varför"), find_url("notifications:inbound"))
            )
        return found

    @cached_property
    def unit(self) -> str:
        """The logged-in person's workplace today, the first of several; else their role."""
        user = self.request.user
        if not user.is_authenticated:
            return ""
        standing = standing_of(user)
        roles = [role.federation.role_name(role.kind) or role.get_kind_display() for role in standing.roles]
        return next(iter([*(place.name for place in standing.workplaces), *roles]), "")


def shell(request: HttpRequest) -> dict[str, Shell]:
    return {"shell": Shell(request)}
