from rest_framework.routers import SimpleRouter

from forums.api import views

router = SimpleRouter(use_regex_path=False)
router.register("areas", views.AreaViews, basename="area")
router.register("units", views.UnitViews, basename="unit")
router.register("contact-points", views.ContactPointViews, basename="contact-point")
router.register("persons", views.PersonViews, basename="person")
router.register("forums", views.ForumViews, basename="forum")
router.register("templates", views.TemplateViews, basename="template")

urlpatterns = router.urls
