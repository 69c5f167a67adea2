from rest_framework.routers import SimpleRouter

from booking.api.invitations import InvitationViews
from booking.api.meetings import MeetingViews

router = SimpleRouter(use_regex_path=False)
router.register("meetings", MeetingViews, basename="meeting")
router.register("invitations", InvitationViews, basename="invitation")

urlpatterns = router.urls
