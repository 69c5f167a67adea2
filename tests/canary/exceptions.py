"""Where a made-up person may stay after all, input by input, and why. Whatever is not stated here must stay nowhere.

`place: kinds` says which of the texts of `identity.TEXTS` stay there. A line that is no longer true fails as well.
"""

from __future__ import annotations

from collections.abc import Mapping

Places = dict[str, str]
Stated = Mapping[str, tuple[Places, str]]

PLACE = "until Place and VideoService: a place of a case is still written, searched for what can be recognised"
COMMENT = "until answers to cases are chosen: for the caller alone, of a case without what can be recognised"
GROUP = "a group's own texts are a public record, and go to its members"
STAFF = "staff: whom one calls has a name and an address here"
PHONE = "staff: not yet held to be a number, so anything of 40 signs stays"
FUNCTION = "staff: what somebody does at a unit, not yet searched"
NOTE = "a coordinator's note beside a frozen figure, searched for what can be recognised"
LOGIN = "kept until the mail has gone: whether there is such a person is not said"
DELEGATE = "whom the invited wants to come instead, until the caller has decided"
RAW = "a mail that waits for a person: kept as it came until it is handled, and shown to the caller alone"

# why a field of a form is given no person by the drive
CHOSEN = "chosen from a list that is empty in this world, or a day or a version: nothing can be written"
GUEST = "a guest of a group's draft: the same texts as AddForm's, which are tested"
HASHED = "kept as a hash and never as it was written"
TAKEN_AWAY = "the form takes it away when it is made"
UNIT_LINK = "a unit's own link: the same actions as the invitation's assign, pass-on and substitute"


def stated(table: Stated) -> dict[str, Places]:
    return {asked: places for asked, (places, _why) in sorted(table.items())}


PAGES: Stated = {
    "booking:call-time agenda group": ({"booking_meeting.agenda": "address numbers words"}, GROUP),
    "booking:call-time internal_note group": ({"booking_meeting.internal_note": "address numbers words"}, GROUP),
    "booking:call-time title group": ({"booking_meeting.title": "address numbers words"}, GROUP),
    "notifications:change-preview series agenda": (
        {
            "booking_meeting.agenda": "address numbers words",
            "file": "address numbers words",
            "notifications_outboxmessage.text": "address numbers words",
        },
        GROUP,
    ),
    "notifications:change-preview series title": (
        {
            "booking_meeting.title": "address numbers words",
            "file": "address numbers words",
            "notifications_outboxmessage.subject": "address numbers words",
            "notifications_outboxmessage.text": "address numbers words",
        },
        GROUP,
    ),
    "booking:answer comment group": ({"booking_invitation.comment": "address numbers words"}, COMMENT),
    "booking:call-time place case": ({"booking_meeting.place": "words"}, PLACE),
    "booking:call-time place group": ({"booking_meeting.place": "address numbers words"}, GROUP),
    "booking:name-substitute name case": (
        {"file": "words", "forums_person.name": "words", "forums_person.search_text": "words"},
        STAFF,
    ),
    "booking:series-answer comment": ({"booking_invitation.comment": "address numbers words"}, COMMENT),
    "booking:statistics-note text": ({"booking_correctionnote.text": "words"}, NOTE),
    "forums:password-forgotten email": ({"forums_loginrequest.address": "address"}, LOGIN),
    "notifications:answer comment": ({"booking_invitation.comment": "words"}, COMMENT),
    "notifications:answer-series comment": ({"booking_invitation.comment": "address numbers words"}, COMMENT),
    "notifications:change-preview change agenda group": (
        {
            "booking_meeting.agenda": "address numbers words",
            "file": "address numbers words",
            "notifications_outboxmessage.text": "address numbers words",
        },
        GROUP,
    ),
    "notifications:change-preview change internal_note group": (
        {"booking_meeting.internal_note": "address numbers words"},
        GROUP,
    ),
    "notifications:change-preview change place case": (
        {"booking_meeting.place": "words", "file": "words", "notifications_outboxmessage.text": "words"},
        PLACE,
    ),
    "notifications:change-preview change place group": (
        {
            "booking_meeting.place": "address numbers words",
            "file": "address numbers words",
            "notifications_outboxmessage.text": "address numbers words",
        },
        GROUP,
    ),
    "notifications:change-preview change title group": (
        {
            "booking_meeting.title": "address numbers words",
            "file": "address numbers words",
            "notifications_outboxmessage.subject": "address numbers words",
            "notifications_outboxmessage.text": "address numbers words",
        },
        GROUP,
    ),
    "notifications:change-preview person-add email": (
        {"forums_person.email": "address", "forums_person.search_text": "address"},
        STAFF,
    ),
    "notifications:change-preview person-add function": (
        {"forums_placement.function": "address numbers words"},
        FUNCTION,
    ),
    "notifications:change-preview person-add name": (
        {"forums_person.name": "words", "forums_person.search_text": "words"},
        STAFF,
    ),
    "notifications:change-preview person-add phone": ({"forums_person.phone": "address numbers"}, PHONE),
    "notifications:change-preview person-correct email": (
        {
            "file": "address",
            "forums_person.email": "address",
            "forums_person.search_text": "address",
            "notifications_outboxmessage.address": "address",
            "notifications_told.address": "address",
        },
        STAFF,
    ),
    "notifications:change-preview person-correct name": (
        {"forums_person.name": "words", "forums_person.search_text": "words"},
        STAFF,
    ),
    "notifications:change-preview person-correct phone": ({"forums_person.phone": "address numbers"}, PHONE),
    "notifications:change-preview placement-add function": (
        {"forums_placement.function": "address numbers words"},
        FUNCTION,
    ),
    "notifications:change-preview point-correct mailbox": ({"forums_contactpoint.mailbox": "address"}, STAFF),
    "notifications:change-preview point-correct phone": ({"forums_contactpoint.phone": "address numbers"}, PHONE),
    "notifications:change-preview series place": (
        {
            "booking_meeting.place": "address numbers words",
            "file": "address numbers words",
            "notifications_outboxmessage.text": "address numbers words",
        },
        GROUP,
    ),
}

