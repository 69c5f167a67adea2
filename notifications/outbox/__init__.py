"""Finished mails on their way out: claimed by lease, handed to a relay, recorded; and what is learnt when one
comes back or is refused.
"""
