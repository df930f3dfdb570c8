"""Writing XML that every reader accepts: text is escaped, and characters XML 1.0 has no place for are left out."""

import re
from xml.etree.ElementTree import Element, SubElement, tostring

_OUTSIDE_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def add(parent: Element, name: str, text: object = None, **attributes: str) -> Element:
    """A child at the end of `parent`."""
    child = SubElement(parent, name, {key: clean(value) for key, value in attributes.items()})
    if text is not None:
        child.text = clean(text)
    return child


def clean(text: object) -> str:
    """Only what XML 1.0 calls a character."""
    return _OUTSIDE_XML.sub("", str(text))


def document(root: Element) -> bytes:
    """UTF-8 with its declaration."""
    found: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return found
