"""Who gets a message, in which order, and what became of it."""
