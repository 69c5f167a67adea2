"""Example federations with made-up staff, to try the service with. Nobody here exists: see `names.py`."""

from forums.demo.accounts import demo_accounts
from forums.demo.load import NoDemoError, RealPeopleError, load_demo_federations, mark_everybody

__all__ = ["NoDemoError", "RealPeopleError", "demo_accounts", "load_demo_federations", "mark_everybody"]
