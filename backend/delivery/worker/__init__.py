"""The worker: reads the state, leases places, sends, settles."""
