"""Every setting, read once from the environment; the secrets of an installation."""

from backend.settings.environment import Settings, SettingsWrong, load

__all__ = ["Settings", "SettingsWrong", "load"]
