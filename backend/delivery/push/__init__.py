"""Web Push: one of the ways a message can leave."""
