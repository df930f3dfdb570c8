"""`burgernet demo`: a town of simulated phones, a loopback push service, and one action from start to end.

Called by the command line; imports everything, nobody imports it but tests, for its phones and push service."""


def main(argv: list[str]) -> int:
    """Runs the demo; answers the exit code."""
    # Here, so that phones and push service can be had without the rest.
    from backend.demo import command

    return command.main(argv)