NOT_ON_A_PAGE: dict[str, str] = {
    "booking.meetings.forms.answers.PhoneAnswerForm.comment": TAKEN_AWAY,
    "booking.meetings.forms.calling.CallForm.unit": CHOSEN,
    "booking.meetings.forms.consent.ConsentGivenForm.no_mail": CHOSEN,
    "booking.meetings.forms.meetings.WithdrawForm.covers": CHOSEN,
    "booking.meetings.forms.parties.GuestForm.email": GUEST,
    "booking.meetings.forms.parties.GuestForm.name": GUEST,
    "booking.meetings.forms.parties.GuestForm.person": GUEST,
    "booking.meetings.forms.parties.GuestForm.version": GUEST,
    "booking.meetings.forms.wishes.DeclineTimeForm.proposal": CHOSEN,
    "booking.meetings.forms.wishes.DeclineTimeForm.version": CHOSEN,
    "booking.outcomes.forms.OutcomeForm.held": CHOSEN,
    "booking.outcomes.forms.OutcomeForm.reason": CHOSEN,
    "booking.outcomes.forms.OutcomeForm.version": CHOSEN,
    "booking.series.forms.SeriesForm.skips_holidays": CHOSEN,
    "booking.staffing.forms.LeaveForm.on": CHOSEN,
    "booking.staffing.forms.MergeForm.goes": CHOSEN,
    "booking.staffing.role_forms.EndRoleForm.on": CHOSEN,
    "booking.statistics.forms.FilterForm.ar": CHOSEN,
    "booking.statistics.forms.FilterForm.omrade": CHOSEN,
    "booking.statistics.forms.FilterForm.period": CHOSEN,
    "forums.forms.logins.PasswordForm.again": HASHED,
    "forums.forms.logins.PasswordForm.password": HASHED,
    "notifications.pages.forms.CodeForm.code": HASHED,
    "notifications.pages.forms.UnitAnswerForm.answer": UNIT_LINK,
    "notifications.pages.forms.UnitAnswerForm.email": UNIT_LINK,
    "notifications.pages.forms.UnitAnswerForm.name": UNIT_LINK,
    "notifications.pages.forms.UnitAnswerForm.unit": UNIT_LINK,
}

# forms that are refused as the drive fills them in, whatever is written: the rows of the world do not allow them
FORMS_REFUSED = {
    "booking:assign",
    "booking:call-consent case",
    "booking:call-review case",
    "booking:name-substitute group",
    "booking:pass-on",
    "booking:person-merge person-merge",
    "booking:statistics-note",
    "notifications:answer-details",
    "notifications:answer-series",
    "notifications:calendar-address",
    "notifications:change-preview accept-time case",
    "notifications:change-preview accept-time group",
    "notifications:change-preview call-delegate case",
    "notifications:change-preview call-delegate group",
    "notifications:change-preview decline-delegate group",
    "notifications:change-preview extend",
    "notifications:change-preview person-merge",
    "notifications:change-preview withdraw case",
    "notifications:change-preview withdraw group",
}

