"""The main menu: what stands there, in which order, and for whom."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from forums.access import call_choices
from forums.models import RoleKind
from forums.standing import Standing

PLANNERS = frozenset({RoleKind.COORDINATOR, RoleKind.DIRECTOR, RoleKind.ADMINISTRATOR})


# beside the roles: who may have something to call to, and who keeps no register
CALLER, NO_KEEPER = "caller", "no keeper"


@dataclass(frozen=True)
class Entry:
    """A line in the menu. `below` are path prefixes and `ends` path suffixes of further pages that belong to it; no
    `roles` means everyone. `tabs` are pages side by side, the entry's own among them.
    """

    label: str | Promise
    url_name: str
    below: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()
    roles: frozenset[str] = frozenset()
    tabs: tuple[Entry, ...] = ()


@dataclass(frozen=True)
class Link:
    label: str | Promise
    url: str
    current: str = ""


CALL_STEPS = ("/parter/", "/samtycke/", "/tid/", "/granska/", "/skickad/")

REGISTER = (
    Entry(_("Personer"), "booking:persons"),
    Entry(_("Vägen in"), "forums:contact-point-list"),
    Entry(_("Områden"), "forums:area-list"),
)
OF_UNITS = ("/enheter/", "/platser/", "/omraden/", "/overenskommelser/")
OF_REGISTER = (*OF_UNITS, "/vagen-in/", "/andringar/", "/videotjanster/", "/forbund/")

MENU = (
    Entry(_("Mina möten"), "booking:my-meetings", below=("/moten/", "/kallelser/")),
    Entry(_("Kalla till möte"), "booking:call-start", ends=CALL_STEPS, roles=frozenset({CALLER})),
    Entry(_("Vägen in"), "forums:contact-point-list", below=OF_UNITS, roles=frozenset({NO_KEEPER})),
    Entry(_("Forum"), "forums:forum-list", below=("/serier/",)),
    Entry(_("Personer"), "booking:persons", below=OF_REGISTER, roles=PLANNERS, tabs=REGISTER),
    Entry(_("Statistik"), "booking:statistics"),
    Entry(_("Mejl"), "notifications:sent", below=("/inkommet/",)),
)
FOOTER = (
    Entry(_("Tillgänglighet"), "accessibility"),
    Entry(_("Personuppgifter"), "privacy"),
    Entry(_("API"), "api-docs"),
)


def find_url(name: str) -> str:
    """The URL of the name, or "": a part of the service that is not installed must not break the page."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def kinds_of(standing: Standing) -> frozenset[str]:
    """The person's roles, and what else decides about the menu.

    Whoever works at a unit calls from the templates of its party. Of who has nothing but a role it is asked: a director
    calls only where a template says so, and an administrator nowhere.
    """
    roles = frozenset(role.kind for role in standing.roles)
    found = set(roles)
    if standing.workplaces or (roles != {RoleKind.ADMINISTRATOR} and call_choices(standing.person)):
        found.add(CALLER)
    if not roles & PLANNERS:
        found.add(NO_KEEPER)
    return frozenset(found)


def build_tabs(entries: tuple[Entry, ...], path: str, roles: frozenset[str]) -> list[Link]:
    """The pages side by side when this is one of them; none on the pages below it, which have a link back."""
    for entry in entries:
        if not entry.roles or entry.roles & roles:
            tabs = build_menu(entry.tabs, path, roles)
            if any(tab.current == "page" for tab in tabs):
                return tabs
    return []


def matching_length(entry: Entry, url: str, path: str) -> int:
    """Length of the path that this entry matches; the longest wins. The start page matches itself only."""
    if entry.ends and path.endswith(entry.ends):
        return len(path)
    beginnings = (*entry.below, *(() if url == "/" else (url,)))
    return max((len(start) for start in beginnings if path.startswith(start)), default=int(path == url))


def build_menu(entries: tuple[Entry, ...], path: str, roles: frozenset[str]) -> list[Link]:
    """The entries this person may see, with the one for this page marked."""
    seen = [(entry, find_url(entry.url_name)) for entry in entries if not entry.roles or entry.roles & roles]
    found = [(entry, url, matching_length(entry, url, path)) for entry, url in seen if url]
    best = max((length for _entry, _url, length in found), default=0)
    return [Link(entry.label, url, mark_current(url, path, length, best)) for entry, url, length in found]


def mark_current(url: str, path: str, length: int, best: int) -> str:
    if path == url:
        return "page"
    return "true" if length and length == best else ""
