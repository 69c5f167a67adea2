from forums.models.agreements import Agreement, Signature
from forums.models.audit import AuditEntry, AuditSubject
from forums.models.brakes import Brake
from forums.models.federation import (
    Area,
    Federation,
    OpenMeetingPlan,
    Party,
    PartyKind,
    PartyRule,
    RetentionDecision,
    RetentionKind,
    Unit,
)
from forums.models.forums import Decline, Forum, ForumPlan, Membership
from forums.models.logins import LoginRequest, LoginRequestKind
from forums.models.names import FormerName
from forums.models.people import ContactPoint, Person, PersonAlias, Placement, Role, RoleKind, in_force
from forums.models.places import Place, VideoService
from forums.models.proposals import LeaveProposal, PointProposal
from forums.models.signin import FactorReset, KnownDevice
from forums.models.templates import Level, MeetingTemplate, Presence
from forums.models.tokens import ApiToken
from forums.models.waiting import Vouch, WaitingChange, WaitingKind

__all__ = [
    "Agreement",
    "ApiToken",
    "Area",
    "AuditEntry",
    "AuditSubject",
    "Brake",
    "ContactPoint",
    "Decline",
    "FactorReset",
    "Federation",
    "FormerName",
    "Forum",
    "ForumPlan",
    "KnownDevice",
    "LeaveProposal",
    "Level",
    "LoginRequest",
    "LoginRequestKind",
    "MeetingTemplate",
    "Membership",
    "OpenMeetingPlan",
    "Party",
    "PartyKind",
    "PartyRule",
    "Person",
    "PersonAlias",
    "Place",
    "Placement",
    "PointProposal",
    "Presence",
    "RetentionDecision",
    "RetentionKind",
    "Role",
    "RoleKind",
    "Signature",
    "Unit",
    "VideoService",
    "Vouch",
    "WaitingChange",
    "WaitingKind",
    "in_force",
]
