"""Pages about meetings. Paths are Swedish; names are the code's words."""

from django.urls import path

from booking.meetings.views import calling, changes, invitations, meetings, my_meetings
from booking.outcomes import views as outcomes
from booking.series import views as series
from booking.staffing import group_views as forums
from booking.staffing import views as staff
from booking.statistics import views as statistics

app_name = "booking"

urlpatterns = [
    path("", my_meetings.show, name="my-meetings"),
    path("moten/kalla/", calling.start, name="call-start"),
    path("moten/<uuid:pk>/parter/", calling.parties, name="call-parties"),
    path("moten/<uuid:pk>/parter/sok/", calling.search, name="call-search"),
    path("moten/<uuid:pk>/parter/ta-bort/", calling.remove_guest, name="guest-remove"),
    path("moten/<uuid:pk>/samtycke/", calling.consent, name="call-consent"),
    path("moten/<uuid:pk>/tid/", calling.time, name="call-time"),
    path("moten/<uuid:pk>/tid/eko/", calling.time_echo, name="time-echo"),
    path("moten/<uuid:pk>/granska/", calling.review, name="call-review"),
    path("moten/<uuid:pk>/skickad/", calling.sent, name="call-sent"),
    path("moten/<uuid:pk>/slang/", calling.discard, name="draft-discard"),
    path("moten/<uuid:pk>/", meetings.show, name="meeting"),
    path("moten/<uuid:pk>/svara/", meetings.answer, name="answer"),
    path("moten/<uuid:pk>/ersattare/", meetings.substitute, name="name-substitute"),
    path("moten/<uuid:pk>/ta-over/", meetings.take_over, name="take-over"),
    path("moten/<uuid:pk>/nasta/", meetings.call_next, name="call-next"),
    path("moten/<uuid:pk>/flytta/", changes.change_page("move"), name="meeting-move"),
    path("moten/<uuid:pk>/andra/", changes.change_page("change"), name="meeting-change"),
    path("moten/<uuid:pk>/stall-in/", changes.change_page("cancel"), name="meeting-cancel"),
    path("moten/<uuid:pk>/lagg-till/", changes.change_page("add"), name="invitation-add"),
    path("moten/<uuid:pk>/ta-bort/", changes.change_page("remove"), name="invitation-remove"),
    path("moten/<uuid:pk>/aterkalla/", changes.change_page("withdraw"), name="consent-withdraw"),
    path("moten/<uuid:pk>/ta-foreslagen-tid/", changes.change_page("accept-time"), name="accept-time"),
    path("moten/<uuid:pk>/behall-tiden/", changes.change_page("decline-time"), name="decline-time"),
    path("moten/<uuid:pk>/kalla-i-stallet/", changes.change_page("call-delegate"), name="call-delegate"),
    path("moten/<uuid:pk>/kalla-inte/", changes.change_page("decline-delegate"), name="decline-delegate"),
    path("moten/<uuid:pk>/utfall/", outcomes.register, name="outcome"),
    path("kallelser/<uuid:pk>/tilldela/", invitations.assign, name="assign"),
    path("kallelser/<uuid:pk>/lamna-vidare/", invitations.pass_on, name="pass-on"),
    path("kallelser/<uuid:pk>/svar/", invitations.note_answer, name="note-answer"),
    path("forum/<int:pk>/", forums.show, name="forum"),
    path("forum/<int:pk>/kalla/", forums.call, name="call-forum"),
    path("forum/<int:pk>/serie/", series.create, name="series-new"),
    path("serier/<uuid:pk>/", series.show, name="series"),
    path("serier/<uuid:pk>/svara/", series.answer, name="series-answer"),
    path("serier/<uuid:pk>/forlang/", series.extend, name="series-extend"),
    path("forum/<int:pk>/ersattare-direkt/", forums.set_delegates, name="forum-delegates"),
    path("forum/<int:pk>/ledamot/ny/", staff.change_page("member-add"), name="member-add"),
    path("forum/<int:pk>/ledamot/<int:seat>/", forums.replace, name="replace-member"),
    path("forum/<int:pk>/ledamot/<int:row>/sluta/", staff.change_page("member-end"), name="member-end"),
    path("forum/<int:pk>/avboj/", staff.change_page("forum-decline"), name="forum-decline"),
    path("forum/<int:pk>/avboj/<int:row>/ta-tillbaka/", staff.take_back, name="decline-take-back"),
    path("forum/<int:pk>/sammankallande/", staff.change_page("forum-convener"), name="forum-convener"),
    path("forum/<int:pk>/avsluta/", staff.change_page("forum-end"), name="forum-end"),
    path("personer/", staff.persons, name="persons"),
    path("personer/<int:pk>/", staff.person, name="person"),
    path("personer/<int:pk>/ratta/", staff.change_page("person-correct"), name="person-correct"),
    path("personer/<int:pk>/inloggning/", staff.login_give, name="login-give"),
    path("personer/<int:pk>/inloggning/ta-bort/", staff.login_end, name="login-end"),
    path("personer/<int:pk>/slutar/", staff.change_page("person-leave"), name="person-leave"),
    path("personer/<int:pk>/plats/<int:row>/", staff.change_page("placement-end"), name="placement-end"),
    path("personer/<int:pk>/plats/ny/", staff.change_page("placement-add"), name="placement-add"),
    path("personer/<int:pk>/uppdrag/nytt/", staff.change_page("role-give"), name="role-give"),
    path("personer/<int:pk>/uppdrag/<int:row>/", staff.change_page("role-end"), name="role-end"),
    path("personer/<int:pk>/sla-ihop/", staff.change_page("person-merge"), name="person-merge"),
    path("mina-uppgifter/", staff.own_details, name="own-details"),
    path("enheter/<int:pk>/", staff.unit, name="unit"),
    path("enheter/<int:pk>/ny-person/", staff.change_page("person-add"), name="person-add"),
    path("enheter/<int:pk>/lagg-ned/", staff.change_page("unit-close"), name="unit-close"),
    path("vagen-in/<int:pk>/ratta/", staff.change_page("point-correct"), name="point-correct"),
    path("statistik/", statistics.show, name="statistics"),
    path("statistik/<int:area>/<int:year>.csv", statistics.download_area, name="statistics-csv"),
    path("statistik/<int:area>/<int:year>/anmarkning/", statistics.note, name="statistics-note"),
    path(
        "statistik/forbund/<int:federation>/<int:year>.csv",
        statistics.download_federation,
        name="statistics-federation-csv",
    ),
    path("statistik/forbund/<int:federation>/<int:year>-<int:half>/stang/", statistics.close, name="statistics-close"),
]
