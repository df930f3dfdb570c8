"""What comes in, and what each audience may see: a class an audience, named for it."""
