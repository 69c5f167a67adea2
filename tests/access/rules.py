"""Who gets in where: one stated rule for each page and for each method of each address of the API.

`POST="caller holder"` lets those in who stand so to the row; `seen` may know that it exists and are told 403; everybody
else gets 404. Whoever is not logged in is sent to the login (401 by the API), unless the rule is `open`: then the key
in the address is all that counts, and without it there is nothing (404).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from booking.models import MeetingState
from tests.access.things import ANONYMOUS, STRANGER, Thing
from tests.url_map import Address

Names = dict[str, Any]
TODAY = "2026-12-01"
USERS = "user keeper foreign_keeper"
ALL = f"{USERS} {ANONYMOUS}"


@dataclass(frozen=True)
class Rule:
    kind: str
    let_in: dict[str, frozenset[str]]
    seen: frozenset[str] = frozenset()
    open: bool = False
    at: Callable[[Thing], Names] = lambda thing: {}
    query: Callable[[Thing], str] = lambda thing: ""
    body: Callable[[Thing], Names] = lambda thing: {}
    about: Callable[[Thing], bool] = lambda thing: True

    def expected(self, method: str, thing: Thing, role: str, login: str) -> str:
        relation = thing.relation(role)
        if relation in self.let_in[method]:
            return "in"
        if role == ANONYMOUS and not self.open:
            return login
        return "403" if relation in self.seen else "404"


def url_of(address: Address, rule: Rule, thing: Thing) -> str:
    """The address with the row's own numbers in it."""
    values = {**thing.at, **rule.at(thing)}
    path = re.sub(r"<(?:\w+:)?(\w+)>", lambda match: str(values[match[1]]), address.path)
    return f"/{path}{rule.query(thing)}"


def rule(kind: str, *, seen: str = "", **more: Any) -> Rule:
    let_in = {method: frozenset(more.pop(method).split()) for method in [*more] if method.isupper()}
    return Rule(kind, let_in, frozenset(seen.split()), **more)


def row_as_pk(thing: Thing) -> Names:
    return {"pk": thing.at["row"]}


def federation_as_pk(thing: Thing) -> Names:
    return {"pk": thing.at["federation"]}


def is_silent(thing: Thing) -> bool:
    return bool(thing.of["silent"])


def is_mailed(thing: Thing) -> bool:
    return not is_silent(thing)


def is_whole(thing: Thing) -> bool:
    """Not a row under the address of another one, which an address of one number cannot be."""
    return "mismatch" not in thing.of


def is_draft(thing: Thing) -> bool:
    return bool(thing.of["row"].state == MeetingState.DRAFT)


def is_called(thing: Thing) -> bool:
    return not is_draft(thing)


def is_groups_draft(thing: Thing) -> bool:
    return is_draft(thing) and not thing.of["row"].is_individual


def is_one_of_two(thing: Thing) -> bool:
    """A case and a group's meeting: enough where many changes go by one address."""
    return thing.name in ("Anna's case", "the group's meeting")


def with_seat(thing: Thing) -> str:
    return f"?kallelse={thing.of['seat']}"


def with_party(thing: Thing) -> str:
    return f"?part={thing.of['part']}"


def body_of(*names: str, **more: Any) -> Callable[[Thing], Names]:
    """The least that a change needs to be looked at: the rows of these names, and what else it says."""
    return lambda thing: {**more, **{name: thing.of[name] for name in names}}


# --- what many rules say alike

HOLDS = "caller holder"
SEES = "invited member substitute"
SPEAKS = "assigns assigned"  # says who comes from a unit
CHANGED = rule("meeting", GET=HOLDS, POST=HOLDS, seen=SEES)
POSTED = rule("meeting", POST=HOLDS, seen=SEES)
ARRANGED = rule("forum", GET="arranges directs", POST="arranges directs", seen="sees may_call keeps")
# a draft is its caller's to throw away; of what has been called those who hold it are told so
DISCARDED = [
    rule("meeting", DELETE="caller", seen=f"holder {SEES}", about=is_draft),
    rule("meeting", DELETE=HOLDS, seen=SEES, about=is_called),
]
ASSIGNED = rule("invitation", GET=f"holder {SPEAKS}", POST=f"holder {SPEAKS}", seen="own drafts")
KEPT = rule("person", GET="keeper whole", POST="keeper whole")
ANYBODY = rule("site", GET=ALL)
LISTED = rule("site", GET=USERS)


