// @vitest-environment happy-dom
import { cleanup, render } from "@testing-library/preact";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { ActionAtAGlance, Overview } from "../../src/api/types";
import { beginLanguage, chooseLanguage } from "../../src/control-room/choose-language";
import { overview } from "../../src/control-room/data/overview";
import { type Polled, UNSEEN } from "../../src/control-room/data/poll";
import { unseen } from "../../src/control-room/data/unseen";
import { useUnseen } from "../../src/control-room/data/useUnseen";
import { beginTitle, entitle } from "../../src/control-room/page-title";

const NOW = new Date("2026-03-02T14:46:00Z");
const inMinutes = (minutes: number) => new Date(+NOW + minutes * 60_000);

const girl = (changes: Partial<ActionAtAGlance> = {}) =>
  ({
    id: "girl",
    title: "Meisje van 6 vermist",
    startedAt: inMinutes(-10).toISOString(),
    expiresAt: inMinutes(20).toISOString(),
    area: { center: { type: "Point", coordinates: [5.8, 53.2] }, radius: 2_000 },
    messages: 1,
    tips: 2,
    handedOver: 10,
    ...changes,
  }) as ActionAtAGlance;
const told = (items: ActionAtAGlance[], { sending = true, old = false } = {}): Polled<Overview> => ({
  value: { sending, largeAction: 25_000, items },
  heardAt: +NOW,
  old,
  refused: null,
});

describe("what happened unseen", () => {
  const since = (before: Polled<Overview>, now: Polled<Overview>, minutes = 1) =>
    unseen({ told: before, at: NOW }, { told: now, at: inMinutes(minutes) });

  it("is nothing while only numbers grow, or what was there is still there", () => {
    expect(since(told([girl()]), told([girl({ handedOver: 400 })]))).toEqual([]);
    const bad = told([girl({ expiresAt: inMinutes(-1).toISOString() })], { sending: false, old: true });
    expect(since(bad, bad)).toEqual([]);
    expect(since({ ...told([]), value: null }, told([girl()]))).toEqual([]);
  });

  it.each([
    ["a tip", told([girl({ tips: 3 })]), "1 nieuwe melding"],
    ["tips", told([girl({ tips: 4 })]), "2 nieuwe meldingen"],
    ["a dead worker", told([girl()], { sending: false }), "Verzending staat stil"],
    ["a server that is silent", told([girl()], { old: true }), "De server antwoordt niet"],
    [
      "an action a colleague began",
      told([girl({ id: "boy", title: "Jongen", tips: 0 }), girl()]),
      "Nieuwe actie: Jongen",
    ],
    ["one a colleague ended", told([]), "Beëindigd: Meisje van 6 vermist"],
    ["an addition", told([girl({ messages: 2 })]), "Gewijzigd: Meisje van 6 vermist"],
    [
      "more time",
      told([girl({ expiresAt: inMinutes(90).toISOString() })]),
      "Gewijzigd: Meisje van 6 vermist",
    ],
    [
      "a larger area",
      told([girl({ area: { ...girl().area, radius: 4_000 } })]),
      "Gewijzigd: Meisje van 6 vermist",
    ],
  ])("is %s", (_, now, words) => {
    expect(since(told([girl()]), now)).toEqual([words]);
  });

  it.each([
    [14, []],
    [16, ["Loopt bijna af"]],
    [21, ["Tijd voorbij"]],
  ])("is time that ran out, also when the server told nothing: after %i minutes", (minutes, words) => {
    expect(since(told([girl()]), told([girl()]), minutes)).toEqual(words);
  });

  it("is told with what is most urgent first", () => {
    const now = told([girl({ id: "boy", title: "Jongen", tips: 1 }), girl({ tips: 3 })], { sending: false });
    expect(since(told([girl()]), now, 21)).toEqual([
      "Verzending staat stil",
      "Tijd voorbij",
      "2 nieuwe meldingen",
      "Nieuwe actie: Jongen",
    ]);
  });
});

describe("the title", () => {
  let stop = () => {};
  let hidden = false;
  const turn = (away: boolean) => {
    hidden = away;
    document.dispatchEvent(new Event("visibilitychange"));
  };
  const Desk = () => {
    useUnseen();
    return null;
  };

  beforeEach(async () => {
    vi.useFakeTimers({ now: NOW });
    vi.spyOn(document, "hidden", "get").mockImplementation(() => hidden);
    await beginLanguage();
    stop = beginTitle();
    entitle("Overzicht");
    overview.value = told([girl()]);
  });
  afterEach(() => {
    turn(false);
    cleanup();
    stop();
    vi.restoreAllMocks();
    vi.useRealTimers();
  });

  it("tells what happened while the tab was hidden, and is the screen's own again once it is seen", () => {
    render(<Desk />);
    overview.value = told([girl({ tips: 3 })]);
    expect(document.title).toBe("Overzicht · Burgernet meldkamer");
    turn(true);
    expect(document.title).toBe("Overzicht · Burgernet meldkamer");
    overview.value = told([girl({ tips: 4 })], { sending: false });
    expect(document.title).toBe(
      "(2) Verzending staat stil, 1 nieuwe melding · Overzicht · Burgernet meldkamer",
    );
    // Whatever screen it is that waits.
    entitle("Meisje van 6 vermist");
    expect(document.title).toMatch(/^\(2\) .* · Meisje van 6 vermist · Burgernet meldkamer$/);
    turn(false);
    expect(document.title).toBe("Meisje van 6 vermist · Burgernet meldkamer");
    turn(true);
    expect(document.title).toBe("Meisje van 6 vermist · Burgernet meldkamer");
  });

  it("tells of time by itself", () => {
    render(<Desk />);
    turn(true);
    vi.advanceTimersByTime(15 * 60_000 + UNSEEN);
    expect(document.title).toBe("(1) Loopt bijna af · Overzicht · Burgernet meldkamer");
  });

  it("of a tab that was opened behind another tells what came after its first look", () => {
    overview.value = { ...told([]), value: null };
    hidden = true;
    render(<Desk />);
    overview.value = told([girl()]);
    expect(document.title).toBe("Overzicht · Burgernet meldkamer");
    overview.value = told([girl({ tips: 3 })]);
    expect(document.title).toBe("(1) 1 nieuwe melding · Overzicht · Burgernet meldkamer");
  });

  it("speaks the language of the room", async () => {
    await chooseLanguage("en");
    render(<Desk />);
    turn(true);
    overview.value = told([girl({ tips: 4 })], { sending: false });
    expect(document.title).toMatch(/^\(2\) Sending has stopped, 2 new tips · /);
    await chooseLanguage("nl");
  });
});
