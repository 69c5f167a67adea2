"""How templates mark agreed words."""

from __future__ import annotations

from django import template

from config.ground.agreed import agreed, within_a_sentence

register = template.Library()
register.filter("agreed", agreed)
register.filter("within_a_sentence", within_a_sentence)
