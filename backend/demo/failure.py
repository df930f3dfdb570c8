"""The one way in which the demo gives up."""


class DemoFailed(Exception):
    """What went wrong, in a sentence for whoever started the demo."""
