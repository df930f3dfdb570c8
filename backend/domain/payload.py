"""The push message as it leaves: Declarative Web Push JSON, at most 2,048 bytes in any language."""

import json
from collections.abc import Mapping
from datetime import datetime

from backend.domain.refusals import Refused
from backend.domain.wording import Text

LARGEST = 2048
Texts = Mapping[str, Text]


def compose(
    texts: Texts,
    *,
    notice: str,
    action: str | None,
    number: int,
    kind: str,
    phone: str | None,
    expires_at: datetime,
    exercise: bool,
    public_url: str,
) -> dict[str, str]:
    """The frozen message per language. Raises Refused, naming the bytes over, when one is too long."""
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
                "renotify": kind in ("alert", "update"),
                "silent": False,
                "data": {
                    "notice": notice,
                    "action": action,
                    "number": number,
                    "kind": kind,
                    "phone": phone,
                    "expiresAt": expires_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
                    "exercise": exercise,
                },
            },
        }
        payloads[language] = json.dumps(message, ensure_ascii=False, separators=(",", ":"))
    over = max(len(payload.encode()) for payload in payloads.values()) - LARGEST
    if over > 0:
        raise Refused.one(
            "text" if kind in ("update", "outcome") else "description",
            f"The message is {over} bytes too long: the longest that reaches every phone is {LARGEST} bytes.",
        )
    return payloads


def listed(texts: Texts) -> dict[str, dict[str, str]]:
    """The texts as a notice keeps them for lists."""
    return {language: {"title": text.title, "body": text.body} for language, text in texts.items()}
