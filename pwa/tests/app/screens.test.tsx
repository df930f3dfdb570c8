// @vitest-environment happy-dom

import { cleanup, fireEvent, render } from "@testing-library/preact";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { type Card, merge } from "../../src/alerts/merge";
import { AlertScreen } from "../../src/alerts/view/AlertScreen";
import type { Notice } from "../../src/api/types";
import { chain, type Facts } from "../../src/app/home/chain";
import { type HomeProps, HomeScreen } from "../../src/app/home/HomeScreen";
import { MissingScreen } from "../../src/app/inbox/MissingScreen";
import { AskScreen } from "../../src/app/joining/AskScreen";
import { SettingsScreen } from "../../src/app/settings/SettingsScreen";
import { learn } from "../../src/i18n/app";
import { listedAlert, notice, outcome, update } from "../examples";

const NOW = new Date("2026-03-02T15:00:00Z");
const PHONES = { tips: "08000011", urgent: "112", police: "09008844" };

beforeAll(() => learn("alerts", "joining", "occasional", "places"));
afterEach(cleanup);

function cardOf(notices: Notice[], listed = [listedAlert()]): Card {
  const [card] = merge(listed, notices, NOW, NOW);
  if (!card) throw new Error("no card");
  return card;
}

const alert = (card: Card) => (
  <AlertScreen
    card={card}
    phones={PHONES}
    freshness={{ state: "fresh", at: NOW }}
    tileUrl=""
    myself={null}
    now={NOW}
  />
);

describe("an alert", () => {
  it("gives the focus to the call, and tells what it is about", () => {
    render(alert(cardOf([notice()])));
    const call = document.activeElement as HTMLAnchorElement;
    expect(call.getAttribute("href")).toBe("tel:08000011");
    expect(call.textContent).toBe("Bel 0800\u00a00011 (gratis)");
    const about = document.getElementById(call.getAttribute("aria-describedby") ?? "");
    expect(about?.textContent).toBe("Meisje van 6 vermist");
  });

  it("is read in the order of its urgency", () => {
    const { container } = render(alert(cardOf([notice()])));
    const order = [...container.querySelectorAll("h1, h2, .lead, .strip, .sentence, .call, .urgent")].map(
      ({ className, textContent }) => className || textContent,
    );
    expect(order).toEqual([
      "strip running",
      "lead",
      "title",
      "sentence",
      "Kenmerken",
      "Laatst gezien",
      "Zoekgebied",
      "call",
      "urgent",
    ]);
  });

  it("warns not to approach a suspect, and only a suspect", () => {
    const robbery = cardOf([notice()], [listedAlert({ kind: "robbery" })]);
    expect(render(alert(robbery)).queryByText("Benader de persoon niet zelf.")).not.toBeNull();
    cleanup();
    expect(render(alert(cardOf([notice()]))).queryByText("Benader de persoon niet zelf.")).toBeNull();
  });

  it("takes an addition without redrawing what is being read", () => {
    const { container, rerender, queryByText } = render(alert(cardOf([notice()])));
    const sentence = container.querySelector(".sentence");
    rerender(alert(cardOf([notice(), update()])));
    expect(container.querySelector(".sentence")).toBe(sentence);
    expect(queryByText("Aanvulling: zij heeft een blauwe fiets.")).not.toBeNull();
  });

  it("puts a photo that comes later under the sentence, so that no line moves", () => {
    const { container, rerender } = render(alert(cardOf([notice()])));
    rerender(alert(cardOf([notice()], [listedAlert({ photo: "/photos/x.webp" })])));
    const order = [...container.querySelectorAll(".photo, .sentence")].map(({ className }) => className);
    expect(order).toEqual(["sentence", "photo"]);
    cleanup();
    const known = render(alert(cardOf([notice()], [listedAlert({ photo: "/photos/x.webp" })])));
    expect(
      [...known.container.querySelectorAll(".photo, .sentence")].map(({ className }) => className),
    ).toEqual(["photo", "sentence"]);
  });

  it("that ends under one's eyes says how, keeps its text open, and gives the numbers for after", () => {
    const { container, rerender } = render(alert(cardOf([notice()])));
    rerender(alert(cardOf([notice(), outcome()])));
    expect(container.querySelector("h1")?.textContent).toBe("Afloop: vermist kind");
    expect(container.querySelector("details")?.open).toBe(true);
    expect([...container.querySelectorAll("nav a")].map((link) => link.getAttribute("href"))).toEqual([
      "tel:09008844",
      "tel:112",
    ]);
  });

  it("that was an exercise asks for no information after it, and looks like one", () => {
    const { container } = render(alert(cardOf([notice(), outcome()], [listedAlert({ exercise: true })])));
    expect(container.querySelector(".outcome")?.className).toBe("outcome exercise");
    expect([...container.querySelectorAll("nav a")].map((link) => link.getAttribute("href"))).toEqual([
      "tel:112",
    ]);
  });

  it("that had ended is folded away", () => {
    const { container } = render(alert(cardOf([notice(), outcome()])));
    expect(container.querySelector("details")?.open).toBe(false);
  });

  it("shows hostile text as text", () => {
    const { container } = render(alert(cardOf([notice({ body: "<img src=x onerror=alert(1)>" })], [])));
    expect(container.querySelector(".sentence")?.textContent).toBe("<img src=x onerror=alert(1)>");
    expect(container.querySelector(".sentence img")).toBeNull();
  });
});

describe("an alert that is not on this phone", () => {
  it.each([true, false])("leads to the public page of its action (participant: %s)", (participant) => {
    const { getByText, queryByText, rerender } = render(
      <MissingScreen state="gone" participant={participant} action="x" />,
    );
    const link = getByText("Kijk of deze actie openbaar is");
    expect(link.getAttribute("href")).toBe("/acties/x");
    rerender(<MissingScreen state="offline" participant={participant} action="x" />);
    expect(queryByText("Kijk of deze actie openbaar is")).toBeNull();
  });
});

