"""The one exception whose text is meant for the person at the terminal."""


class DemoModelError(Exception):
    """Something outside the program is missing or wrong; the message says what to do."""
