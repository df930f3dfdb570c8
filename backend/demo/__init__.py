"""`burgernet demo`: a town of simulated phones, a loopback push service, and one action from start to end.

Called by the command line; imports everything, nobody imports it but tests, for its phones and push service."""

# Here, so that the command line can name them without loading the rest.
PUSH_PORT = 8010
PILOT_SIZE = 26_000
