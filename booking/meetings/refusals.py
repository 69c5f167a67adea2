"""Refusals of meetings: one function per code, which is what programs read (see docs/api.md).

A code that only one wing uses is in the wing's own `refusals.py`; one that the register of staff uses too is in
`forums/refusals.py` and is handed on here. `config/refusals.py` lists them all.
"""

from __future__ import annotations

from typing import Literal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from config.ground.errors import RuleError
from forums.refusals import address_missing as address_missing
from forums.refusals import bad_email as bad_email
from forums.refusals import ends_before_start as ends_before_start
from forums.refusals import name_missing as name_missing
from forums.refusals import other_area as other_area
from forums.refusals import other_federation as other_federation
from forums.refusals import unit_closed as unit_closed

# The invited can only take notice; whoever holds the meeting can do something about it
Reader = Literal["invited", "holder"]

# --- what a call needs (domain.md, "Rules that everything obeys")


def forum_ended(field: str) -> RuleError:
    return RuleError("forum_ended", _("Gruppen har upphört före den dagen."), field)


def forum_missing() -> RuleError:
    return RuleError("forum_missing", _("Välj vilken grupp mötet gäller."), "forum")


def may_not_call(template: object) -> RuleError:
    """Rule 1: any party that the agreement lists calls from the area's templates."""
    refused = _("Enligt överenskommelsen kan du inte kalla till %(name)s.")
    return RuleError("may_not_call", refused % {"name": template})


def never_adopted() -> RuleError:
    """Rule 9: only a template that was never adopted is refused."""
    refused = _("Överenskommelsen eller mallen är inte antagen än. Fråga samverkanskoordinatorn.")
    return RuleError("never_adopted", refused, "template")


def nobody_called() -> RuleError:
    return RuleError("nobody_called", _("Välj minst en att kalla."), "invitations")


def other_forum() -> RuleError:
    return RuleError("other_forum", _("Mallen gäller inte den gruppen."), "forum")


def other_chain() -> RuleError:
    """A follow-on is about the same person, in the same area."""
    said = _("Ett möte om en person följer bara på ett möte om samma person, i samma kommunområde.")
    return RuleError("other_chain", said, "previous")


def required_party_missing(party: object) -> RuleError:
    refused = _("%(party)s ska vara kallad till mötet.")
    return RuleError("required_party_missing", refused % {"party": party}, "invitations")


def same_call() -> RuleError:
    """The same caller, template, time and people within a day; it goes all the same with `confirm_same`."""
    return RuleError("same_call", _("Ni är redan kallade till ett möte då."))


def too_few_parties(needed: int) -> RuleError:
    refused = ngettext("Välj minst %(n)d part.", "Välj minst %(n)d parter, din egen medräknad.", needed)
    return RuleError("too_few_parties", refused % {"n": needed}, "invitations")


# --- consent (rule 3)


def consent_ended(when: Literal["meeting", "registering"]) -> RuleError:
    if when == "registering":
        refused = _("Samtycket har redan upphört. Ange ett senare slutdatum.")
        return RuleError("consent_ended", refused, "valid_until")
    refused = _("Samtycket gäller inte den dagen. Ta ett nytt samtycke eller välj en annan dag.")
    return RuleError("consent_ended", refused, "consent")


def consent_missing(to: Literal["call", "withdraw"]) -> RuleError:
    if to == "withdraw":
        return RuleError("consent_missing", _("Mötet har inget samtycke."))
    return RuleError("consent_missing", _("Ange om den enskilde har lämnat samtycke."), "consent")


def consent_not_given_yet() -> RuleError:
    return RuleError("consent_not_given_yet", _("Samtycket kan inte vara lämnat i framtiden."), "given_on")


def consent_withdrawn() -> RuleError:
    return RuleError("consent_withdrawn", _("Samtycket är återkallat. Ingen får kallas."), "consent")


def no_area() -> RuleError:
    return RuleError("no_area", _("Ett samtycke hör till ett kommunområde."))


def outside_consent(who: object) -> RuleError:
    return RuleError("outside_consent", _("Samtycket omfattar inte %(name)s.") % {"name": who}, "invitations")


# --- times (rule 11)


def answer_by_late() -> RuleError:
    return RuleError("answer_by_late", _("Sista dag att svara är efter mötet. Välj en dag före."), "answer_by")


def answer_by_past() -> RuleError:
    return RuleError("answer_by_past", _("Sista dag att svara har redan varit."), "answer_by")


def backwards() -> RuleError:
    return RuleError("backwards", _("Sluttiden måste vara efter starttiden."))


def clock_change(field: str, *, in_series: bool = False) -> RuleError:
    """The hour that is skipped in spring, or comes twice in autumn."""
    if in_series:
        refused = _("Klockan ställs om den timmen en natt i serien. Välj en annan tid.")
    else:
        refused = _("Klockan ställs om den timmen. Välj en annan tid på dygnet.")
    return RuleError("clock_change", refused, field)