const GOOD: Facts = {
  permission: "granted",
  online: true,
  reachable: true,
  doubted: false,
  pushStatus: { state: "confirmed", at: NOW.toISOString() },
  confirmedBefore: NOW.toISOString(),
  ahead: 0,
  positionStatus: "off",
  position: null,
  places: { home: true, work: false },
  municipality: null,
};

function home(changes: Partial<HomeProps> = {}, facts: Partial<Facts> = {}) {
  const mended: string[] = [];
  const shown = render(
    <HomeScreen
      cards={[]}
      chain={chain({ ...GOOD, ...facts }, NOW)}
      ahead={0}
      pausedUntil={null}
      trial={{ phase: "idle" }}
      phones={PHONES}
      installable={false}
      now={NOW}
      onMend={(remedy) => mended.push(remedy)}
      onResume={() => undefined}
      onTrial={() => undefined}
      onInstall={() => undefined}
      {...changes}
    />,
  );
  return { ...shown, mended };
}

describe("the start page", () => {
  it("says that one is on, when every link holds", () => {
    expect(home().container.querySelector("h1")?.textContent).toBe("U staat aan");
  });

  it("does not say so before it was found out", () => {
    const { container } = home({}, { pushStatus: { state: "asking" }, confirmedBefore: null });
    expect(container.querySelector("h1")?.textContent).toBe("We kijken of alles werkt");
  });

  it("does not say so where the municipality does not take part", () => {
    const { container } = home({}, { municipality: { code: "GM1", name: "Ede", joined: false } });
    const standing = container.querySelector(".standing");
    expect(standing?.querySelector("h1")?.textContent).toBe("U doet mee");
    expect(standing?.querySelector("p")?.textContent).toBe(
      "Ede doet nog niet mee. U hoort het zodra dat verandert.",
    );
  });

  it("says from when one gets alerts again after a break", () => {
    const { container } = home({ pausedUntil: new Date(+NOW + 3_600_000) });
    expect(container.textContent).toContain("Vanaf vandaag om 17.00\u00a0uur krijgt u weer oproepen.");
  });

  it("says first what is broken, with the one button that mends it", () => {
    const { container, getByText, mended } = home({}, { permission: "denied" });
    expect(container.querySelector("h1")?.textContent).toBe(
      "U krijgt geen meldingen: dit toestel weigert ze.",
    );
    fireEvent.click(getByText("Laat zien hoe"));
    expect(mended).toEqual(["unblock"]);
  });

  it("shows the running alert before anything else, with the call under it", () => {
    const { container } = home({ cards: [cardOf([notice()])] });
    expect(container.querySelector("main")?.textContent).toMatch(
      /^Er loopt een oproep.*Meisje van 6 vermist/,
    );
    expect(container.querySelector(".call")?.getAttribute("href")).toBe("tel:08000011");
  });

  it("says that no alerts came, but not while one runs", () => {
    const none = "U kreeg de afgelopen week geen oproepen.";
    expect(home().container.textContent).toContain(none);
    cleanup();
    expect(home({ cards: [cardOf([notice()])] }).container.textContent).not.toContain(none);
  });

  it("calls what runs an exercise, when nothing else does", () => {
    const exercise = () => cardOf([], [listedAlert({ exercise: true })]);
    const { container } = home({ cards: [exercise()] });
    expect(container.querySelector("h1")?.textContent).toBe("Er loopt een oefening");
    expect(container.querySelector(".card .other")?.textContent).toBe(
      "Bekijk de oefening: Meisje van 6 vermist",
    );
    cleanup();
    expect(home({ cards: [exercise(), cardOf([notice()])] }).container.querySelector("h1")?.textContent).toBe(
      "Er loopt een oproep",
    );
  });

  it("gives the outcome of an exercise the look of an exercise", () => {
    const ended = cardOf([outcome()], [listedAlert({ exercise: true })]);
    expect(home({ cards: [ended] }).container.querySelector(".outcome")?.className).toBe("outcome exercise");
  });

  it("shows two running alerts as two cards", () => {
    const other = cardOf([], [listedAlert({ action: "other" })]);
    const { container } = home({ cards: [cardOf([notice()]), other] });
    expect(container.querySelectorAll(".card")).toHaveLength(2);
  });
});

it("what came of a change in the settings stands at the foot, where it stays in sight", () => {
  const { container } = render(
    <SettingsScreen
      me={null}
      choices={{ live: false, places: {} }}
      online
      installed
      saving="failed"
      tools={{ lookUp: async () => [], names: async () => [], tileUrl: "", near: null }}
      now={NOW}
      onChange={() => undefined}
      onLanguage={() => undefined}
      onLive={() => undefined}
      onPlace={() => undefined}
    />,
  );
  const said = container.querySelector("main")?.lastElementChild;
  expect([said?.className, said?.textContent]).toEqual([
    "result error",
    "Opslaan lukt nu niet. Er is niets veranderd.",
  ]);
});

it("the first step says what is missing, at the box", () => {
  const { getByRole } = render(
    <AskScreen
      agreed={false}
      missing
      again={false}
      tips="08000011"
      onAgree={() => undefined}
      onNext={() => undefined}
      onDecline={() => undefined}
      onLanguage={() => undefined}
    />,
  );
  const box = getByRole("checkbox");
  expect(box.getAttribute("aria-invalid")).toBe("true");
  expect(document.getElementById(box.getAttribute("aria-describedby") ?? "")?.textContent).toMatch(
    /^Kruis eerst aan/,
  );
});
