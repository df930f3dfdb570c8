"""The photo of a missing person: only pixels, only with consent, only while the action runs."""

from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from backend.domain.actions import lifecycle
from backend.domain.deliveries import locks
from tests.routes.test_alerts import turn_has_come
from tests.support.world import LEEUWARDEN, Colleague, World

SECRET = "camera van de familie"


def picture(kind: str = "JPEG", size: tuple[int, int] = (2000, 1500), **more: Any) -> bytes:
    """Red on the left, blue on the right, and words in its metadata."""
    image = Image.new("RGB", size, "blue")
    image.paste("red", (0, 0, size[0] // 2, size[1]))
    exif = Image.Exif()
    exif[0x010E] = SECRET
    exif[0x0112] = more.pop("turned", 1)
    file = BytesIO()
    image.save(file, kind, exif=exif, comment=SECRET, **more)
    return file.getvalue()


@pytest.fixture
def action(dispatcher: Colleague) -> str:
    found: str = dispatcher.start().get_json()["id"]
    return found


def put(member: Colleague, action: str, raw: bytes, kind: str = "image/jpeg") -> Any:
    return member("PUT", f"/v1/actions/{action}/photo", data=raw, content_type=kind)


def photo_of(world: World, action: str) -> str | None:
    """Where a participant nearby reads of the photo."""
    caller = world.join()
    caller.at(LEEUWARDEN)
    with world.db.write() as session:
        held = locks.lock_action(session, action)
        lifecycle.enlist_newcomers(session, held, world.now, world.settings)
    turn_has_come(world)
    found: str | None = caller("GET", "/alerts").get_json()["items"][0]["photo"]
    return found


def read(world: World, path: str) -> Image.Image:
    answer = world.call("GET", path)
    assert (answer.status_code, answer.mimetype) == (200, "image/webp")
    assert answer.headers["Cache-Control"] == "no-store"
    assert SECRET.encode() not in answer.data
    image = Image.open(BytesIO(answer.data))
    assert not {"exif", "xmp", "icc_profile"} & set(image.info)
    return image


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_whoever_is_alerted_sees_it_without_what_else_the_file_held(
    world: World, dispatcher: Colleague, action: str, kind: str
) -> None:
    assert put(dispatcher, action, picture(kind), f"image/{kind.lower()}").status_code == 204
    path = photo_of(world, action)
    assert path is not None
    assert path.startswith("/photos/")
    assert path.endswith(".webp")
    image = read(world, path)
    assert image.size == (1024, 768)
    small = dispatcher("GET", "/v1/dispatch/overview").get_json()["items"][0]["photo"]
    assert read(world, small).size == (320, 240)


def test_it_stands_upright(world: World, dispatcher: Colleague, action: str) -> None:
    put(dispatcher, action, picture(turned=6))
    path = photo_of(world, action)
    assert path is not None
    image = read(world, path).convert("RGB")
    assert image.size == (768, 1024)
    red, _, blue = image.getpixel((384, 100))  # type: ignore[misc]
    assert red > 200 > 60 > blue


def test_another_takes_its_place_under_another_name(world: World, dispatcher: Colleague, action: str) -> None:
    put(dispatcher, action, picture())
    first = photo_of(world, action)
    put(dispatcher, action, picture(size=(100, 50)))
    second = photo_of(world, action)
    assert first
    assert second
    assert first != second
    assert world.call("GET", first).status_code == 404
    assert read(world, second).size == (100, 50)


def test_the_same_one_brought_again_changes_and_records_nothing(
    world: World, dispatcher: Colleague, action: str
) -> None:
    for _ in range(2):
        assert put(dispatcher, action, picture()).status_code == 204
    first = photo_of(world, action)
    put(dispatcher, action, picture())
    assert photo_of(world, action) == first
    trail = dispatcher("GET", f"/v1/dispatch/actions/{action}/trail").get_json()["items"]
    assert [entry["act"] for entry in trail].count("photo-added") == 1


def test_taken_away_it_is_gone_at_once_and_may_be_asked_twice(
    world: World, dispatcher: Colleague, action: str
) -> None:
    put(dispatcher, action, picture())
    path = photo_of(world, action)
    assert path is not None
    for _ in range(2):
        assert dispatcher("DELETE", f"/v1/actions/{action}/photo").status_code == 204
    assert world.call("GET", path).status_code == 404
    assert photo_of(world, action) is None


def test_it_goes_when_the_action_ends(world: World, dispatcher: Colleague, action: str) -> None:
    put(dispatcher, action, picture())
    path = photo_of(world, action)
    assert path is not None
    dispatcher("POST", f"/v1/actions/{action}/outcome", json={"result": "found"})
    assert world.call("GET", path).status_code == 404
    assert put(dispatcher, action, picture()).status_code == 409
    assert dispatcher("DELETE", f"/v1/actions/{action}/photo").status_code == 409


def test_only_a_missing_person_is_shown(dispatcher: Colleague) -> None:
    theft = dispatcher.start(kind="theft").get_json()["id"]
    assert put(dispatcher, theft, picture()).status_code == 422


@pytest.mark.parametrize(
    "raw",
    [
        b"no image at all",
        picture()[:2000],
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"GIF89a" + b"\xff" * 40,
        b"\x89PNG\r\n\x1a\n" + bytes(100),
    ],
)
def test_what_cannot_be_read_is_refused_and_the_old_one_stays(
    world: World, dispatcher: Colleague, action: str, raw: bytes
) -> None:
    put(dispatcher, action, picture())
    answer = put(dispatcher, action, raw)
    assert answer.status_code == 400
    assert answer.get_json()["errors"][0]["field"] == "photo"
    assert photo_of(world, action) is not None


def test_an_image_of_a_hundred_million_pixels_is_refused_before_it_is_unpacked(
    dispatcher: Colleague, action: str
) -> None:
    file = BytesIO()
    Image.new("1", (10_000, 10_000)).save(file, "PNG")
    assert put(dispatcher, action, file.getvalue(), "image/png").status_code == 400


def test_size_and_kind_of_the_body(dispatcher: Colleague, action: str) -> None:
    assert put(dispatcher, action, bytes(8 * 1024 * 1024 + 1)).status_code == 413
    assert put(dispatcher, action, b"").status_code == 400
    assert put(dispatcher, action, picture(), "application/json").status_code == 403
    assert put(dispatcher, action, picture(), "text/plain").status_code == 403


def test_a_stranger_an_other_region_and_another_site_cannot(
    world: World, dispatcher: Colleague, action: str
) -> None:
    path, headers = f"/v1/actions/{action}/photo", {"Origin": "https://evil.example"}
    raw = {"data": picture(size=(9, 9)), "content_type": "image/jpeg"}
    assert world.call("PUT", path, **raw).status_code == 401
    assert world.staff(region="Utrecht")("PUT", path, **raw).status_code == 403
    assert dispatcher("PUT", path, headers=headers, **raw).status_code == 403
    assert dispatcher("PUT", "/v1/actions/nope/photo", **raw).status_code == 404
    assert world.call("GET", "/photos/nope.webp").status_code == 404
