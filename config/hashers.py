from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2(Argon2PasswordHasher):
    """Argon2id as OWASP recommends it; Django's own takes 100 MB for each login."""

    time_cost = 2
    memory_cost = 19_456
    parallelism = 1
