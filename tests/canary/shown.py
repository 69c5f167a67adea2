"""Where what may stay is read, column by column: address and those who open it, as `tests/access` calls them.

A column that is read nowhere has no line in it. Of staff, whom staff may see, only what others are handed is stated.
"""

from __future__ import annotations

Where = dict[str, str]

SHOWN: dict[str, Where] = {
    "booking_correctionnote.text": {
        "booking:statistics": "keeper user",
        "/statistics/": "keeper user",
    },
    "booking_delegation.email case": {
        "booking:meeting": "caller",
        "/delegates/": "user",
        "/meetings/<uuid:pk>/wishes/": "caller",
    },
    "booking_delegation.email group": {
        "booking:meeting": "caller holder",
        "/delegates/": "foreign_keeper keeper",
        "/meetings/<uuid:pk>/wishes/": "caller holder",
    },
    "booking_invitation.comment case": {
        "booking:meeting": "caller",
        "/meetings/<uuid:pk>/": "caller",
        "/invitations/<uuid:pk>/": "holder",
    },
    "booking_invitation.comment group": {
        "booking:meeting": "caller",
        "/meetings/<uuid:pk>/": "caller",
    },
    "mfa_authenticator.data": {
        "mfa_edit_webauthn": "own",
    },
    "booking_meeting.agenda group": {
        "booking:meeting": "caller holder member substitute",
        "booking:call-time": "caller holder",
        "booking:call-review": "caller holder",
        "booking:meeting-change": "caller holder",
        "notifications:meeting-preview": "caller",
        "/meetings/<uuid:pk>/": "caller holder member substitute",
        "notifications:answer": "holds",
    },
    "booking_meeting.internal_note group": {
        "booking:meeting": "caller holder",
        "booking:call-time": "caller holder",
        "booking:call-review": "caller holder",
        "booking:meeting-change": "caller holder",
        "/meetings/<uuid:pk>/": "caller holder",
    },
    "booking_meeting.link case": {
        "booking:meeting": "caller invited",
        "booking:call-time": "caller",
        "booking:call-review": "caller",
        "booking:meeting-change": "caller",
        "notifications:meeting-preview": "caller",
        "notifications:meeting-file": "caller invited",
        "notifications:answer": "holds",
        "notifications:answer-file": "holds",
        "/meetings/<uuid:pk>/": "caller invited",
    },
    "booking_meeting.link group": {
        "booking:meeting": "caller holder member substitute",
        "booking:call-time": "caller holder",
        "booking:call-review": "caller holder",
        "booking:meeting-change": "caller holder",
        "notifications:meeting-preview": "caller",
        "notifications:meeting-file": "caller holder member substitute",
        "notifications:answer-series": "holds",
        "notifications:series-file": "holds",
        "notifications:feed": "holds",
        "/meetings/<uuid:pk>/": "caller holder member substitute",
        "notifications:answer": "holds",
        "notifications:answer-file": "holds",
    },
    "booking_meeting.place case": {
        "booking:my-meetings": "user",
        "booking:meeting-list": "user",
        "booking:meeting": "caller invited",
        "booking:call-time": "caller",
        "booking:call-review": "caller",
        "booking:meeting-change": "caller",
        "/meetings/": "user",
        "/meetings/<uuid:pk>/": "caller invited",
    },
    "booking_meeting.place group": {
        "booking:my-meetings": "foreign_keeper keeper user",
        "booking:meeting-list": "foreign_keeper keeper user",
        "booking:meeting": "caller holder member substitute",
        "booking:call-time": "caller holder",
        "booking:call-review": "caller holder",
        "booking:meeting-change": "caller holder",
        "notifications:meeting-preview": "caller",
        "notifications:meeting-file": "caller holder member substitute",
        "booking:forum": "arranges directs may_call",
        "booking:series": "arranges caller seated",
        "notifications:answer-series": "holds",
        "notifications:series-file": "holds",
        "notifications:feed": "holds",
        "/meetings/": "foreign_keeper keeper user",
        "/series/": "keeper user",
        "/meetings/<uuid:pk>/": "caller holder member substitute",
        "/series/<uuid:pk>/": "arranges caller seated",
        "notifications:answer": "holds",
        "notifications:answer-file": "holds",
    },
    "booking_meeting.title group": {
        "booking:my-meetings": "foreign_keeper keeper user",
        "booking:meeting-list": "foreign_keeper keeper user",
        "notifications:sent": "foreign_keeper keeper",
        "notifications:inbound": "foreign_keeper keeper",
        "booking:meeting": "caller holder member substitute",
        "booking:call-time": "caller holder",
        "booking:call-review": "caller holder",
        "booking:call-again": "caller",
        "booking:meeting-move": "caller holder",
        "booking:meeting-change": "caller holder",
        "booking:meeting-cancel": "caller holder",
        "booking:invitation-add": "caller holder",
        "booking:invitation-remove": "caller holder",
        "booking:consent-withdraw": "caller holder",
        "booking:accept-time": "caller holder",
        "booking:decline-time": "caller holder",
        "booking:call-delegate": "caller holder",
        "booking:decline-delegate": "caller holder",
        "booking:outcome": "caller holder",
        "notifications:meeting-preview": "caller holder",
        "notifications:meeting-file": "caller holder member substitute",
        "booking:forum": "arranges directs may_call",
        "booking:series": "arranges caller seated",
        "notifications:answer": "holds",
        "notifications:answer-file": "holds",
        "notifications:answer-series": "holds",
        "notifications:series-file": "holds",
        "notifications:feed": "holds",
        "/proposed-times/": "foreign_keeper keeper",
        "/delegates/": "foreign_keeper keeper",
        "/meetings/": "foreign_keeper keeper user",
        "/statistics/": "keeper user",
        "/meetings/<uuid:pk>/": "caller holder member substitute",
        "/meetings/<uuid:pk>/wishes/": "caller holder",
    },
    "booking_publishedcalendar.address": {},
    "forums_apitoken.name": {},
    "forums_area.collaboration_name": {},
    "forums_area.name": {
        "booking:persons-csv": "foreign_keeper keeper",
        "booking:statistics-csv": "follows notes reads",
        "booking:statistics-chart": "follows notes reads",
        "booking:statistics-federation-csv": "administrator director",
    },
    "forums_contactpoint.function": {},
    "forums_contactpoint.hours": {},
    "forums_contactpoint.mailbox": {},
    "forums_contactpoint.matter": {},
    "forums_forum.name": {
        "notifications:meeting-file": "caller holder member substitute",
        "booking:statistics-csv": "follows notes reads",
        "booking:statistics-federation-csv": "administrator director",
        "notifications:answer": "holds",
        "notifications:answer-file": "holds",
        "notifications:answer-series": "holds",
        "notifications:series-file": "holds",
        "notifications:feed": "holds",
    },
    "forums_loginrequest.address": {},
    "forums_person.email": {
        "booking:forum-members-csv": "arranges directs",
        "booking:persons-csv": "foreign_keeper keeper",
        "notifications:question": "holds",
    },
    "forums_person.name": {
        "booking:forum-members-csv": "arranges directs",
        "booking:persons-csv": "foreign_keeper keeper",
        "notifications:answer": "holds",
        "notifications:question": "holds",
        "notifications:answer-series": "holds",
    },
    "forums_person.search_text": {},
    "forums_place.address": {},
    "forums_place.mailbox": {},
    "forums_place.name": {},
    "forums_placement.function": {
        "booking:persons-csv": "foreign_keeper keeper",
    },
    "forums_pointproposal.text": {},
    "forums_unit.address": {},
    "forums_unit.name": {
        "booking:forum-members-csv": "arranges directs",
        "booking:persons-csv": "foreign_keeper keeper",
        "notifications:answer": "holds",
    },
    "forums_videoservice.name": {},
    "notifications_inboundmail.from_address": {},
    "notifications_inboundmail.from_address case": {
        "notifications:inbound": "user",
        "notifications:inbound-mail": "holder",
    },
    "notifications_inboundmail.from_address group": {
        "notifications:inbound": "foreign_keeper keeper",
    },
    "notifications_inboundmail.waiting": {},
    "notifications_inboundmail.waiting case": {},
    "notifications_inboundmail.waiting group": {},
    "notifications_outboxmessage.address case": {
        "notifications:sent": "user",
        "notifications:sent-mail": "holder",
    },
    "notifications_outboxmessage.address group": {
        "notifications:sent": "foreign_keeper keeper",
    },
    "notifications_outboxmessage.subject case": {
        "notifications:sent-mail": "holder",
    },
    "notifications_outboxmessage.subject group": {},
    "notifications_outboxmessage.text case": {
        "notifications:sent-mail": "holder",
    },
    "notifications_outboxmessage.text group": {},
    "notifications_told.address case": {},
    "notifications_told.address group": {},
}

