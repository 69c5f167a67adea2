"""How templates mark agreed words."""

from __future__ import annotations

from django import template

from config.ground.agreed import agreed

register = template.Library()
register.filter("agreed", agreed)
