"""Real push, end to end: a real Firefox, a real push service, a server that really runs. Nothing is pretended."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import func, select

from backend.domain.participants import membership
from backend.models import Location, Participant, PushSubscription
from backend.settings.secrets import new_vapid_key
from tests.browser.autopush import Autopush
from tests.browser.firefox import Firefox, Preference
from tests.browser.house import House
from tests.browser.page import Page
from tests.browser.slow import HOLD, RELEASE
from tests.support.waiting import until

ALERT = (
    "Meisje van 6 vermist",
    "Meisje van 6 jaar, blond haar, rode jas. Laatst gezien om ",
    " uur: Zuiderplein, Leeuwarden. Ziet u iets? Bel gratis 0800 0011.",
)
IN_UTRECHT: dict[str, Preference] = {
    "permissions.default.geo": 1,
    "geo.provider.network.url": 'data:application/json,{"location":{"lat":52.0907,"lng":5.1214},"accuracy":20}',
}
"""Where the phone is, to whoever asks."""
KEPT = """async () => {
  const registration = await navigator.serviceWorker.ready;
  return (await registration.getNotifications()).map(({ title, body }) => [title, body]);
}"""


@dataclass(frozen=True, slots=True)
class Phone:
    """Somebody with Firefox, who opens the app now and then."""

    firefox: Firefox
    user: str
    house: House

    def open(self, path: str = "/") -> Page:
        return self.firefox.open(self.house.origin + path, self.user)

    def join(self) -> None:
        """Through the app's own screens, with a home in Leeuwarden; afterwards the app is closed."""
        page = self.open("/meedoen")
        page.tick("Ik ben 16 jaar of ouder")
        page.tap("Ja, ik doe mee")
        page.tap("Vul thuis in")
        page.tap("Kies een plaats")
        page.tap("Plaats of wijk")
        page.type("Leeuwarden")
        page.tap("Leeuwarden")
        page.tap("Ga verder")
        page.tap("Zet meldingen aan")
        page.see("U staat aan")
        page.see("Bevestigd zojuist")
        page.close()

    def on_screen(self) -> list[tuple[str, str]]:
        """The notifications one sees, as (title, text)."""
        return [said for notification in self.firefox.notifications() if (said := notification.read())]

    def subscriptions(self) -> list[str]:
        """The endpoints the server would send to."""
        with self.house.db.read() as session:
            return list(session.scalars(select(PushSubscription.endpoint)))

    def positions(self) -> int:
        """How many places the server knows where somebody was."""
        with self.house.db.read() as session:
            return session.scalar(select(func.count()).where(Location.source == "live")) or 0

    def leave(self) -> None:
        """Erased, as by the app itself; nobody else is in this house."""
        with self.house.db.write() as session:
            for participant in session.scalars(select(Participant.id)):
                membership.leave(session, participant)

    def opened(self, action: str) -> Page:
        """The tab that shows this action, once there is one."""
        return until(
            lambda: next((p for p in self.firefox.pages() if p.address.endswith(f"/oproep/{action}")), None)
        )


@pytest.fixture(scope="module")
def autopush() -> Iterator[Autopush]:
    service = Autopush()
    yield service
    service.stop()


@pytest.fixture(scope="module")
def house_with_push(tmp_path_factory: pytest.TempPathFactory, autopush: Autopush) -> Iterator[House]:
    with House(tmp_path_factory.mktemp("firefox"), autopush.origin) as house:
        yield house


@pytest.fixture(scope="module")
def firefox(autopush: Autopush) -> Iterator[Firefox]:
    with Firefox(push=autopush.address, preferences=IN_UTRECHT) as firefox:
        yield firefox


@pytest.fixture
def phone(firefox: Firefox, house_with_push: House, autopush: Autopush) -> Iterator[Phone]:
    """Joined, and the app closed. At the end nobody was refused and nothing was unreadable."""
    phone = Phone(firefox, firefox.new_user(), house_with_push)
    phone.join()
    yield phone
    house_with_push.calm()
    firefox.remove_user(phone.user)
    phone.leave()
    assert (autopush.breaches, autopush.undeciphered, autopush.refusals) == ([], [], [])


def test_an_alert_appears_while_the_app_is_closed_and_a_tap_opens_it(
    phone: Phone, autopush: Autopush
) -> None:
    action = phone.house.start_action()
    until(lambda: counts(phone, action, "handedOver", "accepted") == [1, 1])
    autopush.wait_for(lambda: autopush.acknowledged)
    title, body = until(lambda: (seen := phone.on_screen()) and seen[0])
    message = action["messages"][0]
    assert (title, body) == (message["title"], message["body"])
    assert (title, body.startswith(ALERT[1]), body.endswith(ALERT[2])) == (ALERT[0], True, True)
    until(lambda: counts(phone, action, "handedOver", "accepted", "shown", "opened") == [1, 1, 1, 0])

    phone.firefox.notifications()[0].tap()
    page = phone.opened(action["id"])
    page.see("Hier volgt een oproep voor Burgernet.")
    page.see("blond haar")
    page.see("Bel 0800 0011 (gratis)")
    assert page.run("() => document.activeElement.href") == "tel:08000011"
    until(lambda: counts(phone, action, "shown", "opened") == [1, 1])

    ended = phone.house.outcome(action["id"], "found-thanks-to-participant")
    page.see(ended["messages"][-1]["body"])
    page.see("Bel de politie: 0900 8844")
    # Over its socket the page hears of it before the notification is there.
    until(lambda: ended["messages"][-1]["title"] in dict(phone.on_screen()))


