"""What the formats have in common: how a feed is addressed, and an action in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from backend.domain.messages.sentences import full_moment, join, texts
from backend.domain.messages.wording import grouped, kind_label
from backend.domain.vocabulary import LANGUAGES, names

View = Mapping[str, Any]


@dataclass(frozen=True)
class Phones:
    """As the settings give them, digits only."""

    tips: str
    urgent: str
    police: str


@dataclass(frozen=True)
class Feed:
    """One page of a feed: how it is called and where it is found."""

    public_url: str
    path: str
    language: str
    title: str
    filters: Mapping[str, str]
    """What was asked for, without the page."""
    cursor: str | None
    following: str | None
    """The cursor of the next page, which holds what is older."""
    changed_at: datetime

    def address(self, *, cursor: str | None = None, path: str | None = None) -> str:
        """Where a page of it is found; without a cursor the first one."""
        query = {name: value for name, value in self.filters.items() if value}
        if cursor:
            query["cursor"] = cursor
        return f"{self.public_url}{path or self.path}" + (f"?{urlencode(query)}" if query else "")

    @property
    def own(self) -> str:
        return self.address(cursor=self.cursor)

    @property
    def next(self) -> str | None:
        return self.address(cursor=self.following) if self.following else None

    def action(self, view: View) -> str:
        """Where an action is told of: also its lasting name."""
        return f"{self.public_url}/acties/{view['id']}"

    def page(self, view: View) -> str:
        """Where it is read, in the language of the feed."""
        return self.action(view) + ("" if self.language == LANGUAGES[0] else f"?lang={self.language}")


def title(view: View, language: str) -> str:
    """Kind and place; never the summary, which describes somebody."""
    label, words = kind_label(view["kind"], language), texts(language)["public"]
    return str(words["title"]).format(kind=label[0].upper() + label[1:], place=where(view, language))


def where(view: View, language: str) -> str:
    """The place, and its municipality when that is called otherwise."""
    place, municipality = view["place"], view["municipality"]["name"]
    if place == municipality:
        return str(place)
    return str(texts(language)["public"]["elsewhere"]).format(place=place, municipality=municipality)


def newest(view: View) -> Mapping[str, Any] | None:
    """The last message that is public."""
    messages = view["messages"]
    return messages[-1] if messages else None


def told(view: View, language: str) -> str:
    """The newest message (an update repeats the whole alert), or else the result."""
    message = newest(view)
    if message is not None:
        return str(message["texts"][language]["body"])
    result: str = names(language)["result"].get(view["result"], "")
    return result


def summary(view: View, language: str) -> str:
    """The newest message, when it started, and how many were asked."""
    words = texts(language)["public"]
    started = str(words["started"]).format(moment=full_moment(view["started_at"], language))
    asked = str(words["participants"]).format(count=count(view["participants"], language))
    return join([told(view, language), started, asked])


def count(number: int, language: str) -> str:
    """1.345 in Dutch, 1,345 in English."""
    return f"{number:,}".replace(",", texts(language)["public"]["thousands"])


def later(language: str, phones: Phones) -> str:
    """Whom to call when it is over."""
    words: str = texts(language)["public"]["later"]
    return words.format(police=grouped(phones.police), urgent=grouped(phones.urgent))


def utc(moment: datetime) -> str:
    """RFC 3339 in whole seconds; database times are UTC."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
