"""Every setting, read once from the environment; whatever is missing or wrong is found before anything starts."""

import base64
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from environs import Env, EnvError
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from backend.keys import in_file, new_secret_key, new_vapid_key, vapid_problem

PREFIX = "BURGERNET_"
PDOK_TILES = "https://service.pdok.nl/brt/achtergrondkaart/wmts/v2_0/standaard/EPSG:3857/{z}/{x}/{y}.png"
PDOK_ADDRESSES = "https://api.pdok.nl/bzk/locatieserver/search/v3_1"
# Push services answer 403 to a contact that cannot be one.
UNREAL = re.compile(r"(^|[@.])(localhost|local|invalid|internal|test)$")
ORIGIN = re.compile(r"(?i)(https?)://([A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(?::([0-9]{1,5}))?")


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
    database_url = read.checked("DATABASE_URL", _database_url, f"sqlite:///{data_dir}/burgernet.sqlite")
    embedded = database_url is None or database_url.startswith("sqlite")
    values: dict[str, Any] = {
        "database_url": database_url,
        "data_dir": data_dir,
        "bind": read.checked("BIND", _bind, "127.0.0.1:8000"),
        "public_url": read.checked("PUBLIC_URL", _public_url, "http://localhost:8000"),
        "secret_key": read.secret("SECRET_KEY", lambda text: None, needed=not embedded),
        "vapid_private_key": read.secret("VAPID_PRIVATE_KEY", vapid_problem, needed=not embedded),
        "vapid_subject": read.checked(
            "VAPID_SUBJECT", _subject, "mailto:beheer@burgernet.example" if embedded else None
        ),
        "push_allow_origins": read.checked("PUSH_ALLOW_ORIGINS", _origins, ""),
        "push_ca_file": read.checked("PUSH_CA_FILE", _file, ""),
        "rate_limits": read.checked("RATE_LIMITS", _one_of("on", "off"), "on") == "on",
        "redis_url": read.checked("REDIS_URL", _redis_url, ""),
        "trusted_proxies": read.checked("TRUSTED_PROXIES", _whole(0), "0"),
        "second_factor": read.checked("SECOND_FACTOR", _one_of("optional", "required"), "optional"),
        "tile_url": read.checked("TILE_URL", _web_address, PDOK_TILES),
        "pdok_url": read.checked("PDOK_URL", _web_address, PDOK_ADDRESSES),
        "action_hours": read.checked("ACTION_HOURS", _decimal, "2"),
        "close_hours": read.checked("CLOSE_HOURS", _decimal, "4"),
        "position_hours": read.checked("POSITION_HOURS", _decimal, "24"),
        "link_code_minutes": read.checked("LINK_CODE_MINUTES", _decimal, "10"),
        "paper_code_hours": read.checked("PAPER_CODE_HOURS", _decimal, "24"),
        "large_action": read.checked("LARGE_ACTION", _whole(1), "25000"),
        "history_days": read.checked("HISTORY_DAYS", _decimal, "30"),
        "phone_tips": read.checked("PHONE_TIPS", _phone, "08000011"),
        "phone_urgent": read.checked("PHONE_URGENT", _phone, "112"),
        "phone_police": read.checked("PHONE_POLICE", _phone, "09008844"),
    }
    if read.problems:
        raise SettingsWrong(read.problems)
    try:
        if embedded:
            data_dir.mkdir(parents=True, exist_ok=True)
        values["secret_key"] = values["secret_key"] or in_file(data_dir / "secret_key", new_secret_key)
        values["vapid_private_key"] = values["vapid_private_key"] or in_file(
            data_dir / "vapid_private_key", new_vapid_key
        )
    except OSError as error:
        raise SettingsWrong([f"{PREFIX}DATA_DIR {data_dir} cannot be used: {error.strerror}."]) from error
    if problem := vapid_problem(values["vapid_private_key"]):
        raise SettingsWrong([f"{data_dir}/vapid_private_key {problem}"])
    values["vapid_private_key"] = values["vapid_private_key"].rstrip("=")
    return Settings(**values)


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


def _database_url(text: str) -> str:
    try:
        url = make_url(text)
    except ArgumentError:
        raise ValueError("is not sqlite:///… or postgresql://….") from None
    if url.drivername not in ("sqlite", "postgresql"):
        raise ValueError("is not sqlite:///… or postgresql://….")
    if url.drivername == "sqlite" and (url.host or not url.database or url.database == ":memory:"):
        raise ValueError("has to name a file: sqlite:///… .")
    return text


def _bind(text: str) -> str:
    host, _, port = text.rpartition(":")
    if not host or not re.fullmatch(r"[0-9]{1,5}", port) or int(port) > 65535:
        raise ValueError("is not host:port.")
    return text


def _public_url(text: str) -> str:
    if not ORIGIN.fullmatch(text.rstrip("/")):
        raise ValueError("is not http(s)://host[:port].")
    return text.rstrip("/").lower()


def _web_address(text: str) -> str:
    if not re.match(r"https?://[^/\s]+", text):
        raise ValueError("is not an http(s) address.")
    return text.rstrip("/")


def _subject(text: str) -> str:
    mail = re.fullmatch(r"mailto:[^@\s]+@([A-Za-z0-9.-]+\.[A-Za-z0-9-]+)", text)
    page = re.fullmatch(r"https://([A-Za-z0-9.-]+\.[A-Za-z0-9-]+)(?:[:/]\S*)?", text)
    found = mail or page
    if not found or UNREAL.search(found[1].lower()) or re.fullmatch(r"[0-9.]+", found[1]):
        raise ValueError("is not a mailto: or https: address where push services can reach the operator.")
    return text


def _origins(text: str) -> tuple[str, ...]:
    return tuple(origin(part.strip()) for part in text.split(",") if part.strip())


def origin(text: str) -> str:
    """scheme://host[:port] in lower case, without a default port. Raises ValueError."""
    found = ORIGIN.fullmatch(text.rstrip("/"))
    if not found or (found[3] and int(found[3]) > 65535):
        raise ValueError(f"holds {text}, which is not an origin like https://push.example:8443.")
    scheme, host, port = found[1].lower(), found[2].lower(), found[3]
    if not port or (scheme, int(port)) in (("http", 80), ("https", 443)):
        return f"{scheme}://{host}"
    return f"{scheme}://{host}:{int(port)}"


def _file(text: str) -> Path | None:
    if text and not Path(text).is_file():
        raise ValueError(f"{text} is not a file.")
    return Path(text) if text else None


def _redis_url(text: str) -> str | None:
    if text and not re.match(r"(rediss?|redis\+unix)://\S+", text):
        raise ValueError("is not redis://….")
    return text or None


def _one_of(*words: str) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if text not in words:
            raise ValueError(f"is not {' or '.join(words)}.")
        return text

    return parse


def _whole(least: int) -> Callable[[str], int]:
    def parse(text: str) -> int:
        if not re.fullmatch(r"[0-9]{1,9}", text) or int(text) < least:
            raise ValueError(f"is not a whole number from {least} up.")
        return int(text)

    return parse


def _decimal(text: str) -> float:
    number = float(text) if re.fullmatch(r"[0-9]{0,6}(\.[0-9]+)?", text) and text != "" else math.nan
    if not number > 0:
        raise ValueError("is not a number above zero.")
    return number


def _phone(text: str) -> str:
    if not re.fullmatch(r"\+?[0-9]{3,15}", text):
        raise ValueError("is not a telephone number of digits only.")
    return text