def with_half(thing: Thing) -> Names:
    return {"half": 2}


def the_plan(thing: Thing) -> Names:
    return {"chart": "plan"}


def change_of(change: str) -> Callable[[Thing], Names]:
    return lambda thing: {"change": change, "meeting": str(thing.at["pk"])}


PAGES: dict[str, list[Rule]] = {
    # the way in, and what everybody may read
    "health-live": [ANYBODY],
    "health-ready": [ANYBODY],
    "accessibility": [ANYBODY],
    "privacy": [ANYBODY],
    "date-echo": [ANYBODY],
    "styleguide": [rule("site", open=True, GET="")],  # with DEBUG only
    "set-language": [rule("site", POST=ALL)],
    "account_login": [rule("site", GET=ALL, POST=ALL)],
    "account_logout": [rule("site", POST=ALL)],
    "mfa_authenticate": [rule("site", GET=ALL, POST=ALL)],  # who is not between the steps is led to the login
    "mfa_login_webauthn": [rule("site", GET=ALL, POST=ALL)],
    # nobody here has a password, and one a passkey: the others have nothing to prove with, nor to take away
    "account_reauthenticate": [rule("passkey", GET="own", POST="own", seen=STRANGER)],  # led to the key
    "mfa_reauthenticate": [rule("passkey", GET="own", POST="own", seen=STRANGER)],
    "mfa_reauthenticate_webauthn": [rule("passkey", GET="own", POST="own", seen=STRANGER)],
    "mfa_deactivate_totp": [rule("site", GET="", POST="")],
    "mfa_view_recovery_codes": [rule("site", GET="")],
    "forums:second-factor": [LISTED],
    "forums:sessions": [rule("site", GET=USERS, POST=USERS, body=lambda thing: {"alla": "1"})],
    "forums:signin-rules": [
        rule("federation", GET="director administrator", POST="director administrator", at=federation_as_pk)
    ],
    "mfa_index": [LISTED],
    "mfa_list_webauthn": [LISTED],
    "mfa_activate_totp": [rule("site", GET=USERS, POST=USERS)],
    "mfa_add_webauthn": [rule("site", GET=USERS, POST=USERS)],
    "mfa_generate_recovery_codes": [rule("site", GET=USERS, POST=USERS)],
    "mfa_edit_webauthn": [rule("passkey", GET="own", POST="own")],
    "mfa_remove_webauthn": [rule("passkey", GET="own", POST="own")],
    "forums:password-forgotten": [rule("site", GET=ALL, POST=ALL)],
    "forums:password-change": [rule("site", GET=USERS, POST=USERS)],
    "forums:password-asked": [ANYBODY],
    "forums:password-choose": [rule("password link", open=True, GET="", POST="")],
    # lists and pages of one's own
    "booking:my-meetings": [LISTED],
    "booking:call-start": [rule("site", GET=USERS, POST=USERS)],
    "forums:forum-list": [LISTED],
    "forums:contact-point-list": [LISTED],
    "forums:area-list": [LISTED],
    "booking:statistics": [LISTED],
    "booking:own-details": [LISTED],
    "forums:token-make": [rule("site", GET=USERS, POST=USERS)],
    "forums:token-end": [rule("api token", POST="own")],
    "notifications:my-calendar": [LISTED],
    "notifications:feed-new": [rule("site", POST=USERS)],
    "notifications:calendar-address": [rule("site", POST=USERS)],
    "notifications:calendar-address-end": [rule("site", POST=USERS)],
    "booking:meeting-list": [LISTED],
    "booking:visit": [rule("site", GET=USERS, POST=USERS)],
    "booking:phone-tally": [rule("site", GET=USERS, POST=USERS)],
    "notifications:sent": [LISTED],
    "notifications:inbound": [LISTED],
    # parties' own logins: with none configured there is none to go to, for anybody
    "openid_connect_login": [rule("site", open=True, GET="", POST="", at=lambda thing: {"provider_id": "af"})],
    "openid_connect_callback": [rule("site", open=True, GET="", at=lambda thing: {"provider_id": "af"})],
    "socialaccount_login_cancelled": [ANYBODY],
    "forums:prove-elsewhere": [rule("site", GET=USERS, POST="")],
    "forums:identities": [rule("site", GET=USERS, POST="")],
    # a meeting: its caller's; a group's is also theirs who hold the group together
    "booking:meeting": [rule("meeting", GET=f"{HOLDS} {SEES}")],
    "booking:call-parties": [CHANGED],
    "booking:call-search": [
        rule("meeting", POST=HOLDS, seen=SEES, about=lambda thing: not is_groups_draft(thing), query=with_party),
        rule("meeting", POST="", about=is_groups_draft),  # a group's members come by themselves
    ],
    "booking:call-outsider": [
        rule("meeting", GET=HOLDS, POST=HOLDS, seen=SEES, about=lambda thing: not is_groups_draft(thing)),
        rule("meeting", GET="", POST="", about=is_groups_draft),
    ],
    "booking:guest-remove": [POSTED],
    "booking:call-consent": [CHANGED],
    "booking:call-time": [CHANGED],
    "booking:time-echo": [rule("meeting", GET=HOLDS, seen=SEES)],
    "booking:call-review": [CHANGED],
    "booking:call-sent": [rule("meeting", GET=HOLDS, seen=SEES)],
    "booking:draft-discard": [
        rule("meeting", GET="caller", POST="caller", seen=f"holder {SEES}", about=is_draft),
        rule("meeting", GET=HOLDS, POST=HOLDS, seen=SEES, about=is_called),  # led to its page
    ],
    "booking:answer": [
        rule("meeting", POST="invited member", about=is_called),
        rule("meeting", POST="", seen=HOLDS, about=is_draft),
    ],
    "booking:name-substitute": [
        rule("meeting", GET="invited member", POST="invited member", about=is_called),
        rule("meeting", GET="", POST="", seen=HOLDS, about=is_draft),
    ],
    "booking:take-over": [rule("meeting", GET="heir", POST="heir")],
    "booking:go-ahead": [rule("meeting", POST=HOLDS, seen=SEES)],
    "booking:call-next": [
        rule("meeting", GET=HOLDS, seen=SEES),
        rule("meeting", POST="", seen=f"{HOLDS} {SEES}"),
        rule(
            "meeting",
            POST=HOLDS,
            seen=SEES,
            about=lambda thing: thing.name == "Anna's case",
            body=body_of("mall"),
        ),
    ],
    "booking:follow-up-drop": [POSTED],
    "booking:call-again": [CHANGED],
    "booking:meeting-move": [CHANGED],
    "booking:meeting-change": [CHANGED],
    "booking:meeting-cancel": [CHANGED],
    "booking:invitation-add": [CHANGED],
    "booking:invitation-remove": [rule("meeting", GET=HOLDS, POST=HOLDS, seen=SEES, query=with_seat)],
    "booking:consent-withdraw": [CHANGED],
    "booking:accept-time": [CHANGED],
    "booking:decline-time": [CHANGED],
    "booking:call-delegate": [CHANGED],
    "booking:decline-delegate": [CHANGED],
    "booking:outcome": [CHANGED],
    "notifications:meeting-preview": [rule("meeting", GET=HOLDS, seen=SEES)],
    "notifications:remind-unanswered": [POSTED],
    "notifications:meeting-file": [
        rule("meeting", GET=f"{HOLDS} {SEES}", about=lambda thing: thing.of["row"].calendar_objects.exists()),
        rule("meeting", GET="", about=lambda thing: not thing.of["row"].calendar_objects.exists()),
    ],
    "notifications:change-preview": [
        rule("meeting", POST=HOLDS, seen=SEES, body=change_of("move")),
        *(
            rule("meeting", POST=HOLDS, seen=SEES, body=change_of(change), about=is_one_of_two)
            for change in (
                "change",
                "cancel",
                "add",
                "remove",
                "withdraw",
                "accept-time",
                "decline-time",
                "call-delegate",
                "decline-delegate",
            )
        ),
        rule("meeting", POST="heir", body=change_of("take-over")),
        rule(
            "seat",
            POST="arranges",
            seen="sees",
            body=lambda thing: {"change": "member", "forum": thing.at["pk"], "seat_id": thing.at["row"]},
        ),
        rule(
            "person",
            POST="keeper whole",
            body=lambda thing: {"change": "person-correct", "pk": thing.at["pk"]},
        ),
        rule(
            "forum",
            POST="arranges may_call",
            seen="sees directs keeps",
            body=lambda thing: {"change": "series", "forum": thing.at["pk"]},
        ),
        rule(
            "series",
            POST="caller arranges",
            seen="seated",
            body=lambda thing: {"change": "extend", "series": thing.at["pk"]},
        ),
    ],
    # a call
    "booking:assign": [ASSIGNED],
    "booking:pass-on": [ASSIGNED],
    "booking:unit-decline": [ASSIGNED],
    "booking:note-answer": [
        rule("invitation", GET="holder", POST="holder", seen="own", about=is_silent),
        rule(
            "invitation",
            GET="",
            POST="",
            seen=f"holder own {SPEAKS} drafts",
            about=is_mailed,
        ),
    ],
    # groups
    "booking:forum": [rule("forum", GET="arranges directs sees may_call keeps")],
    "booking:call-forum": [rule("forum", POST="arranges may_call", seen="sees directs keeps")],
    "booking:series-new": [rule("forum", GET="arranges may_call", POST="arranges may_call", seen="sees directs keeps")],
    "booking:forum-delegates": [rule("forum", POST="arranges directs", seen="sees may_call keeps")],
    "booking:member-add": [ARRANGED],
    "booking:forum-decline": [ARRANGED],
    "booking:forum-convener": [ARRANGED],
    "booking:forum-end": [ARRANGED],
    "booking:replace-member": [
        rule("seat", GET="arranges", POST="arranges", seen="sees", at=lambda thing: {"seat": thing.at["row"]})
    ],
    "booking:member-end": [rule("seat", GET="arranges", POST="arranges", seen="sees")],
    "booking:forum-members-csv": [rule("forum", GET="arranges directs", seen="sees may_call keeps")],
    "booking:seat-fill": [rule("left seat", GET="arranges speaks", POST="arranges speaks", seen="sees")],
    "booking:leaving-answer": [rule("leaving", GET="keeps", POST="keeps", seen="sees proposed")],
    "booking:decline-take-back": [rule("decline", POST="arranges", seen="sees")],
    "booking:series": [rule("series", GET="caller arranges seated")],
    "booking:series-answer": [rule("series", POST="seated", seen="caller arranges")],
    "booking:series-extend": [rule("series", GET="caller arranges", POST="caller arranges", seen="seated")],
    # the register of staff
    "booking:persons": [rule("site", GET="keeper foreign_keeper", seen="user")],
    "booking:function-correct": [rule("placement", GET="keeper", POST="keeper")],
    "booking:point-propose": [rule("contact point", GET="keeper sees", POST="keeper sees")],
    "forums:agreement": [rule("agreement", GET="sees")],
    "booking:unit-add": [rule("site", GET="keeper foreign_keeper", POST="keeper foreign_keeper", seen="user")],
    "booking:forum-add": [rule("site", GET="keeper foreign_keeper", POST="keeper foreign_keeper", seen="user")],
    "booking:way-in-add": [rule("unit", GET="keeper keeps_part", POST="keeper keeps_part")],
    "booking:unit-rename": [rule("unit", GET="keeper", POST="keeper", seen="keeps_part")],
    "booking:forum-rename": [
        rule("forum", GET="arranges directs keeps", POST="arranges directs keeps", seen="sees may_call")
    ],
    "booking:area-rename": [rule("area", GET="keeps", POST="keeps", seen="sees speaks")],
    "booking:persons-csv": [rule("site", GET="keeper foreign_keeper", seen="user")],
    "booking:person-new": [rule("site", GET="keeper foreign_keeper", POST="keeper foreign_keeper", seen="user")],
    "booking:person": [rule("person", GET="keeper whole")],
    "booking:person-correct": [KEPT],
    "booking:alias-end": [rule("alias", POST="keeper own")],
    "booking:login-give": [rule("person", POST="keeper whole")],
    "booking:login-end": [rule("person", POST="keeper whole")],
    "booking:log-out": [rule("person", POST="keeper whole")],
    "booking:factors-take": [rule("person", POST="keeper whole")],
    "booking:person-leave": [rule("person", GET="whole", POST="whole", seen="keeper")],
    "booking:placement-end": [rule("placement", GET="keeper", POST="keeper")],
    "booking:placement-add": [KEPT],
    "booking:role-give": [KEPT],
    "booking:role-end": [rule("role", GET="keeper", POST="keeper", seen="keeps_person")],
    "booking:person-merge": [KEPT],
    "booking:unit": [rule("unit", GET="keeper keeps_part")],
    "booking:person-add": [rule("unit", GET="keeper keeps_part", POST="keeper keeps_part")],
    "booking:unit-close": [rule("unit", GET="keeper", POST="keeper", seen="keeps_part")],
    "booking:question": [rule("question", GET="asked", POST="asked")],
    "booking:point-correct": [rule("contact point", GET="keeper", POST="keeper")],
    # places and video services
    "forums:place-list": [rule("area", GET="sees keeps speaks", POST="keeps speaks", seen="sees")],
    "forums:place": [rule("place", GET="keeps", POST="keeps")],
    "forums:place-end": [rule("place", POST="keeps")],
    "forums:unit-address": [rule("unit", GET="keeper keeps_part speaks", POST="keeper keeps_part speaks")],
    "forums:video-service-list": [
        rule("federation", GET="director administrator", POST="director administrator", at=federation_as_pk)
    ],
    "forums:video-service": [rule("video service", GET="keeps", POST="keeps")],
    "forums:video-service-end": [rule("video service", POST="keeps")],
    # figures
    "forums:changes": [rule("federation", GET="administrator director")],
    "booking:statistics-csv": [rule("figures", GET="notes follows reads")],
    "booking:statistics-moten": [rule("figures", GET="notes follows reads")],
    "booking:statistics-xlsx": [rule("figures", GET="notes follows reads")],
    "booking:statistics-note": [rule("figures", GET="notes", POST="notes", seen="follows reads")],
    "booking:statistics-chart": [
        rule("figures", GET="notes follows reads", at=the_plan, query=lambda thing: f"?omrade={thing.at['area']}"),
        rule(
            "federation",
            GET="director administrator",
            at=the_plan,
            query=lambda thing: f"?omrade=forbund-{thing.at['federation']}",
        ),
    ],
    "booking:statistics-federation-csv": [rule("federation", GET="director administrator")],
    "booking:statistics-federation-moten": [rule("federation", GET="director administrator")],
    "booking:statistics-federation-xlsx": [rule("federation", GET="director administrator")],
    "booking:statistics-close": [
        rule("federation", GET="director", POST="director", seen="administrator", at=with_half)
    ],
    # by a link or an address that is the key itself
    "notifications:answer": [rule("link", open=True, GET="holds", POST="holds")],
    "notifications:question": [rule("question link", open=True, GET="holds", POST="holds")],
    "notifications:answer-details": [rule("link", open=True, GET="holds", POST="holds")],
    "notifications:answer-file": [rule("link", open=True, GET="holds")],
    "notifications:answer-series": [rule("series-link", open=True, GET="holds", POST="holds")],
    "notifications:series-file": [rule("series-link", open=True, GET="holds")],
    "notifications:answer-done": [rule("site", GET=ALL, at=lambda thing: {"what": "vald"})],
    "notifications:feed": [
        rule("feed address", open=True, GET="holds"),
    ],
    "notifications:feed-renew": [rule("feed", POST="own")],
    "notifications:feed-end": [rule("feed", POST="own")],
    # what was sent and what came
    "notifications:try-again": [rule("message", POST="holder")],
    "notifications:sent-mail": [rule("message", GET="holder")],
    "notifications:send-again": [rule("message", POST="holder")],
    "notifications:inbound-routine": [rule("site", POST=USERS)],
    "notifications:inbound-mail": [rule("inbound", GET="holder", POST="holder")],
    # the demonstration's mailbox: closed everywhere else
    "notifications:mailbox": [rule("site", open=True, GET="")],
    "notifications:letter": [rule("letter", open=True, GET="")],
    "notifications:letter-reply": [rule("letter", open=True, POST="")],
}

