"""Finds web addresses, e-mail addresses and telephone numbers other than ours in free text, so that no message sends
a town to somebody else. Used by the rules of a report, an update and an outcome, also while it is typed.

It reads as a person would: spelled ("kwaad punt nl"), spaced, bracketed and with look-alike characters."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Literal

import phonenumbers
from publicsuffixlist import PublicSuffixList

from backend.domain.actions.number_words import in_digits

Kind = Literal["web-address", "email-address", "phone-number"]

_SAME = str.maketrans(
    dict.fromkeys("。․·•∙⋅‧・", ".")
    | dict.fromkeys("∕⁄", "/")
    | dict.fromkeys("‐‑‒–—−", "-")
    # Letters of other scripts that look like ours.
    | dict(zip("асеорхуіјѕԁһӏΑΒΕΖΗΙΚΜΝΟΡΤΥΧαορν", "aceopxyijsdhlABEZHIKMNOPTYXaopv", strict=True))
)
_DOT, _AT = r"(?:punt|dot)", r"(?:at|apenstaart(?:je)?)"
_OPEN, _SHUT = r"[(\[{<]\s*", r"\s*[)\]}>]"
_BRACKETED_DOT = re.compile(rf"\s*{_OPEN}(?:\.|{_DOT}){_SHUT}\s*", re.I)
_BRACKETED_AT = re.compile(rf"\s*{_OPEN}(?:@|{_AT}){_SHUT}\s*", re.I)
# "w w w" and "k w a a d . n l": letter by letter.
_LETTER_BY_LETTER = re.compile(r"(?<!\w)[^\W_](?: ?\.? ?[^\W_](?!\w)){2,}")
_EMAIL = re.compile(r"@\s*\w|\w\s*\bapenstaart(?:je)?\b\s*\w", re.I)
_ADDRESS = re.compile(
    r"\b(?:h(?:tt|xx)ps?|s?ftp|wss?|mailto|tel|sms|whatsapp|tg)\s*:\s*[/\w+]"
    rf"|\bwww\s*(?:\.|{_DOT}\b)"
    r"|(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])",
    re.I,
)
_HOST = re.compile(r"(?<![\w.@-])(?:[^\W_][\w-]*\.)+(xn--[a-z0-9-]+|[^\W\d_]{2,24})(?![\w-])", re.I)
# With blanks around the dot, or "punt", only endings that begin no sentence count.
_LOOSE_HOST = re.compile(
    rf"[^\W_](?:\s+\.\s*|\.\s+|\s+{_DOT}\s+)"
    r"(?:nl|com|net|org|eu|be|info|biz|io|online|site|shop|xyz|frl|amsterdam|uk|fr|ru|cn|ly|dev|app)(?![\w-])",
    re.I,
)
_CALL = re.compile(
    r"\b(?:bel|tel|telefoon|sms|app|whatsapp|call|phone|text)\b[.:]?\s*"
    r"(?:naar\s+|to\s+|(?:het\s+)?(?:nummer|nr|number)\b\.?\s*)?(\d[\d ./-]{1,}\d)",
    re.I,
)
_BETWEEN_DIGITS = re.compile(r"(?<=\d)\s*[_*|~,;=]+\s*(?=\d)")
_DIGIT_LIKE = re.compile(r"(?<![^\W\d_])(?=[OoIl]*\d)[\dOoIl]{2,}(?![^\W\d_])")
_DIGITS = str.maketrans("OoIl", "0011")


def contact_details(text: str, own_numbers: Iterable[str]) -> Kind | None:
    """What kind of contact details the text holds; None for none, or only `own_numbers` (digits: 08000011)."""
    plain = _plain(text)
    joined = _LETTER_BY_LETTER.sub(lambda letters: letters[0].replace(" ", ""), plain)
    if any(map(_EMAIL.search, (plain, joined))):
        return "email-address"
    if any(map(_holds_address, (plain, joined))):
        return "web-address"
    own = {_digits(number) for number in own_numbers}
    return "phone-number" if any(_digits(number) not in own for number in _numbers(plain)) else None


def _plain(text: str) -> str:
    # Cf: invisible format characters, such as the zero-width space. Mn: accents, once decomposed.
    folded = unicodedata.normalize("NFKD", text)
    bare = "".join(letter for letter in folded if unicodedata.category(letter) not in ("Cf", "Mn"))
    return _BRACKETED_AT.sub("@", _BRACKETED_DOT.sub(".", bare.translate(_SAME)))


def _holds_address(text: str) -> bool:
    if _ADDRESS.search(text) or _LOOSE_HOST.search(text):
        return True
    return any(_is_top_level(host[1]) for host in _HOST.finditer(text))


def _is_top_level(label: str) -> bool:
    # None of our words is written in another script: there it can only be an address.
    return not label.isascii() or _public_suffixes().publicsuffix(f"a.b.{label.lower()}") is not None


@cache
def _public_suffixes() -> PublicSuffixList:
    return PublicSuffixList(only_icann=True, accept_unknown=False)


def _numbers(text: str) -> Iterator[str]:
    """Every telephone number, as written."""
    digits = _DIGIT_LIKE.sub(lambda token: token[0].translate(_DIGITS), in_digits(text))
    digits = _BETWEEN_DIGITS.sub(" ", digits)
    for match in phonenumbers.PhoneNumberMatcher(digits, "NL", phonenumbers.Leniency.VALID):
        yield match.raw_string
    yield from (called[1] for called in _CALL.finditer(digits))


def _digits(number: str) -> str:
    """Without blanks and signs, and as dialled inside the country."""
    return re.sub(r"^(?:00)?31(?=\d{7,})", "0", re.sub(r"\D", "", number))
