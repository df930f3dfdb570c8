"""Nobody can send a town to somebody else's page or telephone, however it is written; and what a report says of
people, cars, times and places is no address."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.domain.actions.contact_details import contact_details

OURS = ("08000011", "112", "09008844")


@pytest.mark.parametrize(
    "text",
    [
        "kijk op kwaad.nl",
        "KWAAD.NL/film",
        "http://kwaad",
        "hxxps://kwaad",
        "https : //kwaad.example",
        "www.kwaad",
        "w w w . kwaad . nl",
        "www punt kwaad punt nl",
        "kwaad punt nl",
        "kwaad dot com",
        "kwaad (punt) nl",
        "kwaad[.]nl",
        "kwaad . nl",
        "kwaad .nl",
        "kwaad. nl",
        "k w a a d . n l",
        "kw\u200baad.\u200bnl",
        "kwaad\u3002nl",
        "kwaad․nl",
        "ｋｗａａｄ．ｎｌ",
        "кwаad.соm",
        "пример.рф",
        "xn--e1afmkfd.xn--p1ai",
        "bit.ly/3xYz",
        "t.me/kwaad",
        "kwáad.nl",
        "93.184.216.34/film",
        "foto’s: kwaad.taxi",
        "tg://kwaad",
    ],
)
def test_web_addresses(text: str) -> None:
    assert contact_details(text, OURS) == "web-address"


@pytest.mark.parametrize(
    "text",
    [
        "mail jan@kwaad.nl",
        "jan @ kwaad . nl",
        "jan＠kwaad.nl",
        "jan (at) kwaad.nl",
        "jan [at] kwaad [punt] nl",
        "jan apenstaartje kwaad punt nl",
        "volg @kwaad",
    ],
)
def test_email_addresses(text: str) -> None:
    assert contact_details(text, OURS) == "email-address"


@pytest.mark.parametrize(
    "text",
    [
        "bel 06-12345678",
        "06 12 34 56 78",
        "0 6 1 2 3 4 5 6 7 8",
        "06.12.34.56.78",
        "06/12345678",
        "06_1234_5678",
        "06‑12345678",
        "06\u200b1234\u200b5678",
        "０６１２３４５６７８",
        "O6-I2345678",
        "+31 6 12345678",
        "0031612345678",
        "(058) 215 12 34",
        "+49 170 1234567",
        "0800 1234",
        "0900-1234",
        "bel 144",
        "app naar 3669",
        "tel. 215 1234",
        "bel 14 0512",
        "nul zes een twee drie vier vijf zes zeven acht",
        "nul zes twaalf vierendertig zesenvijftig achtenzeventig",
        "nul zes, één twee drie, 45678",
        "zero six one two three four five six seven eight",
        "bel 0800 0011 of 0800 1234",
        "bel 0800 00112",
    ],
)
def test_telephone_numbers(text: str) -> None:
    assert contact_details(text, OURS) == "phone-number"


@pytest.mark.parametrize(
    "text",
    [
        "Bel 0800 0011. Bij spoed 112, anders 0900-8844.",
        "bel 08000011",
        "bel +31 800 0011",
        "Meisje van 6 vermist in Leeuwarden",
        "tussen 0630-0700 uur",
        "06.30-07.00 uur, 12-11-2026 om 20.40",
        "lengte 1.75 m, 70-80 kg, schoenmaat 38.5",
        "120 km/u op de A32, afrit 13, hectometerpaal 24.6",
        "rugnummer 10, seizoen 2024-2025",
        "Zuiderplein 12a-1, 8911 AB Leeuwarden",
        "rode jas. Is klein. Me dunkt: de man. Nu weg. Er is een hond bij",
        "o.a. een tas, d.w.z. een rugzak, i.p.v. een koffer, St. Jacobsstraat",
        "dhr. A.B. de Vries, drs. Jansen",
        "op dat punt is hij gezien, ging op een gegeven punt de brug over",
        "een van de twee, drie of vier jongens",
        "één, twee, drie keer gezien",
        "Volkswagen ID.3, BMW 320i, Peugeot 208 1.2",
        "kenteken 12-ABC-3 of GB-123-X",
        "trui met opschrift Feyenoord, maat L, 50% wol",
        "oog: blauw; haar: blond",
        "draagt een bel om de nek en een app op 100 meter",
        "belde om 20.40",
        "SMS-bericht van vanmiddag",
        "C&A-tas / Albert Heijn-tas",
        "Súdwest-Fryslân, ’s-Hertogenbosch",
        "",
    ],
)
def test_what_is_none(text: str) -> None:
    assert contact_details(text, OURS) is None


@given(
    st.sampled_from(["kwaad.nl", "0612345678", "jan@kwaad.nl"]),
    st.lists(
        st.sampled_from("\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u202e\u2066"), min_size=1, max_size=12
    ),
    st.data(),
)
def test_invisible_characters_hide_nothing(details: str, invisible: list[str], data: st.DataObject) -> None:
    text = details
    for character in invisible:
        at = data.draw(st.integers(0, len(text)))
        text = text[:at] + character + text[at:]
    assert contact_details(text, OURS) == contact_details(details, OURS) is not None
