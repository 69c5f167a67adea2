"""Pages of the standing structure, and the way in to the service."""

from django.urls import path

from forums.signin import provider_views as elsewhere
from forums.signin import views as ways
from forums.views import login, places, structure, tokens

app_name = "forums"

urlpatterns = [
    path("logga-in/andra-steget/", ways.second_factor, name="second-factor"),
    path("bekrafta/hos/", elsewhere.prove_elsewhere, name="prove-elsewhere"),
    path("mina-uppgifter/inloggning/hos/", elsewhere.identities, name="identities"),
    path("mina-uppgifter/inloggningar/", ways.sessions, name="sessions"),
    path("forbund/<int:pk>/inloggning/", ways.rules, name="signin-rules"),
    path("losenord/glomt/", login.forgotten, name="password-forgotten"),
    path("losenord/byt/", login.change, name="password-change"),
    path("losenord/skickat/", login.asked, name="password-asked"),
    path("losenord/<int:pk>/<str:token>/", login.choose, name="password-choose"),
    path("mina-uppgifter/nycklar/ny/", tokens.make, name="token-make"),
    path("mina-uppgifter/nycklar/<int:pk>/avsluta/", tokens.end, name="token-end"),
    path("forum/", structure.forums, name="forum-list"),
    path("vagen-in/", structure.contact_points, name="contact-point-list"),
    path("omraden/", structure.areas, name="area-list"),
    path("overenskommelser/<int:pk>/", structure.agreement, name="agreement"),
    path("andringar/<int:federation>/", structure.changes, name="changes"),
    path("omraden/<int:pk>/platser/", places.places, name="place-list"),
    path("platser/<int:pk>/", places.place, name="place"),
    path("platser/<int:pk>/upphor/", places.place_end, name="place-end"),
    path("enheter/<int:pk>/adress/", places.unit_address, name="unit-address"),
    path("forbund/<int:pk>/videotjanster/", places.video_services, name="video-service-list"),
    path("videotjanster/<int:pk>/", places.video_service, name="video-service"),
    path("videotjanster/<int:pk>/upphor/", places.video_service_end, name="video-service-end"),
]
