"""Metres, places, and the spatial SQL of both databases."""
