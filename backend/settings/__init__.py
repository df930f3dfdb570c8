"""Every setting, read once from the environment; the secrets of an installation."""

from backend.settings.environment import SettingsWrong, load
from backend.settings.table import Settings

__all__ = ["Settings", "SettingsWrong", "load"]