# Django logs the path that it does not find. Addresses, identity and telephone numbers are taken out of it, words are
# not: no page of ours has them in its path, so this is what somebody has typed there
TYPED = "link words"
BY_A_KEY = (
    "forums:password-choose",
    "notifications:answer",
    "notifications:answer-details",
    "notifications:answer-file",
    "notifications:answer-series",
    "notifications:question",
    "notifications:series-file",
    "notifications:feed",
    "notifications:letter",
    "notifications:letter-reply",
)
ONE_WORD = (
    "booking:statistics-chart",
    "notifications:answer-done",
    "openid_connect_login",
    "openid_connect_callback",
)
SEARCHED = ("forums:contact-point-list", "forums:forum-list", "booking:meeting-list")
REPEATED: dict[str, Where] = {
    # the search and the address of a login come back in their own field, and nowhere else
    "answer": {
        **dict.fromkeys([f"{method} {key}" for method in ("GET", "PUT") for key in SEARCHED], "words"),
        "no login": "address link numbers words",
    },
    "log": {
        **{f"GET {key}": TYPED for key in (*BY_A_KEY, "/", "/moten/", "/api/v1/", "/kalender/", "/svar/")},
        **{f"PUT {key}": "link" for key in BY_A_KEY},
        # one word: no number begins
        **dict.fromkeys([f"GET {key}" for key in ONE_WORD], "address link numbers words"),
        **dict.fromkeys([f"PUT {key}" for key in ONE_WORD], "link"),
        # what a fault says is logged with it
        "a broken page": TYPED,
        "a broken answer": TYPED,
    },
}
