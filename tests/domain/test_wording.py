"""The messages as people read them: golden sentences, and what no message may ever contain."""

import re
import tomllib
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.domain.messages import wording
from backend.domain.messages.wording import Language
from backend.paths import DATA

NOW = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
SEEN = "2026-11-24T14:40:00Z"
KINDS = [
    "missing-child",
    "missing-adult",
    "burglary",
    "robbery",
    "street-robbery",
    "theft",
    "hit-and-run",
    "assault",
    "abduction",
    "vehicle-search",
    "other",
]
RESULTS = [
    "found",
    "found-thanks-to-participant",
    "arrested",
    "arrested-thanks-to-participant",
    "not-found",
    "withdrawn",
]
GIRL: dict[str, Any] = {
    "summary": "Meisje van 6 vermist",
    "lastSeenAt": SEEN,
    "lastSeenPlace": "Zuiderplein, Leeuwarden",
    "person": {
        "sex": "girl",
        "ageFrom": 6,
        "lengthCm": 120,
        "hair": "blond",
        "clothing": "rode jas",
        "belongings": "blauwe fiets",
    },
}
MAN: dict[str, Any] = {
    "summary": "Inbreker gezocht",
    "lastSeenAt": "2026-11-23T14:40:00Z",
    "lastSeenPlace": "Markt, Breukelen",
    "person": {"sex": "man", "ageFrom": 30, "ageTo": 40, "hair": "kort zwart haar", "face": "bril"},
    "vehicle": {"type": "scooter", "make": "Vespa", "colour": "wit", "plate": "12-AB"},
    "direction": "station",
    "caution": "mogelijk gewapend",
}
CAR: dict[str, Any] = {
    "summary": "Auto gezocht",
    "lastSeenAt": SEEN,
    "lastSeenPlace": "A2",
    "vehicle": {"type": "personenauto", "make": "Volkswagen", "model": "Golf", "colour": "zwart"},
}
UNKNOWN = {"summary": "Overval", "person": {"sex": "unknown", "clothing": "zwarte jas"}}

ALERTS = [
    (
        "missing-child", GIRL, "nl",
        "Meisje van 6 jaar, ongeveer 1,20 m, blond haar, rode jas, blauwe fiets."
        " Laatst gezien om 15.40 uur: Zuiderplein, Leeuwarden. Ziet u iets? Bel gratis 0800 0011.",
    ),
    (
        "missing-child", GIRL, "en",
        "Girl aged 6, about 1.20 m, blond hair, rode jas, blauwe fiets."
        " Last seen at 15:40: Zuiderplein, Leeuwarden."
        " Have you seen anything? Call 0800 0011, free of charge.",
    ),
    (
        "burglary", MAN, "nl",
        "Man van 30 tot 40 jaar, kort zwart haar, bril, scooter Vespa, kleur wit, kenteken 12-AB."
        " Laatst gezien op 23 november om 15.40 uur: Markt, Breukelen. Richting: station."
        " Let op: mogelijk gewapend. Benader de persoon niet zelf. Ziet u iets? Bel gratis 0800 0011.",
    ),
    (
        "burglary", MAN, "en",
        "Man aged 30 to 40, kort zwart haar, bril, scooter Vespa, colour wit, number plate 12-AB."
        " Last seen on 23 November at 15:40: Markt, Breukelen. Direction: station."
        " Caution: mogelijk gewapend. Do not approach the person yourself."
        " Have you seen anything? Call 0800 0011, free of charge.",
    ),
    (
        "vehicle-search", CAR, "nl",
        "Personenauto Volkswagen Golf, kleur zwart. Laatst gezien om 15.40 uur: A2."
        " Blijf op afstand en benader niemand zelf. Ziet u iets? Bel gratis 0800 0011.",
    ),
    (
        "robbery", UNKNOWN, "nl",
        "Persoon, zwarte jas. Benader de persoon niet zelf. Ziet u iets? Bel gratis 0800 0011.",
    ),
]  # fmt: skip

