"""Changes that go by the page which says who is told: what one is (`base.py`), and those of a called meeting."""