# read without a form: compared with what there is, or sent back as it came
READ_BY_VIEWS = {
    "GET.ar",
    "GET.falt",
    "GET.fel",
    "GET.mall",
    "GET.mote",
    "GET.omrade",
    "GET.part",
    "GET.period",
    "GET.q",
    "GET.sida",
    "GET.skickad",
    "GET.tack",
    "GET.till",
    "GET.visa",
    "POST.answer",
    "POST.change",
    "POST.lagg_till",
    "POST.mall",
    "POST.pa",
    "POST.request_key",
    "POST.skicka",
    "POST.sok",
    "POST.sok_nu",
    "POST.sok_person",
    "POST.utkast",
    "POST.version",
    "headers.Idempotency-Key",
}

API: Stated = {
    "PATCH /meetings/<uuid:pk>/ case place": (
        {"booking_meeting.place": "words", "file": "words", "notifications_outboxmessage.text": "words"},
        PLACE,
    ),
    "PATCH /meetings/<uuid:pk>/ group agenda[]": ({"booking_meeting.agenda": "address numbers words"}, GROUP),
    "PATCH /meetings/<uuid:pk>/ group internal_note": (
        {"booking_meeting.internal_note": "address numbers words"},
        GROUP,
    ),
    "PATCH /meetings/<uuid:pk>/ group place": (
        {
            "booking_meeting.place": "address numbers words",
            "file": "address numbers words",
            "notifications_outboxmessage.text": "address numbers words",
        },
        GROUP,
    ),
    "PATCH /meetings/<uuid:pk>/ group title": (
        {
            "booking_meeting.title": "address numbers words",
            "file": "address numbers words",
            "notifications_outboxmessage.subject": "address numbers words",
            "notifications_outboxmessage.text": "address numbers words",
        },
        GROUP,
    ),
    "POST /contact-points/<int:pk>/correct/ mailbox": ({"forums_contactpoint.mailbox": "address"}, STAFF),
    "POST /contact-points/<int:pk>/correct/ phone": ({"forums_contactpoint.phone": "address numbers"}, PHONE),
    "POST /invitations/<uuid:pk>/answer/ comment": ({"booking_invitation.comment": "words"}, COMMENT),
    "POST /invitations/<uuid:pk>/substitute/ name": (
        {"file": "words", "forums_person.name": "words", "forums_person.search_text": "words"},
        STAFF,
    ),
    "POST /meetings/ place": ({"booking_meeting.place": "words"}, PLACE),
    "POST /persons/<int:pk>/correct/ email": (
        {
            "file": "address",
            "forums_person.email": "address",
            "forums_person.search_text": "address",
            "notifications_outboxmessage.address": "address",
            "notifications_told.address": "address",
        },
        STAFF,
    ),
    "POST /persons/<int:pk>/correct/ name": (
        {"forums_person.name": "words", "forums_person.search_text": "words"},
        STAFF,
    ),
    "POST /persons/<int:pk>/correct/ phone": ({"forums_person.phone": "address numbers"}, PHONE),
    "POST /persons/<int:pk>/placements/ function": ({"forums_placement.function": "address numbers words"}, FUNCTION),
    "POST /series/ agenda[]": (
        {
            "booking_meeting.agenda": "address numbers words",
            "file": "address numbers words",
            "notifications_outboxmessage.text": "address numbers words",
        },
        GROUP,
    ),
    "POST /series/ place": (
        {
            "booking_meeting.place": "address numbers words",
            "file": "address numbers words",
            "notifications_outboxmessage.text": "address numbers words",
        },
        GROUP,
    ),
    "POST /series/ title": (
        {
            "booking_meeting.title": "address numbers words",
            "file": "address numbers words",
            "notifications_outboxmessage.subject": "address numbers words",
            "notifications_outboxmessage.text": "address numbers words",
        },
        GROUP,
    ),
    "POST /series/<uuid:pk>/change/ agenda[]": (
        {
            "booking_meeting.agenda": "address numbers words",
            "file": "address numbers words",
            "notifications_outboxmessage.text": "address numbers words",
        },
        GROUP,
    ),
    "POST /series/<uuid:pk>/change/ place": (
        {
            "booking_meeting.place": "address numbers words",
            "file": "address numbers words",
            "notifications_outboxmessage.text": "address numbers words",
        },
        GROUP,
    ),
    "POST /series/<uuid:pk>/change/ title": (
        {
            "booking_meeting.title": "address numbers words",
            "file": "address numbers words",
            "notifications_outboxmessage.subject": "address numbers words",
            "notifications_outboxmessage.text": "address numbers words",
        },
        GROUP,
    ),
    "POST /units/<int:pk>/staff/ email": (
        {"forums_person.email": "address", "forums_person.search_text": "address"},
        STAFF,
    ),
    "POST /units/<int:pk>/staff/ function": ({"forums_placement.function": "address numbers words"}, FUNCTION),
    "POST /units/<int:pk>/staff/ name": ({"forums_person.name": "words", "forums_person.search_text": "words"}, STAFF),
    "POST /units/<int:pk>/staff/ phone": ({"forums_person.phone": "address numbers"}, PHONE),
}

