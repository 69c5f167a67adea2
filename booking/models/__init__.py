from booking.models.busy import BusyKind, BusyTime, CalendarProblem, PublishedCalendar
from booking.models.consent import Consent, ConsentForm
from booking.models.figures import ClosedHalfYear, CorrectionNote, DirtyBucket, FigureBucket
from booking.models.invitations import (
    Answer,
    AnswerHistory,
    AnswerNote,
    CalledAs,
    Channel,
    Invitation,
    InvitationState,
    Substitution,
)
from booking.models.meetings import (
    CancellationReason,
    KnownTo,
    Meeting,
    MeetingEvent,
    MeetingForm,
    MeetingState,
    RequestKey,
)
from booking.models.outcomes import Gender, Outcome, PartyPresence
from booking.models.places import PlaceKind
from booking.models.series import Series, SeriesRhythm, SeriesSeat
from booking.models.visits import PhoneTally
from booking.models.wishes import CounterProposal, Delegation, WishState

__all__ = [
    "Answer",
    "AnswerHistory",
    "AnswerNote",
    "BusyKind",
    "BusyTime",
    "CalendarProblem",
    "CalledAs",
    "CancellationReason",
    "Channel",
    "ClosedHalfYear",
    "Consent",
    "ConsentForm",
    "CorrectionNote",
    "CounterProposal",
    "Delegation",
    "DirtyBucket",
    "FigureBucket",
    "Gender",
    "Invitation",
    "InvitationState",
    "KnownTo",
    "Meeting",
    "MeetingEvent",
    "MeetingForm",
    "MeetingState",
    "Outcome",
    "PartyPresence",
    "PhoneTally",
    "PlaceKind",
    "PublishedCalendar",
    "RequestKey",
    "Series",
    "SeriesRhythm",
    "SeriesSeat",
    "Substitution",
    "WishState",
]
