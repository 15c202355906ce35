"""A command that cannot go on."""
from __future__ import annotations


class Problem(Exception):
    """The text is one sentence that says what to do; the exit code is 2."""
