"""Every setting there is: a field of `Settings` says how it is read, what it is unless told, and what it means.

`load` reads by this table and `make settings` writes it into the README, so neither knows a setting the other
does not."""

from collections.abc import Callable
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, TypeVar, cast

from backend.settings import secrets, values

PREFIX = "BURGERNET_"
PDOK_TILES = "https://service.pdok.nl/brt/achtergrondkaart/wmts/v2_0/standaard/EPSG:3857/{z}/{x}/{y}.png"
PDOK_ADDRESSES = "https://api.pdok.nl/bzk/locatieserver/search/v3_1"
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Line:
    """What the table says of one setting."""

    parse: Callable[[str], Any]
    """Raises ValueError with the end of a sentence: `is not …`."""
    default: str | None
    """As an operator would write it; None: PostgreSQL does not start without it."""
    meaning: str
    embedded: str | None = None
    """The default on a SpatiaLite file, where that is another."""
    make: Callable[[], str] | None = None
    """A secret, which may also stand in a file that NAME_FILE points at; embedded it is made in DATA_DIR."""


def _setting(
    parse: Callable[[str], T],
    default: str | None,
    meaning: str,
    *,
    embedded: str | None = None,
    make: Callable[[], str] | None = None,
) -> T:
    """A field of Settings; for the type checker it is what `parse` answers."""
    return cast(T, field(metadata={"line": Line(parse, default, meaning, embedded, make)}))


@dataclass(frozen=True)
class Settings:
    """What an installation is told by its operator, parsed; made by `load` alone."""

    data_dir: Path = _setting(
        Path, "var", "The directory of an embedded installation: its database and its secrets."
    )
    database_url: str = _setting(
        values.database_url,
        "sqlite:///{DATA_DIR}/burgernet.sqlite",
        "`sqlite:///PATH`, or `postgresql://…` of a database with PostGIS.",
    )
    bind: str = _setting(values.bind, "127.0.0.1:8000", "Where `serve` listens, as `host:port`.")
    public_url: str = _setting(
        values.public_url,
        "http://localhost:8000",
        "The origin under which browsers know this installation; https wherever others can call.",
    )
    secret_key: str = _setting(
        str,
        None,
        "What tokens and link codes are made from, 32 random characters or more: who knows it can speak for anybody.",
        make=secrets.new_secret_key,
    )
    vapid_private_key: str = _setting(
        secrets.vapid_private_key,
        None,
        "By which push services know this installation: what `burgernet vapid-keys` prints.",
        make=secrets.new_vapid_key,
    )
    vapid_subject: str = _setting(
        values.subject,
        None,
        "Where push services reach the operator: `mailto:` or `https:`.",
        embedded="mailto:beheer@burgernet.example",
    )
    push_allow_origins: tuple[str, ...] = _setting(
        values.origins,
        "",
        "Origins, with commas, that may be sent to though they are local or not https: for trials.",
    )
    push_ca_file: Path | None = _setting(
        values.authority, "", "A PEM file of one more authority to believe push services by."
    )
    rate_limits: bool = _setting(values.on_or_off, "on", "Whether callers are limited: `on` or `off`.")
    redis_url: str | None = _setting(
        values.redis_url, "", "`redis://…`, by which many processes count one caller's calls together."
    )
    trusted_proxies: int = _setting(
        values.whole(0), "0", "How many proxies in front add to X-Forwarded-For; 0 believes none."
    )
    second_factor: str = _setting(
        values.one_of("optional", "required"),
        "optional",
        "Whether staff sign in with a second factor: `optional` or `required`.",
    )
    tile_url: str = _setting(values.web_address, PDOK_TILES, "The tiles of the maps' background.")
    pdok_url: str = _setting(
        values.web_address, PDOK_ADDRESSES, "The Locatieserver, where addresses are looked up."
    )
    action_hours: float = _setting(
        values.decimal, "2", "How long an action runs unless it is extended or ended."
    )
    close_hours: float = _setting(
        values.decimal, "4", "How long after that the system ends an action nobody ended, as not found."
    )
    position_hours: float = _setting(
        values.decimal, "24", "How long a live position counts; after that it is erased."
    )
    away_hours: float = _setting(
        values.decimal,
        "2",
        "How long a live position elsewhere keeps home and work from counting too; never longer than POSITION_HOURS.",
    )
    link_code_minutes: float = _setting(
        values.decimal, "10", "How long the code on a kiosk's screen can be taken over by a phone."
    )
    paper_code_hours: float = _setting(values.decimal, "24", "The same of a code printed on paper.")
    large_action: int = _setting(
        values.whole(1),
        "25000",
        "Reachable participants above which a dispatcher needs a supervisor, who gives a reason.",
    )
    history_days: float = _setting(
        values.decimal, "30", "How long descriptions and what tips said are kept after an action."
    )
    phone_tips: str = _setting(values.phone, "08000011", "The number to call with what one saw.")
    phone_urgent: str = _setting(values.phone, "112", "The number to call at once, where it is an emergency.")
    phone_police: str = _setting(values.phone, "09008844", "The police's number for what can wait.")

    @property
    def embedded(self) -> bool:
        """Whether this is one process on a SpatiaLite file."""
        return self.database_url.startswith("sqlite")

    @property
    def phones(self) -> tuple[str, str, str]:
        """The numbers that are ours, in digits: the only ones that messages may tell."""
        return self.phone_tips, self.phone_urgent, self.phone_police


def lines() -> dict[str, Line]:
    """The table, by field of Settings and in the order in which they are read."""
    return {each.name: each.metadata["line"] for each in fields(Settings)}


def markdown() -> str:
    """The table as the README shows it."""
    rows = ["| setting | unless told | meaning |", "|---|---|---|"]
    for name, line in lines().items():
        also = f"<br>or `{PREFIX}{name.upper()}_FILE`" if line.make else ""
        rows.append(f"| `{PREFIX}{name.upper()}`{also} | {_unless_told(line)} | {_meaning(line)} |")
    return "\n".join(rows) + "\n"


def _unless_told(line: Line) -> str:
    if line.default is not None:
        return f"`{line.default}`" if line.default else "none"
    embedded = "made in DATA_DIR" if line.make else f"`{line.embedded}`"
    return f"**has to be given**; embedded: {embedded}"


def _meaning(line: Line) -> str:
    return f"**Secret.** {line.meaning}" if line.make else line.meaning
