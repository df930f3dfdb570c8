"""The pages about municipalities, and what there is no municipality for."""

from datetime import timedelta

import pytest

from backend.domain.municipalities import register
from tests.support.world import LEEUWARDEN, NOON, World, point


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """None of this depends on which database it is."""
    return sqlite_url


def test_there_is_no_other(world: World) -> None:
    for code in ("GM9999", "gm0080", "0080", "x"):
        assert world.call("GET", f"/v1/municipalities/{code}").status_code == 404, code


def test_a_query_of_another_shape_is_400(world: World) -> None:
    for query in ("cursor=x", "limit=0", "limit=101", "joined=true"):
        assert world.call("GET", f"/v1/municipalities?{query}").status_code == 400, query


def test_the_page_lists_who_takes_part_and_hides_nobody_who_waits(world: World) -> None:
    with world.db.write() as session:
        register.join(session, "GM1904", "Utrecht", NOON.date(), NOON)
        register.join(session, "GM0503", "Haaglanden", NOON.date() + timedelta(days=1), NOON)
    part, waiting = world.call("GET", "/gemeenten").text.split('id="waiting"')
    assert (
        part.index("Leeuwarden")
        < part.index("Stichtse Vecht")
        < part.index("Vroeger: Breukelen, Loenen, Maarssen")
    )
    assert "2 van de 342 gemeenten" in part
    assert "Delft</a> (vanaf 2 juni 2026)" in waiting
    assert waiting.count('<li><a href="/gemeenten/GM') == 340


def test_the_page_of_one_says_whether_it_takes_part(world: World) -> None:
    for _ in range(12):
        world.join(places={"home": point(LEEUWARDEN)})
    joined = world.call("GET", "/gemeenten/GM0080").text
    assert "Leeuwarden doet mee sinds 1 juni 2026." in joined
    assert "ongeveer 10" in joined
    assert "Delft doet nog niet mee." in world.call("GET", "/gemeenten/GM0503").text
    assert "Delft does not take part yet." in world.call("GET", "/gemeenten/GM0503?lang=en").text
    nobody = world.call("GET", "/gemeenten/GM9999")
    assert (nobody.status_code, nobody.mimetype) == (404, "text/html")
    assert "Deze pagina is er niet" in nobody.text


def test_each_page_stands_in_both_languages_and_lets_nothing_foreign_in(world: World) -> None:
    for path in ("/gemeenten", "/gemeenten/GM0080", "/gemeenten/GM0503"):
        dutch, english = world.call("GET", path), world.call("GET", f"{path}?lang=en")
        assert '<html lang="nl">' in dutch.text
        assert '<html lang="en">' in english.text
        assert "default-src 'none'" in dutch.headers["Content-Security-Policy"]
        for forbidden in ("<script", "<style", " style=", 'src="http', 'href="http'):
            assert forbidden not in dutch.text
