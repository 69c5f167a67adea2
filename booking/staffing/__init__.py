"""People who come, leave, change address or become two rows, members of groups, roles, and units that close: what
happens to all their meetings ahead, and who is told beforehand.
"""
