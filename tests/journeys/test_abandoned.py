"""What is begun at a kiosk and finished by nobody is gone when its code ends, without anybody asking."""

from sqlalchemy import select

from backend.models import Registration
from tests.delivery.stage import until
from tests.journeys.conftest import Found
from tests.support.world import LEEUWARDEN, point


def test_an_abandoned_registration_is_erased_when_its_code_ends(build_country: Found) -> None:
    country = build_country(LINK_CODE_MINUTES="0.02")
    code = country.kiosk().begin(places={"home": point(LEEUWARDEN)})["linkCode"]

    def erased() -> bool:
        with country.db.read() as session:
            return session.scalars(select(Registration.form)).all() == [None]

    until(erased, "the registration is erased")
    assert country.redeem(code).status_code == 410
    assert country.call("GET", "/v1/municipalities/GM0080").get_json()["participants"] == {"about": 0}
