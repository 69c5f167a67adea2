"""Where a made-up person may stay after all, input by input, and why. Whatever is not stated here must stay nowhere.

`place: kinds` says which of the texts of `identity.TEXTS` stay there. A line that is no longer true fails as well.
"""

from __future__ import annotations

from collections.abc import Mapping

Places = dict[str, str]
Stated = Mapping[str, tuple[Places, str]]

PLACE = "a place of a case that is in no list: searched, in no mail, shown after login or a code"
LINK = "a link of a case: to a video service that is allowed, searched with its percent-encoding taken away"
REGISTER = "the register of places, units' addresses and video services: kept by few, searched, chosen by who calls"
STRUCTURE = "names of units, ways in, groups and areas: kept by few, searched, read by everybody who works there"
PROPOSAL = "what is wrong with a way in, for who keeps it: gone when they have looked; no identity number"
CALENDAR = "the address of one's own published calendar, shown to oneself"
COMMENT = "a group's comment, for the caller alone; with an answer to a case there is none"
GROUP = "a group's own texts are a public record, and go to its members"
STAFF = "staff: whom one calls has a name and an address here"
FUNCTION = "staff: what somebody does at a unit, searched for what can be recognised"
NOTE = "a coordinator's note beside a frozen figure, searched for what can be recognised"
LOGIN = "kept until the mail has gone: whether there is such a person is not said"
DELEGATE = "whom the invited wants to come instead, until the caller has decided"
OWN = "the name of one's own program, shown to oneself and searched for what can be recognised"
SENDER = "who wrote a mail about a meeting that we know; of any other only the domain"

# why a field of a form is given no person by the drive
CHOSEN = "chosen from a list that is empty in this world, or a day or a version: nothing can be written"
HASHED = "kept as a hash and never as it was written"
TAKEN_AWAY = "the form takes it away when it is made"
COMPARED = "compared with what is kept, and kept nowhere: `refusals.py` sends a login"
TICKED = "a box: ticked or not, whatever is sent"
VISIT = "where coordinators have been and what it was called: searched, shown to who reads the area's figures"
COORDINATES = "shown to coordinators where visits are agreed; what is written there is searched: tests/booking/visits/"

OF_A_UNIT = "for a unit that is called: the field of an answer, which is fed where a person answers"

ANY = "address numbers words"
NAME = ("forums_person.name", "forums_person.search_text")
EMAIL = ("forums_person.email", "forums_person.search_text")
MAILED, SUBJECT = ("file", "notifications_outboxmessage.text"), "notifications_outboxmessage.subject"
NEW_ADDRESS = "forums_loginrequest.address"
SENT_TO = ("file", "notifications_outboxmessage.address", "notifications_told.address")


def kept(kinds: str, *places: str) -> Places:
    return dict.fromkeys(places, kinds)


def stated(table: Stated) -> dict[str, Places]:
    return {asked: places for asked, (places, _why) in sorted(table.items())}


