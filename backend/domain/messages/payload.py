"""The push message as it leaves: Declarative Web Push JSON, at most 2,048 bytes in any language."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypedDict, Unpack

from backend.clock import rfc3339
from backend.domain.messages.wording import Text
from backend.domain.refusals import Refused

LARGEST = 2048
Texts = Mapping[str, Text]


class Frame(TypedDict):
    """What a message carries beside its text."""

    notice: str
    action: str | None
    number: int
    kind: str
    phone: str | None
    expires_at: datetime
    exercise: bool
    public_url: str


def compose(texts: Texts, **frame: Unpack[Frame]) -> dict[str, str]:
    """The frozen message per language. Raises Refused, naming the bytes over, when one is too long."""
    payloads = encoded(texts, **frame)
    over = max(len(payload.encode()) for payload in payloads.values()) - LARGEST
    if over > 0:
        raise Refused.one(
            "text" if frame["kind"] in ("update", "outcome") else "description",
            f"The message is {over} bytes too long: the longest that reaches every phone is {LARGEST} bytes.",
            "too-many-bytes",
            over=over,
            largest=LARGEST,
        )
    return payloads


def encoded(texts: Texts, **frame: Unpack[Frame]) -> dict[str, str]:
    """The message per language, however long."""
    notice, action, public_url = frame["notice"], frame["action"], frame["public_url"]
    payloads = {}
    for language, text in texts.items():
        message = {
            "web_push": 8030,
            "mutable": True,
            "notification": {
                "title": text.title,
                "body": text.body,
                "lang": language,
                "dir": "ltr",
                "navigate": f"{public_url}/oproep/{action}" if action else f"{public_url}/",
                "tag": action or notice,
                "renotify": frame["kind"] in ("alert", "update"),
                "silent": False,
                "data": {
                    "notice": notice,
                    "action": action,
                    "number": frame["number"],
                    "kind": frame["kind"],
                    "phone": frame["phone"],
                    # To the letter as the API's answers tell it: programs compare the two.
                    "expiresAt": rfc3339(frame["expires_at"]),
                    "exercise": frame["exercise"],
                },
            },
        }
        payloads[language] = _written(message)
    return payloads


def lasting(payloads: Mapping[str, str], expires_at: datetime) -> dict[str, str]:
    """The same messages with another end; none becomes longer by it."""
    changed = {}
    for language, payload in payloads.items():
        message = json.loads(payload)
        message["notification"]["data"]["expiresAt"] = rfc3339(expires_at)
        changed[language] = _written(message)
    return changed


def listed(texts: Texts) -> dict[str, dict[str, str]]:
    """The texts as a notice keeps them for lists."""
    return {
        language: {"title": text.title, "body": text.body}
        | ({"addition": text.addition} if text.addition else {})
        for language, text in texts.items()
    }


def _written(message: dict[str, Any]) -> str:
    return json.dumps(message, ensure_ascii=False, separators=(",", ":"))
