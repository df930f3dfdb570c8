"""Every setting, read once from the environment; whatever is missing or wrong is found before anything starts."""

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from environs import Env, EnvError

from backend.settings import values
from backend.settings.secrets import in_file, new_secret_key, new_vapid_key, vapid_problem

PREFIX = "BURGERNET_"
SHORTEST_SECRET = 32
PDOK_TILES = "https://service.pdok.nl/brt/achtergrondkaart/wmts/v2_0/standaard/EPSG:3857/{z}/{x}/{y}.png"
PDOK_ADDRESSES = "https://api.pdok.nl/bzk/locatieserver/search/v3_1"


class SettingsWrong(Exception):
    """All that is wrong with the settings, one sentence each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class Settings:
    database_url: str
    data_dir: Path
    bind: str
    public_url: str
    secret_key: str
    vapid_private_key: str
    vapid_subject: str
    push_allow_origins: tuple[str, ...]
    push_ca_file: Path | None
    rate_limits: bool
    redis_url: str | None
    trusted_proxies: int
    second_factor: str
    tile_url: str
    pdok_url: str
    action_hours: float
    close_hours: float
    position_hours: float
    away_hours: float
    link_code_minutes: float
    paper_code_hours: float
    large_action: int
    history_days: float
    phone_tips: str
    phone_urgent: str
    phone_police: str

    @property
    def embedded(self) -> bool:
        """Whether this is one process on a SpatiaLite file."""
        return self.database_url.startswith("sqlite")


def load(environ: Mapping[str, str]) -> Settings:
    """The settings in `environ`. Raises SettingsWrong with everything that is wrong; makes secrets only
    when nothing is."""
    read = _Reader(environ)
    data_dir = read.checked("DATA_DIR", Path, "var")
    database_url = read.checked("DATABASE_URL", values.database_url, f"sqlite:///{data_dir}/burgernet.sqlite")
    embedded = database_url is None or database_url.startswith("sqlite")
    position_hours = read.checked("POSITION_HOURS", values.decimal, "24")
    found: dict[str, Any] = {
        "database_url": database_url,
        "data_dir": data_dir,
        "bind": read.checked("BIND", values.bind, "127.0.0.1:8000"),
        "public_url": read.checked("PUBLIC_URL", values.public_url, "http://localhost:8000"),
        "secret_key": read.secret("SECRET_KEY", lambda text: None, needed=not embedded),
        "vapid_private_key": read.secret("VAPID_PRIVATE_KEY", vapid_problem, needed=not embedded),
        "vapid_subject": read.checked(
            "VAPID_SUBJECT", values.subject, "mailto:beheer@burgernet.example" if embedded else None
        ),
        "push_allow_origins": read.checked("PUSH_ALLOW_ORIGINS", values.origins, ""),
        "push_ca_file": read.checked("PUSH_CA_FILE", values.authority, ""),
        "rate_limits": read.checked("RATE_LIMITS", values.one_of("on", "off"), "on") == "on",
        "redis_url": read.checked("REDIS_URL", values.redis_url, ""),
        "trusted_proxies": read.checked("TRUSTED_PROXIES", values.whole(0), "0"),
        "second_factor": read.checked("SECOND_FACTOR", values.one_of("optional", "required"), "optional"),
        "tile_url": read.checked("TILE_URL", values.web_address, PDOK_TILES),
        "pdok_url": read.checked("PDOK_URL", values.web_address, PDOK_ADDRESSES),
        "action_hours": read.checked("ACTION_HOURS", values.decimal, "2"),
        "close_hours": read.checked("CLOSE_HOURS", values.decimal, "4"),
        "position_hours": position_hours,
        "away_hours": read.checked("AWAY_HOURS", values.away(position_hours), ""),
        "link_code_minutes": read.checked("LINK_CODE_MINUTES", values.decimal, "10"),
        "paper_code_hours": read.checked("PAPER_CODE_HOURS", values.decimal, "24"),
        "large_action": read.checked("LARGE_ACTION", values.whole(1), "25000"),
        "history_days": read.checked("HISTORY_DAYS", values.decimal, "30"),
        "phone_tips": read.checked("PHONE_TIPS", values.phone, "08000011"),
        "phone_urgent": read.checked("PHONE_URGENT", values.phone, "112"),
        "phone_police": read.checked("PHONE_POLICE", values.phone, "09008844"),
    }
    secret = found["secret_key"]
    if secret and len(secret) < SHORTEST_SECRET and str(found["public_url"]).startswith("https:"):
        # Every token is made from it: where the world can call, it must not be guessable. A trial may have any.
        read.problems.append(f"{PREFIX}SECRET_KEY has to be {SHORTEST_SECRET} random characters or more.")
    if read.problems:
        raise SettingsWrong(read.problems)
    try:
        if embedded:
            data_dir.mkdir(parents=True, exist_ok=True)
        found["secret_key"] = found["secret_key"] or in_file(data_dir / "secret_key", new_secret_key)
        found["vapid_private_key"] = found["vapid_private_key"] or in_file(
            data_dir / "vapid_private_key", new_vapid_key
        )
    except OSError as error:
        raise SettingsWrong([f"{PREFIX}DATA_DIR {data_dir} cannot be used: {error.strerror}."]) from error
    if problem := vapid_problem(found["vapid_private_key"]):
        raise SettingsWrong([f"{data_dir}/vapid_private_key {problem}"])
    found["vapid_private_key"] = found["vapid_private_key"].rstrip("=")
    return Settings(**found)


def vapid_public_key(settings: Settings) -> str:
    """The public half as browsers want it: base64url of the uncompressed point, without padding."""
    return _public_half(settings.vapid_private_key)


@cache
def _public_half(private_key: str) -> str:
    scalar = int.from_bytes(base64.urlsafe_b64decode(private_key + "="), "big")
    point = ec.derive_private_key(scalar, ec.SECP256R1()).public_key()
    raw = point.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


class _Reader:
    """Reads one setting after another and keeps what is wrong with each."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self.problems: list[str] = []
        self._env = _Given(environ)

    def checked(self, name: str, parse: Callable[[str], Any], default: str | None) -> Any:
        text = self._text(name)
        if not text:
            text = default
        if text is None:
            self.problems.append(f"{PREFIX}{name} is missing.")
            return None
        try:
            return parse(text)
        except ValueError as error:
            self.problems.append(f"{PREFIX}{name} {error}")
            return None

    def secret(self, name: str, problem_of: Callable[[str], str | None], *, needed: bool) -> str | None:
        """Given itself or in the file that NAME_FILE points at; None when neither is."""
        value, path = self._text(name), self._text(f"{name}_FILE")
        if value and path:
            self.problems.append(f"{PREFIX}{name} and {PREFIX}{name}_FILE are both given; keep one.")
            return None
        if path:
            try:
                value = Path(path).read_text(encoding="utf-8").strip()
            except (OSError, UnicodeDecodeError):
                self.problems.append(f"{PREFIX}{name}_FILE {path} cannot be read.")
                return None
            if not value:
                self.problems.append(f"{PREFIX}{name}_FILE {path} is empty.")
        if not value:
            if needed and not path:
                self.problems.append(f"{PREFIX}{name} (or {PREFIX}{name}_FILE) is missing.")
            return None
        if problem := problem_of(value):
            self.problems.append(f"{PREFIX}{name} {problem}")
        return value

    def _text(self, name: str) -> str | None:
        try:
            text: str | None = self._env.str(name, None)
        except EnvError as error:
            self.problems.append(f"{PREFIX}{name} {error}")
            return None
        return text.strip() if text else None


class _Given(Env):
    """environs on a mapping that is handed in, so that tests need not touch the process's own."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        super().__init__(prefix=PREFIX)
        self._mapping = environ

    def _get_value(self, env_key: str, default: Any) -> Any:
        return self._mapping.get(env_key, default)
