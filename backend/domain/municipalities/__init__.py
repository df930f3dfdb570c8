"""Which municipality a point is in, which take part, and their borders."""
