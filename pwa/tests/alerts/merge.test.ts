import { describe, expect, it } from "vitest";
import { merge } from "../../src/alerts/merge";
import { additionIn } from "../../src/alerts/older";
import { ACTION, BODY, listedAlert, notice, outcome, update } from "../examples";

const NOW = new Date("2026-03-02T15:00:00Z");
const HEARD = new Date("2026-03-02T14:59:00Z");

describe("merging push, socket and list", () => {
  it("shows an alert from the push alone, with its call number", () => {
    const [card] = merge([], [notice()], NOW, null);
    expect(card).toMatchObject({
      action: ACTION,
      status: "running",
      title: "Meisje van 6 vermist",
      sentence: BODY,
      phone: "08000011",
      complete: false,
    });
  });

  it("makes one card of the same notice from push and list", () => {
    const cards = merge([listedAlert()], [notice(), notice()], NOW, HEARD);
    expect(cards).toHaveLength(1);
    expect(cards[0]).toMatchObject({ sentence: BODY, distance: 1_200, phone: "08000011", complete: true });
    expect(cards[0]?.additions).toEqual([]);
  });

  it("lists additions newest first, without the alert each repeats", () => {
    const second = update({ notice: "u2", number: 3, body: `Het zoekgebied is uitgebreid. ${BODY}` });
    const [card] = merge([listedAlert({}, [notice(), update(), second])], [update(), second], NOW, HEARD);
    expect(card?.additions.map(({ text }) => text)).toEqual([
      "Het zoekgebied is uitgebreid.",
      "Aanvulling: zij heeft een blauwe fiets.",
    ]);
    expect(card?.newest).toBe("u2");
  });

  it("takes the addition that a list tells as it is, whatever the body reads like", () => {
    const listed = update({
      body: "Een tekst waarin de oproep niet staat.",
      addition: "Aanvulling: gele trui.",
    });
    const [card] = merge([listedAlert({}, [notice(), listed])], [], NOW, HEARD);
    expect(card?.additions.map(({ text }) => text)).toEqual(["Aanvulling: gele trui."]);
  });

  it("shows the whole text of an update whose alert never came", () => {
    const [card] = merge([], [update()], NOW, null);
    expect(card?.sentence).toContain("Aanvulling: zij heeft een blauwe fiets. Meisje");
    expect(card?.additions).toEqual([]);
  });

  it("ends with the outcome, whichever came last", () => {
    for (const order of [
      [notice(), outcome()],
      [outcome(), notice()],
    ]) {
      const [card] = merge([], order, NOW, null);
      expect(card).toMatchObject({ status: "ended", title: "Meisje van 6 vermist" });
      expect(card?.outcome?.title).toBe("Afloop: vermist kind");
    }
  });

  it("believes an outcome that was pushed over a list that is older", () => {
    const [card] = merge([listedAlert()], [notice(), outcome()], NOW, HEARD);
    expect(card?.status).toBe("ended");
  });

  it("shows an outcome whose alert never reached this phone", () => {
    const [card] = merge([], [outcome()], NOW, null);
    expect(card).toMatchObject({ status: "ended", title: "Afloop: vermist kind", sentence: "" });
  });

  it("drops the photo when the action has ended", () => {
    const photo = "/photos/x.webp";
    expect(merge([listedAlert({ photo })], [], NOW, HEARD)[0]?.photo).toBe(photo);
    expect(merge([listedAlert({ photo, status: "ended" })], [], NOW, HEARD)[0]?.photo).toBeNull();
  });

  it("calls an alert lapsed when its time is up and nothing was heard since", () => {
    const late = new Date("2026-03-02T17:00:00Z");
    expect(merge([], [notice()], late, null)[0]?.status).toBe("lapsed");
    expect(merge([listedAlert()], [notice()], late, HEARD)[0]?.status).toBe("lapsed");
  });

  it("keeps an alert running whose time the server extended", () => {
    const late = new Date("2026-03-02T17:00:00Z");
    expect(merge([listedAlert()], [notice()], late, late)[0]?.status).toBe("running");
  });

  it("does not call an alert running that the server's newer list no longer has", () => {
    const later = new Date("2026-03-02T15:10:00Z");
    expect(merge([], [notice()], later, later)[0]?.status).toBe("lapsed");
  });

  it("puts what runs first, then the newest", () => {
    const cards = merge(
      [
        listedAlert({ action: "ended", status: "ended", startedAt: "2026-03-02T14:58:00Z" }, []),
        listedAlert({ action: "older", startedAt: "2026-03-02T14:00:00Z" }, []),
        listedAlert({ action: "newer", startedAt: "2026-03-02T14:30:00Z" }, []),
      ],
      [],
      NOW,
      HEARD,
    );
    expect(cards.map(({ action }) => action)).toEqual(["newer", "older", "ended"]);
  });

  it("forgets what is older than a week", () => {
    expect(merge([], [notice()], new Date("2026-03-10T15:00:00Z"), null)).toEqual([]);
  });

  it("leaves messages of no action out of the list", () => {
    expect(merge([], [notice({ action: null, kind: "self-test" })], NOW, null)).toEqual([]);
  });
});

describe("what an update adds", () => {
  it("is what stands before the alert", () => {
    expect(additionIn(`Aanvulling: zwarte rugzak. ${BODY}`, BODY)).toBe("Aanvulling: zwarte rugzak.");
  });

  it("is found although an exercise marks both, and the alert words its time anew after midnight", () => {
    const alert = "OEFENING: Man van 73 jaar, grijze jas. Laatst gezien om 23.50 uur: Ede.";
    const told =
      "OEFENING: Aanvulling: hij loopt mank. Man van 73 jaar, grijze jas. Laatst gezien op 1 maart.";
    expect(additionIn(told, alert)).toBe("Aanvulling: hij loopt mank.");
  });

  it("is the whole text when the alert is not in it", () => {
    expect(additionIn("Het zoekgebied is uitgebreid.", BODY)).toBe("Het zoekgebied is uitgebreid.");
  });
});