PAGES: Stated = {
    "booking:answer comment group": (kept(ANY, "booking_invitation.comment"), COMMENT),
    "booking:call-outsider email case": (kept("address", *EMAIL, *MAILED), STAFF),
    "booking:call-outsider name case": (kept("words", *NAME, *MAILED, SUBJECT), STAFF),
    "booking:call-parties email group": (kept("address", *EMAIL), STAFF),
    "booking:call-parties name group": (kept("words", *NAME), STAFF),
    "booking:call-time agenda group": (kept(ANY, "booking_meeting.agenda"), GROUP),
    "booking:call-time internal_note group": (kept(ANY, "booking_meeting.internal_note"), GROUP),
    "booking:call-time link case": (kept("link", "booking_meeting.link"), LINK),
    "booking:call-time link group": (kept("link", "booking_meeting.link"), GROUP),
    "booking:call-time place case": (kept("words", "booking_meeting.place"), PLACE),
    "booking:call-time place group": (kept(ANY, "booking_meeting.place"), GROUP),
    "booking:call-time title group": (kept(ANY, "booking_meeting.title"), GROUP),
    "booking:name-substitute name case": (kept("words", *NAME, "file"), STAFF),
    "booking:name-substitute name group": (kept("words", *NAME, "file"), STAFF),
    "booking:series-answer comment": (kept(ANY, "booking_invitation.comment"), COMMENT),
    "booking:statistics-note text": (kept("words", "booking_correctionnote.text"), NOTE),
    "forums:place address": (kept("link words", "forums_place.address"), REGISTER),
    "forums:place mailbox": (kept("address", "forums_place.mailbox"), REGISTER),
    "forums:place name": (kept("words", "forums_place.name"), REGISTER),
    "forums:place-list address": (kept("link words", "forums_place.address"), REGISTER),
    "forums:place-list mailbox": (kept("address", "forums_place.mailbox"), REGISTER),
    "forums:place-list name": (kept("words", "forums_place.name"), REGISTER),
    "forums:unit-address address": (kept("link words", "forums_unit.address"), REGISTER),
    "forums:video-service name": (kept("words", "forums_videoservice.name"), REGISTER),
    "forums:video-service-list name": (kept("words", "forums_videoservice.name"), REGISTER),
    "forums:password-forgotten email": (kept("address", "forums_loginrequest.address"), LOGIN),
    "mfa_edit_webauthn name": (kept("words", "mfa_authenticator.data"), OWN),
    "notifications:answer comment": (kept(ANY, "booking_invitation.comment"), COMMENT),
    "notifications:answer name": (kept("words", *NAME, "file"), STAFF),
    "forums:token-make name": (kept("words", "forums_apitoken.name"), OWN),
    "notifications:answer-series comment": (kept(ANY, "booking_invitation.comment"), COMMENT),
    "notifications:calendar-address address": (kept("link", "booking_publishedcalendar.address"), CALENDAR),
    "notifications:change-preview call-delegate name case": (kept("words", *NAME, "file"), STAFF),
    "notifications:change-preview call-delegate name group": (kept("words", *NAME, "file"), STAFF),
    "notifications:change-preview change agenda group": (kept(ANY, "booking_meeting.agenda", *MAILED), GROUP),
    "notifications:change-preview change internal_note group": (kept(ANY, "booking_meeting.internal_note"), GROUP),
    "notifications:change-preview change link case": (kept("link", "booking_meeting.link", *MAILED), LINK),
    "notifications:change-preview change link group": (kept("link", "booking_meeting.link", *MAILED), GROUP),
    "notifications:change-preview change place case": (kept("words", "booking_meeting.place"), PLACE),
    "notifications:change-preview change place group": (kept(ANY, "booking_meeting.place", *MAILED), GROUP),
    "notifications:change-preview change title group": (kept(ANY, "booking_meeting.title", *MAILED, SUBJECT), GROUP),
    "notifications:change-preview person-add email": (kept("address", *EMAIL, *MAILED), STAFF),
    "notifications:change-preview person-add function": (kept("words", "forums_placement.function"), FUNCTION),
    "notifications:change-preview person-add name": (kept("words", *NAME, *MAILED, SUBJECT), STAFF),
    "notifications:change-preview person-new email": (kept("address", *EMAIL, *MAILED), STAFF),
    "notifications:change-preview person-new function": (kept("words", "forums_placement.function"), FUNCTION),
    "notifications:change-preview person-new name": (kept("words", *NAME, *MAILED, SUBJECT), STAFF),
    "notifications:change-preview function-correct function": (kept("words", "forums_placement.function"), FUNCTION),
    "notifications:change-preview point-propose text": (kept("address words", "forums_pointproposal.text"), PROPOSAL),
    "notifications:change-preview unit-add name": (kept("words", "forums_unit.name"), STRUCTURE),
    "notifications:change-preview unit-rename name": (kept("words", "forums_unit.name"), STRUCTURE),
    "notifications:change-preview forum-add name": (kept("words", "forums_forum.name"), STRUCTURE),
    "notifications:change-preview forum-rename name": (kept("words", "forums_forum.name", *MAILED, SUBJECT), STRUCTURE),
    "notifications:change-preview area-rename name": (kept("words", "forums_area.name", *MAILED), STRUCTURE),
    "notifications:change-preview area-rename collaboration_name": (
        kept("words", "forums_area.collaboration_name"),
        STRUCTURE,
    ),
    "notifications:change-preview way-in-add function": (kept("words", "forums_contactpoint.function"), STRUCTURE),
    "notifications:change-preview way-in-add matter": (kept("words", "forums_contactpoint.matter"), STRUCTURE),
    "notifications:change-preview way-in-add hours": (kept("words", "forums_contactpoint.hours"), STRUCTURE),
    "notifications:change-preview way-in-add mailbox": (
        kept("address", "forums_contactpoint.mailbox", *MAILED),
        STAFF,
    ),
    "notifications:change-preview person-correct email": (
        kept("address", *EMAIL, *SENT_TO, *MAILED, NEW_ADDRESS),
        STAFF,
    ),
    "notifications:change-preview person-correct name": (kept("words", *NAME, *MAILED, SUBJECT), STAFF),
    "notifications:change-preview placement-add function": (kept("words", "forums_placement.function"), FUNCTION),
    "notifications:change-preview point-correct mailbox": (
        kept("address", "forums_contactpoint.mailbox", *MAILED),
        STAFF,
    ),
    "notifications:change-preview series agenda": (kept(ANY, "booking_meeting.agenda", *MAILED), GROUP),
    "notifications:change-preview series link": (kept("link", "booking_meeting.link", *MAILED), GROUP),
    "notifications:change-preview series place": (kept(ANY, "booking_meeting.place", *MAILED), GROUP),
    "notifications:change-preview series title": (kept(ANY, "booking_meeting.title", *MAILED, SUBJECT), GROUP),
}

