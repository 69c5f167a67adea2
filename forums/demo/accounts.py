"""Who can log in to the example federations. The password is no secret: it is shown on the login page."""

from __future__ import annotations

from dataclasses import dataclass

from forums.models import RoleKind

PASSWORD = "prova-samverk-nu"  # noqa: S105


@dataclass(frozen=True)
class Account:
    role: str
    name: str
    email: str
    federation: str
    area: str = ""
    unit: str = ""
    kind: RoleKind | None = None


HOGLANDET, FINNVEDEN = "Höglandets samordningsförbund", "Finnvedens samordningsförbund"
ACCOUNTS = [
    Account(
        "Handläggare, Sävsjö kommun",
        "Anna Påhittsson",
        "anna@ekonomiskt-bistand-savsjo.example",
        HOGLANDET,
        area="Sävsjö",
        unit="Ekonomiskt bistånd",
    ),
    Account(
        "Handläggare, Arbetsförmedlingen",
        "Bo Bubbelskum",
        "bo@arbetsformedlingen-vetlanda-savsjo.example",
        HOGLANDET,
        area="Sävsjö",
        unit="Arbetsförmedlingen Vetlanda/Sävsjö",
    ),
    Account(
        "Handläggare, Försäkringskassan",
        "Frida Fjäderfluff",
        "frida@forsakringskassan-hoglandet.example",
        HOGLANDET,
        area="Sävsjö",
        unit="Försäkringskassan Höglandet",
    ),
    Account(
        "Handläggare, regionen",
        "Rut Regnbågssocka",
        "rut@savsjo-vardcentral.example",
        HOGLANDET,
        area="Sävsjö",
        unit="Sävsjö vårdcentral",
    ),
    Account(
        "Kontaktperson, Arbetsförmedlingen",
        "Kim Kanelknut",
        "kim@arbetsformedlingen-vetlanda-savsjo.example",
        HOGLANDET,
        area="Sävsjö",
        unit="Arbetsförmedlingen Vetlanda/Sävsjö",
        kind=RoleKind.CONTACT_PERSON,
    ),
    Account(
        "Samverkanskoordinator, Sävsjö",
        "Cilla Citronfjäril",
        "cilla@samverk-savsjo.example",
        HOGLANDET,
        area="Sävsjö",
        kind=RoleKind.COORDINATOR,
    ),
    Account("Förbundschef", "David Drakflöjt", "david@hoglandet.example", HOGLANDET, kind=RoleKind.DIRECTOR),
    Account("Administratör", "Adam Apelsinklyfta", "adam@hoglandet.example", HOGLANDET, kind=RoleKind.ADMINISTRATOR),
    Account(
        "Handläggare, Gislaveds kommun (Finnveden)",
        "Eva Enbärsljus",
        "eva@navigatorcentrum-gislaved.example",
        FINNVEDEN,
        area="Gislaved",
        unit="Navigatorcentrum",
    ),
]


def demo_accounts() -> list[tuple[str, str, str]]:
    """Role, address and password, in the order that they are shown."""
    return [(account.role, account.email, PASSWORD) for account in ACCOUNTS]
