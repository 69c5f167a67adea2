"""Joins the register of staff with the signals of signing in."""

from __future__ import annotations

from django.apps import AppConfig


class ForumsConfig(AppConfig):
    name = "forums"

    def ready(self) -> None:
        from allauth.account.signals import authentication_step_completed
        from django.contrib.auth.signals import user_logged_in

        from forums.signin.sessions import begin_session, renew_after_proof

        user_logged_in.connect(begin_session, dispatch_uid="begin_session")
        authentication_step_completed.connect(renew_after_proof, dispatch_uid="renew_after_proof")
