"""The newest message of an action as a Common Alerting Protocol 1.2 alert (OASIS), one info block a language.

Alert and update while it runs, the earlier ones in `references`; Cancel once it has ended, which names only the alert:
updates are public no longer."""

from datetime import datetime
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

from backend.domain.messages.compose import OUTCOME_LIFE
from backend.domain.messages.wording import grouped, instruction, kind_label
from backend.domain.vocabulary import LANGUAGES, MISSING
from backend.feeds.shared import Phones, View, later, newest, title, told, where
from backend.feeds.xml_writer import add, document

TYPE = "application/cap+xml"
CODES = {"nl": "nl-NL", "en": "en-GB"}


def alert(public_url: str, view: View, phones: Phones) -> bytes:
    """Times are UTC, which CAP writes as -00:00."""
    ended = view["status"] == "ended"
    message = newest(view)
    number = message["number"] if message else max(view["sent"]) + ended
    sent_at = message["sent_at"] if message else view["changed_at"]
    sender = urlsplit(public_url).netloc
    named = [one for one in view["sent"] if one < number and (one == 1 or not ended)]
    earlier = [f"{sender},{view['id']}.{one},{_time(view['sent'][one])}" for one in named]
    root = Element("alert", {"xmlns": "urn:oasis:names:tc:emergency:cap:1.2"})
    add(root, "identifier", f"{view['id']}.{number}")
    add(root, "sender", sender)
    add(root, "sent", _time(sent_at))
    add(root, "status", "Actual")
    add(root, "msgType", "Cancel" if ended else "Update" if earlier else "Alert")
    add(root, "scope", "Public")
    if earlier:
        add(root, "references", " ".join(earlier))
    for language in LANGUAGES:
        _info(root, public_url, view, phones, language, sent_at)
    return document(root)


def _info(
    root: Element, public_url: str, view: View, phones: Phones, language: str, sent_at: datetime
) -> None:
    info, ended = add(root, "info"), view["status"] == "ended"
    add(info, "language", CODES[language])
    add(info, "category", "Safety" if view["kind"] in MISSING else "Security")
    add(info, "event", kind_label(view["kind"], language))
    add(info, "responseType", "AllClear" if ended else "Monitor")
    add(info, "urgency", "Immediate")
    add(info, "severity", "Severe")
    add(info, "certainty", "Observed")
    add(info, "expires", _time(sent_at + OUTCOME_LIFE if ended else view["expires_at"]))
    add(info, "senderName", f"Burgernet {view['municipality']['name']}")
    add(info, "headline", title(view, language))
    add(info, "description", told(view, language))
    add(
        info,
        "instruction",
        later(language, phones) if ended else instruction(view["kind"], language, phones.tips),
    )
    add(info, "web", f"{public_url}/acties/{view['id']}")
    add(info, "contact", grouped(phones.police if ended else phones.tips))
    area = add(info, "area")
    add(area, "areaDesc", where(view, language))
    if not ended:
        longitude, latitude = view["area"]["center"]
        add(area, "circle", f"{latitude:.5f},{longitude:.5f} {view['area']['radius'] / 1000:g}")
    geocode = add(area, "geocode")
    add(geocode, "valueName", "CBS-gemeentecode")
    add(geocode, "value", view["municipality"]["code"])


def _time(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%S-00:00")
