"""Signing in: password with a second factor, passkeys, sessions that one sees and ends, proof before what weighs.

django-allauth does what every such service needs (`account`, `mfa`, `socialaccount`). Here is what is ours: its words
and mails (`adapters`), forms, who needs a second factor and who has shown one (`factors`), the form that was sent too
late (`late_forms`), known devices (`devices`), what ends with a login (`ending`), and parties' own login services
(`providers`, by `asking`, `id_tokens` and `identity`).
"""
