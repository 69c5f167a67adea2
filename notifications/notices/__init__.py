"""Mails that are no calendar entries: which there are to be, when each is due, whether it is still
wanted, and what it says.
"""
