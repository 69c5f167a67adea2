from django.urls import path
from rest_framework.routers import SimpleRouter

from booking.meetings.api.invitations import InvitationViews
from booking.meetings.api.meetings import MeetingViews
from booking.meetings.api.wishes import DelegateViews, MeetingWishesView, ProposedTimeViews, SeriesWishesView
from booking.outcomes.api import OutcomeView
from booking.series.api import SeriesViews
from booking.staffing import api as staff
from booking.staffing.alias_api import AliasViews, PersonAliasViews
from booking.staffing.leaving_api import LeavingViews
from booking.staffing.login_api import PersonLoginViews
from booking.staffing.place_api import PlaceViews, UnitAddressViews, VideoServiceViews
from booking.staffing.question_api import QuestionViews
from booking.staffing.role_api import PersonRoleViews, RoleViews, UnitStaffViews
from booking.staffing.structure_api import AreaStructureViews, ForumStructureViews, UnitStructureViews
from booking.statistics.api_shapes import StatisticsView
from booking.taken.api import BusyView
from booking.visits.api import TallyViews, VisitViews

router = SimpleRouter(use_regex_path=False)
router.register("meetings", MeetingViews, basename="meeting")
router.register("series", SeriesViews, basename="series")
router.register("invitations", InvitationViews, basename="invitation")
router.register("proposed-times", ProposedTimeViews, basename="proposed-time")
router.register("delegates", DelegateViews, basename="delegate")
router.register("forums", staff.ForumMemberViews, basename="forum-change")
router.register("declines", staff.DeclineViews, basename="decline")
router.register("contact-points", staff.ContactPointChangeViews, basename="contact-point-change")
router.register("memberships", staff.MembershipViews, basename="membership")
router.register("persons", staff.PersonChangeViews, basename="person-change")
router.register("persons", PersonRoleViews, basename="person-role")
router.register("persons", PersonLoginViews, basename="person-login")
router.register("persons", PersonAliasViews, basename="person-alias")
router.register("aliases", AliasViews, basename="alias")
router.register("units", UnitStaffViews, basename="unit-staff")
router.register("questions", QuestionViews, basename="question")
router.register("leavings", LeavingViews, basename="leaving")
router.register("roles", RoleViews, basename="role")
router.register("units", staff.UnitChangeViews, basename="unit-change")
router.register("units", UnitAddressViews, basename="unit-address")
router.register("units", UnitStructureViews, basename="unit-structure")
router.register("forums", ForumStructureViews, basename="forum-structure")
router.register("areas", AreaStructureViews, basename="area-structure")
router.register("places", PlaceViews, basename="place")
router.register("video-services", VideoServiceViews, basename="video-service")
router.register("visits", VisitViews, basename="visit")
router.register("phone-tallies", TallyViews, basename="phone-tally")

urlpatterns = [
    *router.urls,
    path("meetings/<uuid:pk>/busy/", BusyView.as_view(), name="meeting-busy"),
    path("meetings/<uuid:pk>/outcome/", OutcomeView.as_view(), name="meeting-outcome"),
    path("series/<uuid:pk>/wishes/", SeriesWishesView.as_view(), name="series-wishes"),
    path("meetings/<uuid:pk>/wishes/", MeetingWishesView.as_view(), name="meeting-wishes"),
    path("statistics/", StatisticsView.as_view(), name="statistics"),
]