def in_the_past(what: Literal["day", "time", "series"]) -> RuleError:
    if what == "day":
        return RuleError("in_the_past", _("Välj i dag eller en dag framåt."), "on")
    if what == "series":
        return RuleError("in_the_past", _("Det första mötet har redan varit. Välj en dag framåt."), "first_on")
    return RuleError("in_the_past", _("Tiden har redan varit. Välj en tid framåt."), "starts_at")


def past() -> RuleError:
    return RuleError("past", _("Den föreslagna tiden har redan varit."))


def same_time() -> RuleError:
    return RuleError("same_time", _("Den föreslagna tiden är den som mötet har."))


def time_missing(to: Literal["assign", "call"]) -> RuleError:
    if to == "assign":
        return RuleError("time_missing", _("Mötet har ingen tid än."))
    return RuleError("time_missing", _("Ange när mötet ska vara."), "starts_at")


def too_far_ahead(field: str) -> RuleError:
    return RuleError("too_far_ahead", _("Välj en dag inom tre år."), field)


def too_long() -> RuleError:
    return RuleError("too_long", _("Ett möte är högst två dygn. Kontrollera sluttiden."), "ends_at")


# --- who has a seat


def already_called(who: object = None, field: str | None = None) -> RuleError:
    """Nobody has two seats at a meeting. Without `who` it is the meeting that is no draft any more."""
    if who is None:
        refused = _("Mötet är redan kallat. Flytta, ändra eller ställ in det i stället.")
        return RuleError("already_called", refused, field)
    return RuleError("already_called", _("%(name)s är redan kallad till mötet.") % {"name": who}, field)


def caller_stays() -> RuleError:
    refused = _("Den som kallar är alltid med. Ställ in mötet eller låt en kollega ta över.")
    return RuleError("caller_stays", refused)


def coordinator_has_no_cases() -> RuleError:
    """Rule 4: the area's coordinator has no individual cases, whoever calls or assigns them."""
    refused = _("Samverkanskoordinatorn deltar inte i möten om enskilda. Kalla en handläggare.")
    return RuleError("coordinator_has_no_cases", refused, "person")


def keeper_sends_themselves() -> RuleError:
    """Nobody who keeps the register of staff gets into an individual meeting by their own act (domain.md, rule 4)."""
    refused = _("Den som sköter registret kommer inte till ett möte om en enskild utan att någon annan har valt det.")
    return RuleError("keeper_sends_themselves", refused, "person")


def place_waits(person: object) -> RuleError:
    """A keeper assigns nobody whom they have placed, before somebody else has said yes (domain.md, rule 4)."""
    refused = _("%(name)s är ny på enheten. Någon annan än du behöver först svara att det stämmer.")
    return RuleError("place_waits", refused % {"name": person}, "person")


def left_unit(person: object, unit: object = None, field: str = "person") -> RuleError:
    """Without a unit it is about somebody who works nowhere any more."""
    if unit is None:
        return RuleError("left_unit", _("%(name)s arbetar inte kvar.") % {"name": person}, field)
    refused = _("%(person)s arbetar inte på %(unit)s den dagen.")
    return RuleError("left_unit", refused % {"person": person, "unit": unit}, field)


def no_unit() -> RuleError:
    return RuleError("no_unit", _("Personen hör inte till någon enhet i området."), "person")


def nobody() -> RuleError:
    return RuleError("nobody", _("Välj en person eller en enhet."), "person")


def other_party(what: Literal["seat", "passing_on", "substitute", "successor", "outsider"]) -> RuleError:
    """Rule 5: a call stays within the party. Of a substitute it is said the same way whoever it is."""
    if what == "seat":
        return RuleError("other_party", _("Enheten hör till en annan part."), "unit")
    if what == "passing_on":
        return RuleError("other_party", _("Kallelsen kan bara lämnas vidare inom samma part."), "unit")
    if what == "successor":
        return RuleError("other_party", _("Efterträdaren behöver höra till samma part."), "successor")
    if what == "outsider":
        refused = _("Personen kan inte kallas för den enheten. Kontrollera adressen, eller sök hos en annan part.")
        return RuleError("other_party", refused, "email")
    refused = _("Ersättaren behöver arbeta hos samma part. Ring den som kallade om det inte går.")
    return RuleError("other_party", refused, "email")


def other_unit() -> RuleError:
    return RuleError("other_unit", _("Vägen in hör till en annan enhet."), "contact_point")


def same_person(who: Literal["leaver", "yourself"]) -> RuleError:
    if who == "leaver":
        return RuleError("same_person", _("Välj någon annan än den som slutar."), "heir")
    return RuleError("same_person", _("Ange någon annan än dig själv."), "email")


# --- answers and wishes


def already_assigned() -> RuleError:
    return RuleError("already_assigned", _("Enheten har redan valt vem som kommer."))


def answer_missing() -> RuleError:
    return RuleError("answer_missing", _("Välj ett svar."), "answer")


def called_by_name() -> RuleError:
    refused = _("Personen är kallad vid namn, inte vald av enheten. Ring den som kallade om någon annan ska komma.")
    return RuleError("called_by_name", refused)


