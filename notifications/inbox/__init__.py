"""Mail that comes back: read from the mailboxes once, understood, and made
an answer, a wish, or something for a person.
"""