LABELS = {
    "missing-child": "vermist kind",
    "missing-adult": "vermiste persoon",
    "burglary": "inbraak",
    "robbery": "overval",
    "abduction": "ontvoering",
    "vehicle-search": "gezocht voertuig",
    "theft": "diefstal",
}
THANKS = " U hoeft niet meer uit te kijken. Bedankt voor uw hulp."
CALL = (
    "De politie zoekt verder. Nog informatie? Bel 0900 8844, bij spoed 112."
    " De oproep is beëindigd. Bedankt voor uw hulp."
)
OUTCOMES = [
    ("missing-child", GIRL, "found", "Het vermiste meisje is gevonden." + THANKS),
    (
        "missing-child", GIRL, "found-thanks-to-participant",
        "Het vermiste meisje is dankzij een Burgernetdeelnemer gevonden." + THANKS,
    ),
    ("missing-child", UNKNOWN, "found", "Het vermiste kind is gevonden." + THANKS),
    ("missing-child", GIRL, "not-found", f"Het vermiste meisje is niet aangetroffen. {CALL}"),
    ("missing-adult", UNKNOWN, "not-found", f"De vermiste persoon is niet aangetroffen. {CALL}"),
    ("missing-adult", MAN, "arrested", "De politie heeft een aanhouding verricht." + THANKS),
    ("burglary", MAN, "arrested", "De verdachte is aangehouden." + THANKS),
    (
        "burglary", MAN, "arrested-thanks-to-participant",
        "De verdachte is aangehouden, mede dankzij uw tips." + THANKS,
    ),
    (
        "robbery", UNKNOWN, "arrested-thanks-to-participant",
        "De politie heeft een aanhouding verricht, mede dankzij uw tips." + THANKS,
    ),
    ("robbery", UNKNOWN, "found", "De gezochte persoon is gevonden." + THANKS),
    ("abduction", GIRL, "found", "Het gezochte meisje is gevonden." + THANKS),
    ("vehicle-search", CAR, "found", "Het gezochte voertuig is gevonden." + THANKS),
    ("vehicle-search", MAN, "found", "Het gezochte voertuig is gevonden." + THANKS),
    ("theft", CAR, "not-found", f"Het gezochte voertuig is niet aangetroffen. {CALL}"),
    (
        "burglary", MAN, "withdrawn",
        "De actie is ingetrokken. De oproep is per vergissing verstuurd. U hoeft niet uit te kijken.",
    ),
]  # fmt: skip


def body_of(kind: str, description: dict[str, Any], language: Language = "nl", **more: Any) -> str:
    return wording.alert(kind, description, language, exercise=False, now=NOW, **more).body


@pytest.mark.parametrize(("kind", "description", "language", "body"), ALERTS)
def test_an_alert_reads_like_this(
    kind: str, description: dict[str, Any], language: Language, body: str
) -> None:
    text = wording.alert(kind, description, language, exercise=False, now=NOW)
    assert text == wording.Text(description["summary"], body)


@pytest.mark.parametrize(("kind", "description", "result", "body"), OUTCOMES)
def test_an_outcome_reads_like_this(kind: str, description: dict[str, Any], result: str, body: str) -> None:
    text = wording.outcome(kind, result, "nl", exercise=False, description=description)
    assert text == wording.Text(f"Afloop: {LABELS[kind]}", body)


def test_an_outcome_in_english_carries_the_dispatchers_text_after_the_standard_sentence() -> None:
    text = wording.outcome(
        "missing-child",
        "found-thanks-to-participant",
        "en",
        exercise=True,
        description=GIRL,
        text="zij is thuis",
    )
    assert text.title == "OEFENING / EXERCISE: Outcome: missing child"
    assert text.body == (
        "OEFENING / EXERCISE: The missing girl has been found thanks to a Burgernet participant."
        " You do not need to look out any more. Zij is thuis. Thank you for your help."
    )


@pytest.mark.parametrize("result", RESULTS)
def test_an_outcome_tells_each_in_their_own_language_what_to_do_now(result: str) -> None:
    said = {
        "nl": ("U hoeft niet", "De oproep is beëindigd."),
        "en": ("You do not need", "The alert has ended."),
    }
    told: dict[Language, str] = {
        language: wording.outcome("burglary", result, language, exercise=False, description=MAN).body
        for language in ("nl", "en")
    }
    for language, body in told.items():
        others = said["en" if language == "nl" else "nl"]
        assert sum(words in body for words in said[language]) == 1
        assert not any(words in body for words in others)


def test_an_update_begins_with_what_is_new_and_stays_complete() -> None:
    text = wording.update(
        "burglary", MAN, "nl", exercise=False, now=NOW, text="hij draagt nu een pet.", enlarged=True
    )
    assert text.title == "Inbreker gezocht"
    assert text.body == (
        "Aanvulling: hij draagt nu een pet. Het zoekgebied is uitgebreid. " + body_of("burglary", MAN)
    )


def test_an_addition_may_be_an_enlargement_alone() -> None:
    assert wording.addition("nl", text=None, enlarged=True) == "Het zoekgebied is uitgebreid."
    assert wording.addition("en", text=" , ", enlarged=True) == "The search area has been enlarged."


def test_the_newest_addition_stands_right_after_the_sentence() -> None:
    older, newer = (wording.addition("nl", text=text, enlarged=False) for text in ("rode pet", "blauwe jas"))
    body = body_of("burglary", MAN, additions=[older, newer])
    assert "Richting: station. Aanvulling: blauwe jas. Aanvulling: rode pet. Let op:" in body


@pytest.mark.parametrize(
    ("hair", "said"),
    [
        ("blond", "blond haar"),
        ("lang grijs haar", "lang grijs haar"),
        ("kaal", "kaal"),
        ("Krullen", "Krullen"),
    ],
)
def test_hair_is_named_once(hair: str, said: str) -> None:
    body = body_of("missing-child", {"person": {"sex": "boy", "hair": hair}})
    assert body.startswith(f"Jongen, {said}. ")


