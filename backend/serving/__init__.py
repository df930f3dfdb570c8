"""How the app is served: gunicorn, and callers who are too slow."""
