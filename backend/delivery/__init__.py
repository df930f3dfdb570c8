"""The wires: from the outbox in the database to sockets and push services."""
