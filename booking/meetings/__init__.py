"""The core: the life of a called meeting, from draft to the last answer. Calling, changing and answering are one thing
and stand together by kind: `access`, `queries` and `wording` read, `actions/` change, `forms/`, `views/` and `api/`
take what comes in. The wings beside it import the core; it imports none of them, and what it must ask of one of
them is filled in when the app is ready (`reach.py`).
"""