NOT_ON_A_PAGE: dict[str, str] = {
    "booking.meetings.forms.answers.DeclineForm.comment": OF_A_UNIT,
    "booking.meetings.forms.finding.FindForm.omrade": CHOSEN,
    "booking.outcomes.forms.OutcomeForm.all_came": TICKED,
    "booking.staffing.structure_forms.NewUnitForm.reveals_care": TICKED,
    "notifications.pages.forms.UnitAnswerForm.comment": OF_A_UNIT,
    "booking.meetings.forms.answers.PhoneAnswerForm.comment": TAKEN_AWAY,
    "booking.meetings.forms.calling.CallForm.unit": CHOSEN,
    "booking.meetings.forms.consent.ConsentGivenForm.no_mail": TICKED,
    "booking.meetings.forms.parties.GuestForm.person": CHOSEN,
    "booking.series.forms.SeriesForm.skips_holidays": TICKED,
    "booking.statistics.forms.CloseForm.despite": TICKED,
    "booking.statistics.forms.FilterForm.ar": CHOSEN,
    "booking.statistics.forms.FilterForm.omrade": CHOSEN,
    "booking.statistics.forms.FilterForm.period": CHOSEN,
    "booking.visits.forms.TallyForm.month": COORDINATES,
    "booking.visits.forms.TallyForm.number": COORDINATES,
    "booking.visits.forms.VisitForm.held_on": COORDINATES,
    "booking.visits.forms.VisitForm.participants_count": COORDINATES,
    "booking.visits.forms.VisitForm.place_visited": COORDINATES,
    "booking.visits.forms.VisitForm.request_key": COORDINATES,
    "booking.visits.forms.VisitForm.template": COORDINATES,
    "booking.visits.forms.VisitForm.title": COORDINATES,
    "booking.visits.forms.VisitForm.unit": COORDINATES,
    "forums.forms.places.PlaceForm.reveals_care": TICKED,
    "forums.forms.signin.RulesForm.contact_persons": TICKED,
    "forums.forms.places.VideoServiceForm.for_individuals": TICKED,
    "forums.signin.forms.AddKeyForm.passwordless": TICKED,
    "forums.signin.forms.CodeForm.code": COMPARED,
    "forums.signin.forms.CodeProofForm.code": COMPARED,
    "forums.signin.forms.KeyForm.credential": COMPARED,
    "forums.signin.forms.KeyLoginForm.credential": COMPARED,
    "forums.signin.forms.LoginForm.password": COMPARED,
    "forums.signin.forms.LoginForm.remember": TAKEN_AWAY,
    "forums.signin.forms.PasswordProofForm.password": COMPARED,
    "notifications.pages.forms.CodeForm.code": HASHED,
    "notifications.pages.forms.WhoseForm.person": CHOSEN,
}

# forms that are refused whatever is written, by a rule
FORMS_REFUSED = {
    "forums:password-change": "nobody here has a password: without the one before there is none to come",
    "notifications:change-preview seat-fill": "no seat here is left empty: who comes is an id, and nothing is written",
    "notifications:change-preview withdraw group": "to a group's meeting nobody consents: nothing to withdraw",
    "notifications:answer": "nobody here has named a colleague whom they could take back by the button",
}

