"""Who takes part, where they can be reached, and what they have been sent."""
