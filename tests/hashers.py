"""Argon2 as in production, but quick: a test signs in often."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class QuickArgon2(Argon2PasswordHasher):
    """One pass over little memory."""

    time_cost = 1
    memory_cost = 8
    parallelism = 1