_MEETING = "/meetings/<uuid:pk>/"
_INVITATION = "/invitations/<uuid:pk>/"
_PERSON = "/persons/<int:pk>/"

API: dict[str, list[Rule]] = {
    "/schema/": [ANYBODY],
    "/docs/": [ANYBODY],
    # lists
    **{
        f"/{name}/": [LISTED]
        for name in (
            "areas", "units", "contact-points", "persons", "forums", "templates", "proposed-times", "delegates",
            "meetings/to-take-over", "invitations/unassigned",
        )
    },
    "/units/new/": [rule("site", POST="keeper foreign_keeper", seen="user")],
    "/forums/new/": [rule("site", POST="keeper foreign_keeper", seen="user")],
    "/meetings/": [rule("site", GET=USERS, POST=USERS)],
    "/series/": [rule("site", GET=USERS, POST=USERS)],
    "/statistics/": [rule("site", GET=USERS)],
    "/places/": [rule("site", GET=USERS, POST=USERS)],
    "/visits/": [rule("site", GET=USERS, POST=USERS)],
    "/phone-tallies/": [rule("site", GET=USERS, POST=USERS)],
    "/video-services/": [rule("site", GET=USERS, POST=USERS)],
    # the structure
    "/areas/<int:pk>/": [rule("area", GET="sees keeps speaks")],
    "/units/<int:pk>/": [rule("unit", GET="sees keeper keeps_part speaks")],
    "/contact-points/<int:pk>/": [rule("contact point", GET="sees keeper")],
    "/persons/<int:pk>/": [rule("person", GET="sees keeper whole own")],
    "/forums/<int:pk>/": [rule("forum", GET="sees arranges directs may_call keeps")],
    "/templates/<int:pk>/": [rule("template", GET="sees")],
    # a meeting
    _MEETING: [rule("meeting", GET=f"{HOLDS} {SEES}", PATCH=HOLDS, seen=SEES), *DISCARDED],
    **{
        f"{_MEETING}{name}/": [POSTED]
        for name in (
            "call", "cancel", "consent", "copy", "invitations", "move", "go-ahead", "consent/withdraw", "outcome",
            "preview",
        )
    },
    f"{_MEETING}take-over/": [rule("meeting", POST="heir")],
    f"{_MEETING}busy/": [rule("meeting", GET=HOLDS, seen=SEES)],
    f"{_MEETING}wishes/": [rule("meeting", GET=HOLDS, seen=SEES)],
    # a call
    _INVITATION: [rule("invitation", GET=f"holder drafts own {SPEAKS}", DELETE="holder drafts", seen=f"own {SPEAKS}")],
    f"{_INVITATION}answer/": [rule("invitation", POST="holder drafts own assigns", seen="assigned")],
    f"{_INVITATION}assign/": [rule("invitation", POST="holder drafts assigns assigned", seen="own")],
    f"{_INVITATION}unassign/": [rule("invitation", POST="holder drafts assigns assigned", seen="own")],
    f"{_INVITATION}take-back/": [rule("invitation", POST="own")],
    f"{_INVITATION}pass-on/": [rule("invitation", POST="holder drafts assigns assigned", seen="own")],
    f"{_INVITATION}substitute/": [rule("invitation", POST="holder drafts own", seen="assigns assigned")],
    # what somebody has asked for
    "/proposed-times/<int:pk>/accept/": [rule("wish", POST="holder")],
    "/proposed-times/<int:pk>/decline/": [rule("wish", POST="holder")],
    "/delegates/<int:pk>/call/": [rule("wish", POST="holder", at=lambda thing: {"pk": thing.of["delegation"]})],
    "/delegates/<int:pk>/decline/": [rule("wish", POST="holder", at=lambda thing: {"pk": thing.of["delegation"]})],
    # groups
    "/series/<uuid:pk>/": [rule("series", GET="caller arranges seated")],
    **{
        f"/series/<uuid:pk>/{name}/": [rule("series", POST="caller arranges", seen="seated")]
        for name in ("change", "end", "extend", "move")
    },
    "/series/<uuid:pk>/wishes/": [rule("series", GET="caller arranges", seen="seated")],
    "/questions/": [LISTED],
    "/questions/<int:pk>/answer/": [
        rule("question", POST="asked", body=lambda thing: {"caller": thing.at["caller"] or None, "is_right": False})
    ],
    "/forums/<int:pk>/declines/": [rule("forum", GET="sees arranges directs may_call keeps")],
    **{
        f"/forums/<int:pk>/{name}/": [rule("forum", POST="arranges directs", seen="sees may_call keeps", body=body)]
        for name, body in (
            ("convener", body_of("person")), ("decline", body_of("party", since=TODAY)),
            ("delegates", body_of(calls_delegates=True)), ("end", body_of(on=TODAY)),
            ("members", body_of("party", "person", starts_on=TODAY)),
        )
    },
    "/declines/<int:pk>/take-back/": [rule("decline", POST="arranges", seen="sees", at=row_as_pk, about=is_whole)],
    "/memberships/<int:pk>/end/": [
        rule("seat", POST="arranges", seen="sees", at=row_as_pk, about=is_whole, body=body_of(on=TODAY))
    ],
    "/memberships/<int:pk>/replace/": [
        rule(
            "seat", POST="arranges", seen="sees", at=row_as_pk, about=is_whole,
            body=body_of("person", on=TODAY),
        )
    ],
    "/memberships/<int:pk>/send/": [
        rule("left seat", POST="arranges speaks", seen="sees", body=body_of("person", starts_on=TODAY))
    ],
    "/leavings/": [rule("site", GET=USERS)],
    "/leavings/<int:pk>/answer/": [
        rule("leaving", POST="keeps", seen="sees proposed", body=lambda thing: {"is_right": False})
    ],
    # the register of staff
    "/contact-points/<int:pk>/propose/": [
        rule("contact point", POST="keeper sees", body=lambda thing: {"text": "Nytt nummer"})
    ],
    "/contact-points/<int:pk>/correct/": [rule("contact point", POST="keeper", seen="sees")],
    **{
        f"{_PERSON}{name}/": [rule("person", POST="keeper whole")]
        for name in ("correct", "leave", "merge", "placements")
    },
    f"{_PERSON}leave-unit/": [rule("person", POST="keeper whole")],
    f"{_PERSON}aliases/": [rule("person", GET="keeper whole")],
    "/aliases/<int:pk>/end/": [rule("alias", POST="keeper own")],
    f"{_PERSON}roles/": [rule("person", GET="keeper whole", POST="keeper whole")],
    f"{_PERSON}login/": [rule("person", GET="keeper whole", POST="keeper whole", DELETE="keeper whole")],
    "/places/<int:pk>/correct/": [rule("place", POST="keeps")],
    "/places/<int:pk>/end/": [rule("place", POST="keeps")],
    "/units/<int:pk>/address/": [rule("unit", POST="keeper keeps_part speaks")],
    "/video-services/<int:pk>/correct/": [rule("video service", POST="keeps")],
    "/video-services/<int:pk>/end/": [rule("video service", POST="keeps")],
    "/units/<int:pk>/staff/": [rule("unit", POST="keeper keeps_part")],
    "/units/<int:pk>/contact-points/": [
        rule("unit", POST="keeper keeps_part", body=lambda thing: {"function": "Växel"})
    ],
    "/units/<int:pk>/rename/": [
        rule("unit", POST="keeper", seen="keeps_part", body=lambda thing: {"name": "Jobbtorget"})
    ],
    "/forums/<int:pk>/rename/": [
        rule(
            "forum", POST="arranges directs keeps", seen="sees may_call", body=lambda thing: {"name": "Styrgruppen"}
        )
    ],
    "/areas/<int:pk>/rename/": [
        rule(
            "area", POST="keeps", seen="sees speaks",
            body=lambda thing: {"name": "Lingon", "collaboration_name": "Samverk Lingon"},
        )
    ],
    "/units/<int:pk>/close/": [
        rule("unit", POST="keeper", seen="keeps_part", body=body_of(on=TODAY))
    ],
    "/roles/<int:pk>/end/": [rule("role", POST="keeper", seen="keeps_person", at=row_as_pk, about=is_whole)],
}  # fmt: skip