def test_two_hours_after_the_app_was_open_elsewhere_home_is_alerted_again(phone: Phone) -> None:
    page = phone.open("/instellingen")
    page.tick("Deel mijn plaats terwijl de app open is")
    until(phone.positions)
    page.close()
    action = phone.house.start_action()
    assert phone.house.progress(action["id"])["selected"] == 0
    phone.house.age_positions(hours=2)
    assert [title for title, _ in until(phone.on_screen)] == [ALERT[0]]
    until(lambda: counts(phone, action, "selected", "shown") == [1, 1])


def test_the_outcome_takes_the_place_of_the_alert(phone: Phone) -> None:
    action = phone.house.start_action()
    until(lambda: counts(phone, action, "shown") == [1])
    assert [title for title, _ in until(phone.on_screen)] == [ALERT[0]]

    ended = phone.house.outcome(action["id"], text="Zij is gezond en wel.")
    until(
        lambda: phone.house.progress(action["id"])["outcome"] == {"selected": 1, "handedOver": 1, "shown": 1}
    )
    message = ended["messages"][-1]
    assert until(phone.on_screen) == [(message["title"], message["body"])]
    assert "Zij is gezond en wel." in message["body"]
    assert phone.open().run(KEPT) == [[message["title"], message["body"]]]


def test_who_was_away_meanwhile_sees_only_the_outcome(phone: Phone, autopush: Autopush) -> None:
    with autopush.unreachable():
        action = phone.house.start_action()
        until(lambda: counts(phone, action, "accepted", "shown") == [1, 0])
        ended = phone.house.outcome(action["id"])
        until(lambda: phone.house.progress(action["id"])["outcome"]["handedOver"] == 1)
    until(lambda: phone.house.progress(action["id"])["outcome"]["shown"] == 1)
    message = ended["messages"][-1]
    assert until(phone.on_screen) == [(message["title"], message["body"])]
    assert phone.open().run(KEPT) == [[message["title"], message["body"]]]


def test_a_lost_subscription_is_replaced_without_the_app_being_open(phone: Phone, autopush: Autopush) -> None:
    [before] = phone.subscriptions()
    autopush.forget()
    [after] = until(lambda: [held for held in phone.subscriptions() if held != before])
    assert after in autopush.endpoints
    action = phone.house.start_action()
    until(lambda: counts(phone, action, "accepted", "shown") == [1, 1])
    phone.house.outcome(action["id"])
    until(lambda: phone.house.progress(action["id"])["outcome"]["shown"] == 1)


def test_with_another_server_key_the_app_subscribes_again_and_its_self_test_arrives(
    phone: Phone, autopush: Autopush
) -> None:
    [before] = phone.subscriptions()
    phone.house.restart(VAPID_PRIVATE_KEY=new_vapid_key())
    page = phone.open()
    [after] = until(lambda: [held for held in phone.subscriptions() if held != before])
    assert (before in autopush.endpoints, after in autopush.endpoints) == (False, True)
    page.tap("Stuur mij een proefbericht")
    page.see("Het werkt: het proefbericht is aangekomen.")
    for step in ("Verstuurd", "Aangenomen door de berichtendienst", "Getoond op dit toestel"):
        assert f"{step}: wacht" not in page.text
        page.see(f"{step}: ")
    assert [title for title, _ in until(phone.on_screen)] == ["Proefbericht"]


def test_a_position_erased_while_one_was_being_sent_stays_erased(phone: Phone) -> None:
    page = phone.open()
    page.tap("Deel mijn plaats")
    until(phone.positions)
    page.go(phone.house.origin + "/instellingen")
    page.see("Wis mijn plaats nu")
    page.run(HOLD)
    # Noticed as when the network comes back: the position is sent again.
    page.run("() => void dispatchEvent(new Event('online'))")
    until(lambda: page.run("() => window.held"))
    page.tap("Wis mijn plaats nu")
    until(lambda: not page.run("() => document.getElementById('live').checked"))
    page.run(RELEASE)
    page.see("Uw plaats is gewist.")
    assert phone.positions() == 0
    page.go(phone.house.origin + "/")
    page.see("U deelt uw plaats niet.")
    page.see("Bevestigd zojuist")
    assert phone.positions() == 0


def test_another_database_for_a_while_costs_nobody_their_membership(phone: Phone) -> None:
    with phone.house.wrong_database():
        page = phone.open()
        page.see("U krijgt nu geen oproepen: Burgernet kent dit toestel niet.")
    page.tap("Probeer opnieuw")
    page.see("U staat aan")
    page.see("Bevestigd zojuist")
    # And an alert arrives as before.
    action = phone.house.start_action()
    until(lambda: counts(phone, action, "shown") == [1])


def counts(phone: Phone, action: dict[str, Any], *names: str) -> list[int]:
    """Of the dispatcher's progress."""
    progress = phone.house.progress(action["id"])
    return [progress[name] for name in names]
