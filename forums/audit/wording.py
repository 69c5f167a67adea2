"""What the record of changes says, in words. An entry keeps a code and ids; names are those of today."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _t

from forums.models import Federation, RoleKind

WORDS: dict[str, Promise | str] = {
    "person_added": _t("%(person)s lades till på %(unit)s."),
    "guest_added": _t("%(person)s lades till som gäst."),
    "placed": _t("%(person)s arbetar på %(unit)s från och med %(on)s."),
    "placement_ended": _t("%(person)s slutar på %(unit)s. Sista dag %(on)s."),
    "placement_handed": _t("%(person)s slutar på %(unit)s. Sista dag %(on)s. %(heir)s tar över."),
    "placement_dropped": _t("%(person)s börjar inte på %(unit)s."),
    "details_corrected": _t("Uppgifter om %(person)s rättades: %(fields)s."),
    "persons_merged": _t("%(goes)s slogs ihop med %(stays)s."),
    "merge_waits": _t("%(goes)s slogs ihop med %(stays)s i grupper. Möten om enskilda väntar på svar."),
    "change_vouched": _t("Någon annan har svarat att en ändring stämmer."),
    "change_refused": _t("Någon annan har svarat att en ändring inte stämmer."),
    "alias_added": _t("Svar från en annan adress räknas som svar från %(person)s."),
    "alias_ended": _t("Svar från en annan adress räknas inte längre som svar från %(person)s."),
    "unit_closed": _t("%(unit)s läggs ned från och med %(on)s."),
    "unit_succeeded": _t("%(unit)s läggs ned från och med %(on)s. %(successor)s tar över."),
    "way_in_corrected": _t("En väg in till %(unit)s rättades: %(fields)s."),
    "way_in_left": _t("%(person)s står inte längre bakom en väg in till %(unit)s."),
    "role_given": _t("%(person)s fick uppdraget %(role)s från och med %(on)s."),
    "role_ended": _t("%(person)s lämnar uppdraget %(role)s. Sista dag %(on)s."),
    "role_dropped": _t("%(person)s får inte uppdraget %(role)s."),
    "login_given": _t("%(person)s fick en länk för att välja lösenord."),
    "login_ended": _t("%(person)s kan inte logga in."),
    "password_chosen": _t("%(person)s valde lösenord."),
    "sessions_ended": _t("%(person)s loggades ut överallt."),
    "password_set": _t("%(person)s fick ett nytt lösenord från den som sköter servern."),
    "factors_changed": _t("%(person)s ändrade sitt andra steg vid inloggning."),
    "factors_reset_asked": _t("Någon har bett om att %(person)s andra steg vid inloggning tas bort."),
    "factors_reset": _t("Andra steget vid inloggning togs bort för %(person)s."),
    "identity_added": _t("%(person)s loggar in hos sin arbetsgivare."),
    "identity_removed": _t("%(person)s loggar inte längre in hos sin arbetsgivare."),
    "identity_person": _t("%(person)s kom till %(unit)s genom att logga in hos sin arbetsgivare."),
    "identity_unit": _t("%(person)s arbetar på %(unit)s enligt sin arbetsgivares inloggning. Inget har ändrats."),
    "signin_rules_set": _t("Reglerna för inloggning ändrades."),
    "token_made": _t("%(person)s fick en nyckel till API:et."),
    "token_revoked": _t("Nyckeln till API:et drogs in för %(person)s."),
    "member_added": _t("%(person)s fick en plats i %(forum)s från och med %(on)s."),
    "member_ended": _t("%(person)s lämnar %(forum)s. Sista dag %(on)s."),
    "member_replaced": _t("%(heir)s tog över platsen efter %(person)s i %(forum)s. Sista dag %(on)s."),
    "party_declined": _t("%(party)s avböjde %(forum)s från och med %(on)s."),
    "decline_taken_back": _t("%(party)s väntas i %(forum)s igen."),
    "forum_ended": _t("%(forum)s upphör. Sista dag %(on)s."),
    "convener_set": _t("%(person)s håller ihop %(forum)s."),
    "place_added": _t("Platsen %(place)s lades till."),
    "place_corrected": _t("Platsen %(place)s rättades: %(fields)s."),
    "place_ended": _t("Platsen %(place)s används inte längre."),
    "unit_address_set": _t("%(unit)s fick en ny adress."),
    "video_service_added": _t("Videotjänsten %(service)s lades till."),
    "video_service_corrected": _t("Videotjänsten %(service)s rättades: %(fields)s."),
    "video_service_ended": _t("Videotjänsten %(service)s används inte längre."),
    "unit_added": _t("%(unit)s lades till."),
    "unit_renamed": _t("%(unit)s fick ett nytt namn."),
    "way_in_added": _t("En väg in till %(unit)s lades till."),
    "forum_added": _t("%(forum)s lades till."),
    "forum_renamed": _t("%(forum)s fick ett nytt namn, eller blev en annan slags grupp."),
    "area_renamed": _t("%(area)s fick ett nytt namn."),
    "way_in_proposed": _t("Någon har föreslagit en ändring av en väg in till %(unit)s."),
    "function_corrected": _t("Vad %(person)s arbetar med på %(unit)s rättades."),
    "register_fetched": _t("Personregistret hämtades som fil."),
    "members_fetched": _t("Kontaktlistan för %(forum)s hämtades som fil."),
    "leaving_proposed": _t("Föreslogs: %(person)s slutar på %(unit)s. Sista dag %(on)s."),
    "leaving_agreed": _t("Förslaget att %(person)s slutar på %(unit)s fick ja. Sista dag %(on)s."),
    "leaving_refused": _t("Förslaget att %(person)s slutar på %(unit)s fick nej."),
    "convener_left": _t("%(person)s håller inte längre ihop %(forum)s."),
}
FIELDS: dict[str, Promise | str] = {
    "name": _t("namn"),
    "email": _t("e-post"),
    "phone": _t("telefon"),
    "mailbox": _t("brevlåda"),
    "person": _t("person"),
    "checked_on": _t("kontrollerad"),
    "room": _t("rum"),
    "address": _t("adress"),
    "reveals_care": _t("avslöjar vårdform"),
    "hosts": _t("värdnamn"),
    "for_individuals": _t("godkänd för möten om enskilda"),
}


def change_text(
    what: str, details: Mapping[str, Any], names: Mapping[tuple[str, int], str], federation: Federation | None = None
) -> str:
    """The sentence of one entry. `names` has today's name by the word and the id; a row that is gone has none."""
    words = {word: names.get((word, value), _("(borttagen)")) for word, value in details.items() if _is_id(value)}
    words |= {word: value for word, value in details.items() if isinstance(value, str)}
    if "role" in details:
        own = federation.role_name(details["role"]) if federation is not None else ""
        words["role"] = own or str(RoleKind(details["role"]).label)
    if "fields" in details:
        words["fields"] = ", ".join(str(FIELDS[field]) for field in details["fields"])
    return str(WORDS[what]) % words


def _is_id(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
