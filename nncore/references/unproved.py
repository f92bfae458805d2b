"""What stops a method that looks for an integral; another one may find it."""


class Unproved(Exception):
    """What is asked cannot be shown by these means."""


class Refused(Unproved):
    """Samples say why an integral cannot be: the message is a predicate of the integrand."""


class HeavyTail(Refused):
    """Samples do not show that a function is integrable towards infinity."""