# their bodies hold ids and ticks, nothing that is written, and the world has
# no call or seat in the state that they ask for
BODIES_REFUSED = (
    "POST /meetings/<uuid:pk>/copy/ case",
    "POST /meetings/<uuid:pk>/copy/ group",
    "POST /meetings/<uuid:pk>/go-ahead/ case",
    "POST /meetings/<uuid:pk>/go-ahead/ group",
    "POST /memberships/<int:pk>/send/",
)

# read without a form: compared with what there is, or sent back as it came
READ_BY_VIEWS = {
    "GET.alla",
    "GET.ar",
    "GET.dag",
    "GET.enhet",
    "GET.falt",
    "GET.fel",
    "GET.fran",
    "GET.iss",
    "GET.mall",
    "GET.mote",
    "GET.omrade",
    "GET.part",
    "GET.period",
    "GET.sida",
    "GET.skickad",
    "GET.sortera",
    "GET.tack",
    "GET.till",
    "GET.utkast",
    "GET.visa",
    "GET.vy",
    "POST.accept",
    "POST.alla",
    "POST.answer",
    "POST.avsluta",
    "POST.change",
    "POST.hos",
    "POST.kalla_anda",
    "POST.lagg_till",
    "POST.mall",
    "POST.pa",
    "POST.registrar",
    "POST.remember",
    "POST.request_key",
    "POST.skicka",
    "POST.sok_nu",
    "POST.sok_person",
    "POST.ta_bort",
    "POST.ta_tillbaka",
    "POST.utanfor",
    "POST.utkast",
    "POST.version",
    "META.HTTP_X_FORWARDED_FOR",
    "META.REMOTE_ADDR",
    "headers.HX-Current-URL",
    "headers.HX-Request",
    "headers.Idempotency-Key",
    "headers.Referer",
}

API: Stated = {
    "PATCH /meetings/<uuid:pk>/ case link": (kept("link", "booking_meeting.link", *MAILED), LINK),
    "PATCH /meetings/<uuid:pk>/ case place": (kept("words", "booking_meeting.place"), PLACE),
    "PATCH /meetings/<uuid:pk>/ group agenda[]": (kept(ANY, "booking_meeting.agenda"), GROUP),
    "PATCH /meetings/<uuid:pk>/ group internal_note": (kept(ANY, "booking_meeting.internal_note"), GROUP),
    "PATCH /meetings/<uuid:pk>/ group link": (kept("link", "booking_meeting.link", *MAILED), GROUP),
    "PATCH /meetings/<uuid:pk>/ group place": (kept(ANY, "booking_meeting.place", *MAILED), GROUP),
    "PATCH /meetings/<uuid:pk>/ group title": (kept(ANY, "booking_meeting.title", *MAILED, SUBJECT), GROUP),
    "POST /contact-points/<int:pk>/correct/ mailbox": (kept("address", "forums_contactpoint.mailbox", *MAILED), STAFF),
    "POST /delegates/<int:pk>/call/ name": (kept("words", *NAME, "file"), STAFF),
    "POST /invitations/<uuid:pk>/substitute/ name": (kept("words", *NAME, "file"), STAFF),
    "POST /meetings/ link": (kept("link", "booking_meeting.link"), LINK),
    "POST /meetings/ place": (kept("words", "booking_meeting.place"), PLACE),
    "POST /persons/<int:pk>/correct/ email": (kept("address", *EMAIL, *SENT_TO, *MAILED, NEW_ADDRESS), STAFF),
    "POST /persons/<int:pk>/correct/ name": (kept("words", *NAME, *MAILED, SUBJECT), STAFF),
    "POST /persons/<int:pk>/placements/ function": (kept("words", "forums_placement.function"), FUNCTION),
    "POST /places/ address": (kept("link words", "forums_place.address"), REGISTER),
    "POST /places/ mailbox": (kept("address", "forums_place.mailbox"), REGISTER),
    "POST /places/ name": (kept("words", "forums_place.name"), REGISTER),
    "POST /places/<int:pk>/correct/ address": (kept("link words", "forums_place.address"), REGISTER),
    "POST /places/<int:pk>/correct/ mailbox": (kept("address", "forums_place.mailbox"), REGISTER),
    "POST /places/<int:pk>/correct/ name": (kept("words", "forums_place.name"), REGISTER),
    "POST /series/ agenda[]": (kept(ANY, "booking_meeting.agenda", *MAILED), GROUP),
    "POST /series/ link": (kept("link", "booking_meeting.link", *MAILED), GROUP),
    "POST /series/ place": (kept(ANY, "booking_meeting.place", *MAILED), GROUP),
    "POST /series/ title": (kept(ANY, "booking_meeting.title", *MAILED, SUBJECT), GROUP),
    "POST /series/<uuid:pk>/change/ agenda[]": (kept(ANY, "booking_meeting.agenda", *MAILED), GROUP),
    "POST /series/<uuid:pk>/change/ link": (kept("link", "booking_meeting.link", *MAILED), GROUP),
    "POST /series/<uuid:pk>/change/ place": (kept(ANY, "booking_meeting.place", *MAILED), GROUP),
    "POST /series/<uuid:pk>/change/ title": (kept(ANY, "booking_meeting.title", *MAILED, SUBJECT), GROUP),
    "POST /visits/ title": (kept("words", "booking_meeting.title"), VISIT),
    "POST /units/<int:pk>/address/ address": (kept("link words", "forums_unit.address"), REGISTER),
    "POST /areas/<int:pk>/rename/ collaboration_name": (kept("words", "forums_area.collaboration_name"), STRUCTURE),
    "POST /areas/<int:pk>/rename/ name": (kept("words", "forums_area.name", *MAILED), STRUCTURE),
    "POST /contact-points/<int:pk>/propose/ text": (kept("address words", "forums_pointproposal.text"), PROPOSAL),
    "POST /forums/<int:pk>/rename/ name": (kept("words", "forums_forum.name", *MAILED, SUBJECT), STRUCTURE),
    "POST /forums/new/ name": (kept("words", "forums_forum.name"), STRUCTURE),
    "POST /units/<int:pk>/contact-points/ function": (kept("words", "forums_contactpoint.function"), STRUCTURE),
    "POST /units/<int:pk>/contact-points/ hours": (kept("words", "forums_contactpoint.hours"), STRUCTURE),
    "POST /units/<int:pk>/contact-points/ mailbox": (
        kept("address", "forums_contactpoint.mailbox", *MAILED),
        STAFF,
    ),
    "POST /units/<int:pk>/contact-points/ matter": (kept("words", "forums_contactpoint.matter"), STRUCTURE),
    "POST /units/<int:pk>/rename/ name": (kept("words", "forums_unit.name"), STRUCTURE),
    "POST /units/new/ name": (kept("words", "forums_unit.name"), STRUCTURE),
    "POST /units/<int:pk>/staff/ email": (kept("address", *EMAIL, *MAILED), STAFF),
    "POST /units/<int:pk>/staff/ function": (kept("words", "forums_placement.function"), FUNCTION),
    "POST /units/<int:pk>/staff/ name": (kept("words", *NAME, *MAILED, SUBJECT), STAFF),
    "POST /video-services/ name": (kept("words", "forums_videoservice.name"), REGISTER),
    "POST /video-services/<int:pk>/correct/ name": (kept("words", "forums_videoservice.name"), REGISTER),
}

