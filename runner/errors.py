"""What the runner tells an engineer when it cannot go on: one sentence with the remedy."""


class CannotRun(Exception):
    """Printed without a traceback; the message must say what to do about it."""
