"""Refusals of the register of staff: one function per code, which is what programs read (see docs/api.md).

What meetings refuse is in `booking/meetings/refusals.py`; a code that both use is here. `config/refusals.py` lists all.
"""

from __future__ import annotations

from typing import Literal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from config.ground.errors import RuleError

# --- addresses and names


def address_bounces() -> RuleError:
    return RuleError("address_bounces", _("E-postadressen tar inte emot mejl. Rätta den först."))


def address_missing(who: object, field: str | None = None, *, choose_another: bool = False) -> RuleError:
    """`choose_another`: for whoever is about to call, and can call somebody else."""
    missing = (
        _("%(name)s saknar e-postadress. Välj en annan kontakt eller ring.")
        if choose_another
        else _("%(name)s saknar e-postadress.")
    )
    return RuleError("address_missing", missing % {"name": who}, field)


def bad_email(field: str = "email") -> RuleError:
    return RuleError("bad_email", _("Skriv e-postadressen som namn@kommun.se."), field)


def email_taken(by: Literal["somebody_else", "somebody_to_place"]) -> RuleError:
    """An address is one person's: a caseworker in two units is one row (domain.md, Person)."""
    if by == "somebody_to_place":
        taken = _("Adressen finns redan i registret. Sök upp personen och lägg till enheten där.")
    else:
        taken = _("Adressen finns hos en annan person. Är det samma person: slå ihop dem i stället.")
    return RuleError("email_taken", taken, "email")


def identity_number(field: Literal["name", "phone", "function", "text"] = "name") -> RuleError:
    """The individual is never in the service (domain.md, rule 2), nor in what is said of staff."""
    if field == "phone":
        return RuleError("identity_number", _("Skriv bara telefonnumret, inget personnummer och ingen adress."), field)
    if field == "text":
        return RuleError("identity_number", _("Skriv inga personnummer eller samordningsnummer."), field)
    if field == "function":
        return RuleError(
            "identity_number", _("Skriv bara vad personen arbetar med, inga nummer eller adresser."), field
        )
    return RuleError("identity_number", _("Skriv bara namnet, inga nummer eller adresser."), field)


def name_taken() -> RuleError:
    return RuleError("name_taken", _("Namnet används redan. Välj ett annat."), "name")


def no_name() -> RuleError:
    return RuleError("no_name", _("Skriv vad det heter."), "name")


def unknown_kind() -> RuleError:
    return RuleError("unknown_kind", _("Överenskommelsen har ingen sådan grupp. Välj i listan."), "kind")


def nothing_proposed() -> RuleError:
    return RuleError("nothing_proposed", _("Skriv vad som inte stämmer."), "text")


def no_phone() -> RuleError:
    return RuleError("no_phone", _("Skriv ett telefonnummer, till exempel 0383-971 00."), "phone")


def name_missing() -> RuleError:
    return RuleError("name_missing", _("Skriv personens namn."), "name")


# --- where somebody works, and what they are trusted with


def already_ended(what: Literal["placement", "role"]) -> RuleError:
    if what == "role":
        return RuleError("already_ended", _("Uppdraget slutar redan före den dagen."), "on")
    return RuleError("already_ended", _("Personen har redan slutat på enheten före den dagen."), "on")


def area_missing(what: Literal["role", "unit"] = "role") -> RuleError:
    if what == "unit":
        return RuleError("area_missing", _("Välj minst ett område som enheten arbetar i."), "areas")
    return RuleError("area_missing", _("Välj vilket kommunområde uppdraget gäller."), "area")


def ends_before_start(of: Literal["days", "times"], field: str = "on") -> RuleError:
    if of == "times":
        return RuleError("ends_before_start", _("Sluttiden måste vara efter starttiden."), field)
    return RuleError("ends_before_start", _("Sista dagen kan inte vara före den första."), field)


def last_administrator() -> RuleError:
    last = _("Förbundet måste ha en administratör. Ge uppdraget till någon annan först.")
    return RuleError("last_administrator", last, "on")


def no_party() -> RuleError:
    return RuleError("no_party", _("Uppdraget gäller ingen part. Välj ingen."), "party")


def not_at_party(person: object) -> RuleError:
    return RuleError("not_at_party", _("%(name)s arbetar inte där.") % {"name": person}, "party")


def other_area(what: Literal["party", "template"]) -> RuleError:
    if what == "template":
        return RuleError("other_area", _("Mallen gäller inte i det kommunområdet."), "area")
    return RuleError("other_area", _("Parten hör till ett annat kommunområde."), "party")


def other_federation(what: Literal["area", "party", "unit"]) -> RuleError:
    """One installation serves many federations, each closed to the others."""
    if what == "area":
        return RuleError("other_federation", _("Området hör till ett annat förbund."), "area")
    if what == "party":
        return RuleError("other_federation", _("Parten hör till ett annat förbund."), "party")
    return RuleError("other_federation", _("Enheten hör till ett annat förbund."), "unit")


