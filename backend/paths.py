"""Where this installation's own files lie: data, templates, migrations, and the screens once they are built."""

from pathlib import Path

_BACKEND = Path(__file__).parent
DATA = _BACKEND / "data"
TEMPLATES = _BACKEND / "templates"
MIGRATIONS = _BACKEND.parent / "migrations"
APP = _BACKEND.parent / "pwa"
