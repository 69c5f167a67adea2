from tests.factories.booking import make_consent, make_invitation, make_meeting
from tests.factories.forums import (
    make_agreement,
    make_area,
    make_contact_point,
    make_federation,
    make_forum,
    make_membership,
    make_party,
    make_party_kind,
    make_person,
    make_role,
    make_template,
    make_unit,
)

__all__ = [
    "make_agreement",
    "make_area",
    "make_consent",
    "make_contact_point",
    "make_federation",
    "make_forum",
    "make_invitation",
    "make_meeting",
    "make_membership",
    "make_party",
    "make_party_kind",
    "make_person",
    "make_role",
    "make_template",
    "make_unit",
]