MAIL: Stated = {
    "Attendee.delegated_to": ({"booking_delegation.email": "text"}, DELEGATE),
    "Incoming.from_address": (
        {"notifications_inboundmail.from_address": "text", "notifications_inboundmail.waiting": "text"},
        SENDER,
    ),
}

MADE_OF_A_MAIL: dict[str, str] = {
    "Incoming.kind": "ours",
    "Incoming.key": "a digest",
    "Incoming.reason": "a code of ours",
    "Incoming.uids": "of a refused calendar; CalendarAnswer.uid is the same line",
    "Incoming.answers": "what follows",
    "Incoming.bounce": "codes and addresses of a delivery report",
    "CalendarAnswer.attendees": "what follows",
    "CalendarAnswer.recurrence_problem": "a code of ours",
}

COMMANDS: Stated = {
    "create_person email": (kept("text", *EMAIL), STAFF),
    "create_person name": (kept("text", *NAME), STAFF),
    "create_token name": ({"forums_apitoken.name": "text"}, OWN),
}

OTHER_ARGUMENTS: dict[str, str] = {
    "load_federation file": "a federation's own register: its staff and structure, searched when it is read",
    "load_federation templates": "agreed texts, searched when they are read",
    "load_year file": "figures only; what it does not know is refused",
    "migrate app_label": "compared with the apps that there are",
    "migrate migration_name": "compared with the migrations that there are",
    "makemessages domain": "of those who develop",
    "makemessages exclude": "of those who develop",
    "makemessages extensions": "of those who develop",
    "makemessages ignore_patterns": "of those who develop",
    "makemessages locale": "of those who develop",
}
