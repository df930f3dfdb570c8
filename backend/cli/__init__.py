"""The commands, a file a noun."""

from backend.cli.main import main

__all__ = ["main"]
