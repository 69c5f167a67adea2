"""Pages about what people are told: what will be sent, what was sent, what came back, and the answer by a personal
link. They are the uppermost wing: they may import all others, and nobody imports them.
"""
