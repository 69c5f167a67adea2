"""Pages about meetings. Paths are Swedish; names are the code's words."""

from django.urls import path

from booking.changes import CHANGES
from booking.meetings.views import calling, copying, invitations, meeting_list, meetings, my_meetings
from booking.meetings.views.changes import change_paths
from booking.outcomes import views as outcomes
from booking.series import views as series
from booking.staffing import group_views as forums
from booking.staffing import question_views
from booking.staffing import views as staff
from booking.statistics.views import closing, files, page
from booking.visits import views as visits

app_name = "booking"

FILES = {"csv": ".csv", "moten": "/moten.csv", "xlsx": ".xlsx"}

urlpatterns = [
    *change_paths(CHANGES.values()),
    path("", my_meetings.show, name="my-meetings"),
    path("moten/", meeting_list.show, name="meeting-list"),
    path("moten/kalla/", calling.start, name="call-start"),
    path("moten/<uuid:pk>/parter/", calling.parties, name="call-parties"),
    path("moten/<uuid:pk>/parter/sok/", calling.search, name="call-search"),
    path("moten/<uuid:pk>/parter/utanfor-listan/", calling.outsider, name="call-outsider"),
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
    path("moten/<uuid:pk>/nasta/", meetings.call_next, name="call-next"),
    path("moten/<uuid:pk>/vi-ses-anda/", meetings.goes_ahead, name="go-ahead"),
    path("moten/<uuid:pk>/ingen-uppfoljning/", meetings.drop, name="follow-up-drop"),
    path("moten/<uuid:pk>/samma-igen/", copying.call_again, name="call-again"),
    path("moten/<uuid:pk>/utfall/", outcomes.register, name="outcome"),
    path("kallelser/<uuid:pk>/tilldela/", invitations.assign, name="assign"),
    path("kallelser/<uuid:pk>/lamna-vidare/", invitations.pass_on, name="pass-on"),
    path("kallelser/<uuid:pk>/kan-inte/", invitations.decline, name="unit-decline"),
    path("kallelser/<uuid:pk>/svar/", invitations.note_answer, name="note-answer"),
    path("forum/<int:pk>/", forums.show, name="forum"),
    path("forum/<int:pk>/ledamoter.csv", forums.members_csv, name="forum-members-csv"),
    path("forum/<int:pk>/kalla/", forums.call, name="call-forum"),
    path("serier/<uuid:pk>/", series.show, name="series"),
    path("serier/<uuid:pk>/svara/", series.answer, name="series-answer"),
    path("forum/<int:pk>/ersattare-direkt/", forums.set_delegates, name="forum-delegates"),
    path("forum/<int:pk>/avboj/<int:row>/ta-tillbaka/", staff.take_back, name="decline-take-back"),
    path("personer/", staff.persons, name="persons"),
    path("personer/personer.csv", staff.persons_csv, name="persons-csv"),
    path("personer/<int:pk>/", staff.person, name="person"),
    path("personer/<int:pk>/inloggning/", staff.login_give, name="login-give"),
    path("personer/<int:pk>/inloggning/ta-bort/", staff.login_end, name="login-end"),
    path("personer/<int:pk>/logga-ut/", staff.log_out, name="log-out"),
    path("personer/<int:pk>/andra-steget/", staff.factors_take, name="factors-take"),
    path("adresser/<int:pk>/avsluta/", staff.alias_end, name="alias-end"),
    path("fragor/<int:pk>/<int:caller>/", question_views.question, name="question"),
    path("mina-uppgifter/", staff.own_details, name="own-details"),
    path("enheter/<int:pk>/", staff.unit, name="unit"),
    path("besok/", visits.visit, name="visit"),
    path("telefonkonsultationer/", visits.tally, name="phone-tally"),
    path("statistik/", page.show, name="statistics"),
    path("statistik/diagram/<slug:chart>.svg", files.download_chart, name="statistics-chart"),
    *(
        path(f"statistik/<int:area>/<int:year>{end}", files.download_area, {"file": file}, name=f"statistics-{file}")
        for file, end in FILES.items()
    ),
    path("statistik/<int:area>/<int:year>/anmarkning/", closing.note, name="statistics-note"),
    *(
        path(
            f"statistik/forbund/<int:federation>/<int:year>{end}",
            files.download_federation,
            {"file": file},
            name=f"statistics-federation-{file}",
        )
        for file, end in FILES.items()
    ),
    path("statistik/forbund/<int:federation>/<int:year>-<int:half>/stang/", closing.close, name="statistics-close"),
]
