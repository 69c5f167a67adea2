"""Mails that are no calendar entries, as rows before they are due.

`kinds.py` is the register: each kind is one object that says when it is wanted, to whom it goes, what it says and how
long it is kept; a file for each capability registers its own, with the rule that makes their rows. `planning.py` makes
rows, `due.py` sends what is due and still wanted, once; neither knows a kind by name.
"""
