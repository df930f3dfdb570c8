"""Every setting, read once from the environment; whatever is missing or wrong is found before anything starts."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from backend.ids import base64url, from_base64url
from backend.settings.secrets import in_file
from backend.settings.table import PREFIX, Line, Settings, lines

SHORTEST_SECRET = 32


class SettingsWrong(Exception):
    """All that is wrong with the settings, one sentence each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def load(environ: Mapping[str, str]) -> Settings:
    """The settings in `environ`. Raises SettingsWrong with everything that is wrong; makes secrets only
    when nothing is."""
    read = _Reader(environ)
    for name, line in lines().items():
        read.setting(name, line)
    read.compare()
    if read.problems:
        raise SettingsWrong(read.problems)
    _make_secrets(read.found)
    return Settings(**read.found)


def vapid_public_key(settings: Settings) -> str:
    """The public half as browsers want it: base64url of the uncompressed point, without padding."""
    return _public_half(settings.vapid_private_key)


@cache
def _public_half(private_key: str) -> str:
    scalar = int.from_bytes(from_base64url(private_key), "big")
    point = ec.derive_private_key(scalar, ec.SECP256R1()).public_key()
    raw = point.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return base64url(raw)


def _make_secrets(found: dict[str, Any]) -> None:
    """Those that are missing, in files of DATA_DIR: only an embedded installation may lack any."""
    directory: Path = found["data_dir"]
    try:
        if found["database_url"].startswith("sqlite"):
            directory.mkdir(parents=True, exist_ok=True)
        for name, line in lines().items():
            if line.make and found[name] is None:
                path = directory / name
                try:
                    found[name] = line.parse(in_file(path, line.make))
                except ValueError as error:
                    raise SettingsWrong([f"{path} {error}"]) from None
    except OSError as error:
        raise SettingsWrong([f"{PREFIX}DATA_DIR {directory} cannot be used: {error.strerror}."]) from error


class _Reader:
    """Reads one setting after another and keeps what is wrong with each."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self.found: dict[str, Any] = {}
        self.problems: list[str] = []
        self._environ = environ

    def setting(self, name: str, line: Line) -> None:
        """Parsed into `found`; None where it is wrong, or a secret that is still to be made."""
        self.found[name] = None
        text = self._secret(name) if line.make else self._text(name) or self._default(name, line)
        if text is None:
            return
        try:
            self.found[name] = line.parse(text)
        except ValueError as error:
            self._wrong(name, str(error))

    def compare(self) -> None:
        """What can only be said of two settings together."""
        position, away = self.found["position_hours"], self.found["away_hours"]
        if position and away and away > position:
            # Beyond that it would tell of nobody that they are elsewhere.
            self.found["away_hours"] = position
            if self._text("away_hours"):
                why = f"is more than POSITION_HOURS ({position:g}), after which a position is erased."
                self._wrong("away_hours", why)
        secret = self.found["secret_key"]
        if secret and len(secret) < SHORTEST_SECRET and str(self.found["public_url"]).startswith("https:"):
            # Every token is made from it: where the world can call, it must not be guessable. A trial may have any.
            self._wrong("secret_key", f"has to be {SHORTEST_SECRET} random characters or more.")

    def _default(self, name: str, line: Line) -> str | None:
        default = line.embedded if line.default is None and self._embedded else line.default
        if default is None:
            self._wrong(name, "is missing.")
            return None
        return default.replace("{DATA_DIR}", str(self.found["data_dir"]))

    def _secret(self, name: str) -> str | None:
        """Given itself or in the file that NAME_FILE points at; None when neither is."""
        value, path = self._text(name), self._text(f"{name}_file")
        if value and path:
            self._wrong(name, f"and {_full(name)}_FILE are both given; keep one.")
        elif path:
            return self._in_file(f"{name}_file", path)
        elif value:
            return value
        elif not self._embedded:
            self._wrong(name, f"(or {_full(name)}_FILE) is missing.")
        return None

    def _in_file(self, name: str, path: str) -> str | None:
        try:
            value = Path(path).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError):
            self._wrong(name, f"{path} cannot be read.")
            return None
        if not value:
            self._wrong(name, f"{path} is empty.")
        return value or None

    @property
    def _embedded(self) -> bool:
        """Also where it cannot be told, so that nothing is asked for that may not be needed."""
        database_url = self.found["database_url"]
        return database_url is None or str(database_url).startswith("sqlite")

    def _text(self, name: str) -> str:
        return self._environ.get(_full(name), "").strip()

    def _wrong(self, name: str, why: str) -> None:
        self.problems.append(f"{_full(name)} {why}")


def _full(name: str) -> str:
    return PREFIX + name.upper()