def colleague_answered() -> RuleError:
    refused = _("Din kollega har redan svarat. Ring den som kallade om något ska ändras.")
    return RuleError("colleague_answered", refused)


def comment_too_long() -> RuleError:
    return RuleError("comment_too_long", _("Skriv högst 500 tecken."), "comment")


def delegation_over() -> RuleError:
    return RuleError("delegation_over", _("Önskemålet gäller inte längre."))


def not_assigned(field: str | None = None) -> RuleError:
    return RuleError("not_assigned", _("Välj först vem som kommer från enheten."), field)


def not_hybrid() -> RuleError:
    return RuleError("not_hybrid", _("Det går inte att vara med på distans."), "answer")


def proposal_over() -> RuleError:
    return RuleError("proposal_over", _("Förslaget gäller inte längre."))


# --- what can be done with a meeting now


def already_registered() -> RuleError:
    return RuleError("already_registered", _("Mötet är redan registrerat som hållet."))


def cancelled(reader: Reader) -> RuleError:
    if reader == "invited":
        return RuleError("cancelled", _("Mötet är inställt."))
    return RuleError("cancelled", _("Mötet är inställt och kan inte ändras. Kalla till ett nytt."))


def changed_meanwhile(what: Literal["address", "meeting"]) -> RuleError:
    """What was read is no longer so: nothing is overwritten."""
    if what == "address":
        refused = _(
            "Någon annan har ändrat adressen medan du hade sidan öppen. Läs in sidan igen och gör om din ändring."
        )
    else:
        refused = _("Mötet har ändrats sedan du öppnade sidan. Inget är sparat.")
    return RuleError("changed_meanwhile", refused)


def gone(what: Literal["invitation", "meeting", "row"], field: str | None = None) -> RuleError:
    if what == "invitation":
        return RuleError("gone", _("Kallelsen finns inte längre."), field)
    if what == "meeting":
        return RuleError("gone", _("Mötet finns inte längre."), field)
    return RuleError("gone", _("Raden finns inte längre."), field)


def half_year_closed() -> RuleError:
    return RuleError("half_year_closed", _("Halvåret är stängt. Be koordinatorn skriva en anmärkning."))


def key_reused() -> RuleError:
    return RuleError("key_reused", _("Nyckeln har redan använts till ett annat anrop. Välj en ny."))


def no_place_without_mail() -> RuleError:
    """Rule 2: a meeting without mail stores no place."""
    return RuleError("no_place_without_mail", _("Mötet är utan utskick, då sparas ingen plats."), "place")


def no_comment() -> RuleError:
    """Rule 2: a comment kept here would be an incoming public record, in the wrong place."""
    no_comment = _("I möten om enskilda skrivs inget meddelande. Välj ur listan, eller ring den som kallade.")
    return RuleError("no_comment", no_comment, "comment")


def no_notes(why: Literal["group", "unknown"]) -> RuleError:
    if why == "group":
        return RuleError("no_notes", _("I en grupps möten skrivs ett meddelande i stället."), "notes")
    return RuleError("no_notes", _("Välj ur listan."), "notes")


def place_elsewhere(field: Literal["at_place", "at_unit"]) -> RuleError:
    if field == "at_unit":
        return RuleError("place_elsewhere", _("Enheten finns inte i området, eller har ingen adress."), field)
    return RuleError("place_elsewhere", _("Platsen hör till ett annat område, eller används inte längre."), field)


def place_is_written() -> RuleError:
    return RuleError("place_is_written", _("Platsen för en grupps möte skrivs."), "place")


def place_missing(field: str) -> RuleError:
    return RuleError("place_missing", _("Välj en plats."), field)


def two_places() -> RuleError:
    return RuleError("two_places", _("Välj en plats, inte två."), "place_kind")


def not_joint() -> RuleError:
    """Domain, "Joint and loose meetings": a day that is open may belong to several areas."""
    return RuleError("not_joint", _("Bara öppna möten kan hållas av flera områden tillsammans."), "joint_areas")


def not_called(whom: Literal["you", "code", "meeting", "somebody"]) -> RuleError:
    """The sentence that any removal has (rule 3); a code that is no use; a draft; somebody who is said to have come."""
    if whom == "you":
        return RuleError("not_called", _("Du är inte längre kallad."))
    if whom == "code":
        return RuleError("not_called", _("Det går inte att få en kod till det här mötet."))
    if whom == "somebody":
        return RuleError("not_called", _("Någon av dem är inte kallad till mötet."), "attended")
    return RuleError("not_called", _("Mötet är inte kallat än."))


def reason_missing() -> RuleError:
    return RuleError("reason_missing", _("Välj varför mötet ställs in."), "reason")


def started(reader: Reader) -> RuleError:
    if reader == "invited":
        return RuleError("started", _("Mötet har redan börjat."))
    return RuleError("started", _("Mötet har redan börjat och kan inte ändras. Registrera det i stället."))
