"""Refusals of staff that changes: one function per code. What meetings or the register refuse alike is in theirs."""

from __future__ import annotations

from django.utils.translation import gettext as _

from booking.meetings.refusals import address_missing as address_missing
from booking.meetings.refusals import changed_meanwhile as changed_meanwhile
from booking.meetings.refusals import forum_ended as forum_ended
from booking.meetings.refusals import gone as gone
from booking.meetings.refusals import in_the_past as in_the_past
from booking.meetings.refusals import left_unit as left_unit
from booking.meetings.refusals import other_party as other_party
from booking.meetings.refusals import same_person as same_person
from booking.meetings.refusals import unit_closed as unit_closed
from config.ground.errors import RuleError
from forums.refusals import already_ended as already_ended


def already_member(person: object) -> RuleError:
    return RuleError("already_member", _("%(name)s har redan en plats i gruppen.") % {"name": person}, "person")


def already_replaced(person: object, day: object) -> RuleError:
    refused = _("%(name)s tar redan över platsen %(day)s. Byt eller avsluta den platsen i stället.")
    return RuleError("already_replaced", refused % {"name": person, "day": day}, "person")


def answered_already() -> RuleError:
    return RuleError("answered_already", _("Du har redan svarat. Ring den som ändrade om svaret blev fel."))


def federation_missing() -> RuleError:
    return RuleError("federation_missing", _("Välj vilket förbund uppdraget gäller."), "federation")


def not_in_group() -> RuleError:
    refused = _("Den som håller ihop gruppen är en ledamot eller områdets koordinator.")
    return RuleError("not_in_group", refused, "person")


def not_placed() -> RuleError:
    return RuleError("not_placed", _("Personen arbetar inte på enheten."), "unit")


def own_heir() -> RuleError:
    """Who keeps the register takes over nothing for themselves (domain.md, rule 4)."""
    return RuleError("own_heir", _("Du kan inte själv ta över. Be någon annan, eller låt enheten svara."), "heir")


def own_row() -> RuleError:
    """Who keeps the register merges nobody for themselves (domain.md, rule 4)."""
    refused = _("Du kan inte slå ihop någon med dig själv. Be någon annan som sköter registret.")
    return RuleError("own_row", refused, "goes")


def same_row() -> RuleError:
    return RuleError("same_row", _("Välj en annan person att slå ihop med."), "goes")


def same_unit() -> RuleError:
    return RuleError("same_unit", _("Välj en annan enhet än den som läggs ned."), "successor")


def too_early(field: str = "on") -> RuleError:
    return RuleError("too_early", _("Välj en dag efter att den förra började."), field)
