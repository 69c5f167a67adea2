"""Standing groups' meetings in a rhythm: one `Series`, each instance a meeting like any other. How a series is called,
extended and split, what a change does to all that follow, and what is asked of a whole series from a calendar.
"""
