"""The source text's own successes are the demo's history."""

from pathlib import Path

from backend.demo import past
from backend.domain.reports import public_view
from tests.support.town import town


def test_the_five_actions_of_the_source_text_are_remembered_once(database_url: str, tmp_path: Path) -> None:
    place = town(database_url, tmp_path)
    with place.db.write() as session:
        assert past.remember(session, place.staff.name) == 5
    with place.db.write() as session:
        assert past.remember(session, place.staff.name) == 0
        found, _ = public_view.listed(session, {})
    place.close()
    told = {(view["municipality"]["name"], view["place"]): view["participants"] for view in found}
    assert told == {
        ("Leeuwarden", "Leeuwarden"): 745,
        ("Stichtse Vecht", "Breukelen"): 213,
        ("Gouda", "Gouda"): 1_345,
        ("Ede", "Ede"): 529,
        ("Delft", "Delft"): 320,
    }
    assert all("dankzij" in view["messages"][0]["body"] for view in found)