def own_placement() -> RuleError:
    """Who keeps the register places nobody for themselves (domain.md, rule 4)."""
    return RuleError("own_placement", _("Var du arbetar läggs in av någon annan. Be någon annan göra det."))


def own_role() -> RuleError:
    """Nobody gets into an individual meeting by their own act (domain.md, rule 4)."""
    return RuleError("own_role", _("Ett uppdrag får man av någon annan. Be någon annan ge dig det."))


def party_missing() -> RuleError:
    return RuleError("party_missing", _("Välj vilken part uppdraget gäller."), "party")


def unit_closed(unit: object, field: str = "unit") -> RuleError:
    return RuleError("unit_closed", _("%(unit)s är nedlagd. Välj en annan enhet.") % {"unit": unit}, field)


def whole_federation() -> RuleError:
    return RuleError("whole_federation", _("Uppdraget gäller hela förbundet. Välj inget område."), "area")


# --- logging in


def has_left(person: object) -> RuleError:
    return RuleError("has_left", _("%(name)s arbetar inte kvar.") % {"name": person})


def link_spent() -> RuleError:
    return RuleError("link_spent", _("Länken är använd. Be om en ny."))


def no_second_factor(person: object) -> RuleError:
    return RuleError("no_second_factor", _("%(name)s har inget andra steg att ta bort.") % {"name": person})


def own_login() -> RuleError:
    return RuleError("own_login", _("Du kan inte ta bort din egen inloggning. Be någon annan."))


def provider_account(
    why: Literal["not_yours", "of_another", "twice", "last", "not_at_party"], provider: object
) -> RuleError:
    """An account at an identity provider that a person cannot add to their own login, or cannot take away."""
    texts = {
        "not_yours": _("%(provider)s säger en annan e-postadress än din. Logga in där som du själv och försök igen."),
        "of_another": _("Kontot hos %(provider)s hör redan till någon annan."),
        "twice": _("Du har redan lagt till ett konto hos %(provider)s. Ta bort det först."),
        "last": _("Det är ditt enda sätt att logga in. Be om ett lösenord innan du tar bort det."),
        "not_at_party": _("%(provider)s är till för dem som arbetar där."),
    }
    return RuleError("provider_account", texts[why] % {"provider": provider})


def provider_login(
    why: Literal["ended", "unverified", "elsewhere", "of_another", "logs_in", "keeper", "unit", "again", "not_anew"],
    provider: object,
) -> RuleError:
    """A login by an identity provider that lets nobody in. Which person an address belongs to is not said."""
    texts = {
        "ended": _("Inloggningen gäller inte längre. Hör av dig till samordningsförbundet."),
        "unverified": _("%(provider)s går inte i god för din e-postadress. Be dem som sköter inloggningen där om det."),
        "elsewhere": _("Din e-postadress hör inte till %(provider)s. Be dem som sköter inloggningen där rätta den."),
        "of_another": _(
            "Din e-postadress är inte den som står för dig i Samverk, eller så arbetar du hos någon annan part där. "
            "Be samordningsförbundet rätta det."
        ),
        "logs_in": _(
            "Du har redan ett sätt att logga in. Logga in så, och lägg sedan till %(provider)s under Mina uppgifter, "
            "Så loggar du in."
        ),
        "keeper": _(
            "Den som sköter registret loggar in med lösenord första gången. Lägg sedan till %(provider)s under Mina "
            "uppgifter, Så loggar du in."
        ),
        "unit": _(
            "%(provider)s säger inte vad du heter eller var du arbetar, så att det går att känna igen. Be en kollega "
            "eller samordningsförbundet lägga in dig i Samverk."
        ),
        "again": _("Någon annan ändrade samtidigt. Försök igen."),
        "not_anew": _("%(provider)s visade inte på nytt att det är du. Försök igen, och logga in när du blir ombedd."),
    }
    return RuleError("provider_login", texts[why] % {"provider": provider})


def token_name() -> RuleError:
    return RuleError("token_name", _("Skriv ett kort namn på programmet, utan nummer och adresser."), "name")


def token_name_taken() -> RuleError:
    return RuleError("token_name_taken", _("Du har redan en nyckel med det namnet. Välj ett annat."), "name")


def wrong_password() -> RuleError:
    return RuleError("wrong_password", _("Lösenordet stämmer inte."), "old")


def too_many_links() -> RuleError:
    return RuleError("too_many_links", _("Tre länkar har skickats den senaste timmen. Vänta en stund."))


def too_many_tries(minutes: int) -> RuleError:
    """Wrong passwords, codes, links or keys. The one refusal that a while mends: the API answers 429."""
    wait = ngettext(
        "Det har blivit fel för många gånger. Vänta %(n)d minut och försök igen.",
        "Det har blivit fel för många gånger. Vänta %(n)d minuter och försök igen.",
        minutes,
    )
    return RuleError("too_many_tries", wait % {"n": minutes}, wait=minutes * 60)


def too_many_tokens(n: int) -> RuleError:
    return RuleError("too_many_tokens", _("Du har redan %(n)d nycklar. Avsluta en först.") % {"n": n})