# operations that are refused as the drive fills them in: the rows of the world do not allow them
BODIES_REFUSED = {
    "POST /delegates/<int:pk>/call/",
    "POST /forums/<int:pk>/convener/",
    "POST /invitations/<uuid:pk>/assign/",
    "POST /invitations/<uuid:pk>/pass-on/",
    "POST /meetings/<uuid:pk>/call/ case",
    "POST /meetings/<uuid:pk>/cancel/ case",
    "POST /meetings/<uuid:pk>/cancel/ group",
    "POST /meetings/<uuid:pk>/consent/ case",
    "POST /meetings/<uuid:pk>/consent/withdraw/ case",
    "POST /meetings/<uuid:pk>/consent/withdraw/ group",
    "POST /meetings/<uuid:pk>/move/ case",
    "POST /meetings/<uuid:pk>/move/ group",
    "POST /meetings/<uuid:pk>/outcome/ case",
    "POST /meetings/<uuid:pk>/outcome/ group",
    "POST /meetings/<uuid:pk>/preview/ case",
    "POST /meetings/<uuid:pk>/preview/ group",
    "POST /persons/<int:pk>/leave-unit/",
    "POST /persons/<int:pk>/leave/",
    "POST /persons/<int:pk>/merge/",
    "POST /persons/<int:pk>/roles/",
    "POST /proposed-times/<int:pk>/accept/",
    "POST /series/<uuid:pk>/extend/",
    "POST /series/<uuid:pk>/move/",
}

MAIL: Stated = {
    "Attendee.comment": ({"booking_invitation.comment": "text"}, COMMENT),
    "CalendarAnswer.comment": ({"booking_invitation.comment": "text"}, COMMENT),
    "Attendee.delegated_to": ({"booking_delegation.email": "text"}, DELEGATE),
    "Attendee.delegated_from": ({"notifications_inboundmail.raw": "text"}, RAW),
    "CalendarAnswer.recurrence_id": ({"notifications_inboundmail.raw": "text"}, RAW),
    "CalendarAnswer.uid": ({"notifications_inboundmail.raw": "text"}, RAW),
    "Incoming.from_address": (
        {"notifications_inboundmail.from_address": "text", "notifications_inboundmail.raw": "text"},
        RAW,
    ),
    "Incoming.method": ({"notifications_inboundmail.raw": "text"}, RAW),
    "attachment": ({"notifications_inboundmail.raw": "text"}, RAW),
    "body": ({"notifications_inboundmail.raw": "text"}, RAW),
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
    "create_person email": ({"forums_person.email": "text", "forums_person.search_text": "text"}, STAFF),
    "create_person name": ({"forums_person.name": "text", "forums_person.search_text": "text"}, STAFF),
    "create_person phone": ({"forums_person.phone": "text"}, PHONE),
}

OTHER_ARGUMENTS: dict[str, str] = {
    "load_federation file": "a federation's own register: its staff and structure, searched when it is read",
    "load_federation templates": "agreed texts, searched when they are read",
    "load_year file": "figures only; what it does not know is refused",
    "makemessages domain": "of those who develop",
    "makemessages exclude": "of those who develop",
    "makemessages extensions": "of those who develop",
    "makemessages ignore_patterns": "of those who develop",
    "makemessages locale": "of those who develop",
}
