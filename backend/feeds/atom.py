"""Atom (RFC 4287), in pages as RFC 5005 says; each entry leads to its page and to its CAP message."""

from collections.abc import Sequence
from xml.etree.ElementTree import Element

from backend.domain.messages.wording import kind_label
from backend.domain.vocabulary import names
from backend.feeds import cap
from backend.feeds.shared import Feed, View, summary, title, utc
from backend.feeds.xml_writer import add, document

TYPE = "application/atom+xml"


def feed(about: Feed, views: Sequence[View]) -> bytes:
    """One page."""
    root = Element(
        "feed",
        {
            "xmlns": "http://www.w3.org/2005/Atom",
            "xmlns:georss": "http://www.georss.org/georss",
            "xml:lang": about.language,
        },
    )
    add(root, "id", about.address())
    add(root, "title", about.title)
    add(root, "updated", utc(about.changed_at))
    add(add(root, "author"), "name", "Burgernet")
    add(root, "icon", f"{about.public_url}/icons/icon-192.png")
    add(root, "link", rel="self", type=TYPE, href=about.own)
    add(root, "link", rel="alternate", type="text/html", href=about.address(path="/acties"))
    add(root, "link", rel="first", type=TYPE, href=about.address())
    if about.next:
        add(root, "link", rel="next", type=TYPE, href=about.next)
    for view in views:
        _entry(root, about, view)
    return document(root)


def _entry(root: Element, about: Feed, view: View) -> None:
    entry, language = add(root, "entry"), about.language
    add(entry, "id", about.action(view))
    add(entry, "title", title(view, language))
    add(entry, "published", utc(view["started_at"]))
    add(entry, "updated", utc(view["changed_at"]))
    add(entry, "link", rel="alternate", type="text/html", href=about.page(view))
    alert = f"{about.public_url}/feeds/actions/{view['id']}.cap"
    add(entry, "link", rel="related", type=cap.TYPE, href=alert)
    add(entry, "category", term=view["kind"], label=kind_label(view["kind"], language))
    if view["result"]:
        add(entry, "category", term=view["result"], label=names(language)["result"][view["result"]])
    add(entry, "summary", summary(view, language), type="text")
    if view["location"]:
        longitude, latitude = view["location"]
        add(entry, "georss:point", f"{latitude:.5f} {longitude:.5f}")