@pytest.mark.parametrize(
    ("seen", "said"),
    [
        ("2026-11-24T00:05:00+01:00", "om 0.05 uur"),
        ("2026-11-23T23:30:00Z", "om 0.30 uur"),
        ("2026-11-23T22:30:00Z", "op 23 november om 23.30 uur"),
        (datetime.fromisoformat("2026-11-24T14:40:00"), "om 15.40 uur"),
        ("2025-12-31T12:00:00Z", "op 31 december 2025 om 13.00 uur"),
    ],
)
def test_times_are_those_of_amsterdam_with_the_date_when_it_is_another(seen: Any, said: str) -> None:
    assert f"Laatst gezien {said}. " in body_of("missing-child", {"lastSeenAt": seen})


def test_dangerous_characters_do_not_reach_a_phone() -> None:
    text = wording.alert(
        "missing-child",
        {"summary": "a\u202eb\x00\nc\u2066", "lastSeenPlace": "x\ud800\ty"},
        "nl",
        exercise=True,
        now=NOW,
    )
    assert text.title == "OEFENING: ab c"
    assert text.body.startswith("OEFENING: Laatst gezien: x y. ")


def test_a_charged_number_is_not_called_free() -> None:
    assert body_of("missing-child", GIRL, phone_tips="09008844").endswith("Ziet u iets? Bel 0900 8844.")


def test_ij_is_one_letter_at_the_start_of_a_sentence() -> None:
    assert body_of("theft", {"vehicle": {"type": "ijscokar"}}).startswith("IJscokar. ")


def test_the_fixed_messages_read_like_this() -> None:
    assert wording.standalone("self-test", "nl").body == "Proefbericht van Burgernet. U hoeft niets te doen."
    assert wording.municipality_joined("Delft", "en").title == "Burgernet in Delft"


def test_both_languages_have_the_same_keys() -> None:
    def keys(value: Any) -> Any:
        return {key: keys(inner) for key, inner in value.items()} if isinstance(value, dict) else None

    dutch, english = (
        tomllib.loads((DATA / f"texts.{code}.toml").read_text("utf-8")) for code in ("nl", "en")
    )
    assert keys(dutch) == keys(english)


WORDS = st.lists(
    st.sampled_from(["rood", "jas", "ca", "B.V.", "ijs", "{x}", "12-AB", "haar"]), max_size=3
).map(" ".join)
EDGES = st.text(" .,;:\n\t\x00\u00a0\u202e\u200b…", max_size=4)
FREE = st.none() | st.builds(lambda before, text, after: before + text + after, EDGES, WORDS, EDGES)
AGES = st.none() | st.integers(0, 120)


def some(
    fields: str, values: st.SearchStrategy[Any], **others: st.SearchStrategy[Any]
) -> st.SearchStrategy[Any]:
    return st.none() | st.fixed_dictionaries({}, optional=dict.fromkeys(fields.split(), values) | others)


DESCRIPTIONS = st.fixed_dictionaries(
    {
        "summary": FREE,
        "lastSeenAt": st.sampled_from([None, SEEN, "2026-01-01T00:00:00+05:30"]),
        "lastSeenPlace": FREE,
        "person": some(
            "build skin hair face clothing belongings",
            FREE,
            sex=st.sampled_from(["girl", "boy", "woman", "man", "unknown"]),
            ageFrom=AGES,
            ageTo=AGES,
            lengthCm=st.none() | st.integers(30, 250),
        ),
        "vehicle": some("type make model colour plate", FREE),
        "direction": FREE,
        "caution": FREE,
    }
)


@given(
    st.sampled_from(KINDS),
    st.sampled_from(RESULTS),
    st.sampled_from(["nl", "en"]),
    DESCRIPTIONS,
    FREE,
    st.booleans(),
)
def test_no_text_has_doubled_spaces_doubled_stops_or_empty_fragments(
    kind: str, result: str, language: Language, description: dict[str, Any], free: str | None, exercise: bool
) -> None:
    added = wording.addition(language, text=free, enlarged=exercise)
    for text in (
        wording.alert(kind, description, language, exercise=exercise, now=NOW, additions=[added]),
        wording.update(kind, description, language, exercise=exercise, now=NOW, text=free, enlarged=False),
        wording.outcome(kind, result, language, exercise=exercise, description=description, text=free),
    ):
        assert not re.search(
            r"  |\. ?\.|, ?[,.]|[,:] ?\.|: ?:|: ?,|^[ .,]| $|[\x00-\x1f\u202e\u200b]", text.body
        ), text
        assert "None" not in text.body
        assert text.body[-1] in ".?!…"
        if exercise:
            assert text.title.startswith("OEFENING")
            assert text.body.startswith("OEFENING")
