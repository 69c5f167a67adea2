"""Joins the register of staff with the signals of signing in."""

from __future__ import annotations

from django.apps import AppConfig


class ForumsConfig(AppConfig):
    name = "forums"

    def ready(self) -> None:
        from allauth.account.signals import authentication_step_completed
        from allauth.mfa.signals import authenticator_added
        from django.contrib.auth.signals import user_logged_in

        from forums.signin.factors import remember_first_code
        from forums.signin.sessions import begin_session, renew_after_proof

        authenticator_added.connect(remember_first_code, dispatch_uid="remember_first_code")
        user_logged_in.connect(begin_session, dispatch_uid="begin_session")
        authentication_step_completed.connect(renew_after_proof, dispatch_uid="renew_after_proof")
