// @vitest-environment happy-dom
import { readFileSync } from "node:fs";
import { cleanup, render } from "@testing-library/preact";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import {
  ADDITION,
  AFTERWARDS,
  ENLARGED,
  pieces,
  THANKS,
  typedOutcome,
} from "../../src/alerts/dispatcher-text";
import { type Card, merge } from "../../src/alerts/merge";
import { AlertScreen } from "../../src/alerts/view/AlertScreen";
import type { Description, Notice } from "../../src/api/types";
import { AlertCard } from "../../src/app/home/AlertCard";
import { Earlier } from "../../src/app/home/Earlier";
import { OngoingStrip } from "../../src/app/inbox/OngoingStrip";
import { learn, speak } from "../../src/i18n/app";
import { listedAlert, notice, outcome, update } from "../examples";

const NOW = new Date("2026-03-02T15:00:00Z");
const DESCRIPTION: Description = {
  summary: "Meisje van 6 vermist",
  lastSeenAt: "2026-03-02T14:40:00Z",
  lastSeenPlace: "Zuiderplein, Leeuwarden",
  person: { sex: "girl", ageFrom: 6, lengthCm: 120, hair: "blond haar", clothing: "rode jas" },
  vehicle: { type: "fiets", colour: "blauw", plate: "12-AB-3" },
  direction: "richting station",
  caution: "zij is doof",
};
const BODY =
  "Girl aged 6, about 1.20 m, blond haar, rode jas, fiets, colour blauw, number plate 12-AB-3. Last seen at 15:40: Zuiderplein, Leeuwarden. Richting station. Caution: zij is doof. Have you seen anything? Call 0800 0011, free of charge.";
const TYPED = "zij heeft een knuffel";

const said = notice({ body: BODY, lang: "en" });
const added = update({ body: `${ADDITION}${TYPED}. ${ENLARGED} ${BODY}`, lang: "en" });
const ended = outcome({
  title: "Outcome: missing child",
  body: `The missing girl has been found. ${AFTERWARDS[0]} Zij maakt het goed. ${THANKS}`,
  lang: "en",
});

function cardOf(notices: Notice[], changes = {}): Card {
  const listed = [listedAlert({ description: DESCRIPTION, kind: "robbery", ...changes }, notices)];
  const [card] = merge(listed, notices, NOW, NOW);
  if (!card) throw new Error("no card");
  return card;
}

const alert = (card: Card) => (
  <AlertScreen
    card={card}
    phones={{ tips: "08000011", urgent: "112", police: "09008844" }}
    freshness={{ state: "fresh", at: NOW }}
    tileUrl=""
    myself={null}
    now={NOW}
  />
);

/** Everything on the screen that is marked as Dutch, and what remains when that is taken away. */
function heard(container: Element) {
  const marked = [...container.querySelectorAll("[lang=nl]")].map(({ textContent }) => textContent);
  const rest = container.cloneNode(true) as Element;
  for (const element of rest.querySelectorAll("[lang=nl]")) element.remove();
  return { marked, rest: (rest.textContent ?? "").replaceAll("\u00a0", " ") };
}

beforeAll(() => learn("alerts"));
afterEach(cleanup);

describe("on a screen in English", () => {
  beforeAll(() => speak("en"));
  afterAll(() => speak("nl"));

  it("an alert marks what was typed as Dutch, and nothing that was translated", () => {
    const { container } = render(alert(cardOf([said, added])));
    const { marked, rest } = heard(container);
    expect(container.querySelector("h1")?.innerHTML).toBe('<span lang="nl">Meisje van 6 vermist</span>');
    for (const text of [
      "blond haar",
      "rode jas",
      "fiets",
      "blauw",
      "12-AB-3",
      "richting station",
      "zij is doof",
      TYPED,
    ])
      expect(marked).toContain(text);
    expect(rest).not.toMatch(/meisje|haar|jas|fiets|blauw|zuiderplein|station|doof|knuffel/i);
    for (const text of [
      "girl",
      "6 years",
      "Girl aged 6, about 1.20 m",
      "Last seen at 15:40",
      "Additional information",
      ENLARGED,
      "Do not approach",
    ])
      expect(rest).toContain(text);
  });

  it("an outcome marks the text of the dispatcher alone", () => {
    const { container } = render(alert(cardOf([said, ended])));
    const section = container.querySelector(".outcome") as Element;
    expect(heard(section).marked).toEqual(["Zij maakt het goed"]);
    expect(heard(section).rest).toContain("The missing girl has been found.");
    cleanup();
    const plain = render(
      alert(cardOf([said, outcome({ body: `The missing girl has been found. ${AFTERWARDS[0]} ${THANKS}` })])),
    );
    expect(heard(plain.container.querySelector(".outcome") as Element).marked).toEqual([]);
  });

  it("the start page marks it on its cards, in the strip and in what ended", () => {
    const card = render(<AlertCard card={cardOf([said])} short={false} now={NOW} />);
    expect(heard(card.container).rest).not.toMatch(/meisje|haar|zuiderplein/i);
    expect(card.getAllByRole("link").map((link) => link.textContent)).toContain(
      "Read the alert: Meisje van 6 vermist",
    );
    cleanup();
    const newer = render(<AlertCard card={cardOf([said, added])} short={false} now={NOW} />);
    expect(heard(newer.container).marked).toContain(TYPED);
    cleanup();
    const strip = render(<OngoingStrip cards={[cardOf([said])]} />);
    expect(heard(strip.container).marked).toEqual(["Meisje van 6 vermist"]);
    cleanup();
    const earlier = render(<Earlier cards={[cardOf([said, ended])]} alarming={false} now={NOW} />);
    expect(heard(earlier.container).marked).toEqual(["Zij maakt het goed"]);
  });

  it("the word at the front of an exercise is not the dispatcher's", () => {
    const title = "OEFENING / EXERCISE: Meisje van 6 vermist";
    const { container } = render(
      alert(cardOf([notice({ title, body: BODY, exercise: true })], { title, exercise: true, messages: [] })),
    );
    expect(container.querySelector("h1")?.innerHTML).toBe(
      'OEFENING / EXERCISE: <span lang="nl">Meisje van 6 vermist</span>',
    );
  });
});

it("in Dutch nothing needs to be marked", () => {
  const { container } = render(alert(cardOf([notice(), update(), outcome()])));
  expect(heard(container).marked).toEqual([]);
});

it("a typed word is found as a word, never within another or as a pattern", () => {
  expect(pieces("A man in a manly coat (red).", ["man", "a.c", "(red)", "in"])).toEqual([
    "A ",
    "man",
    " in a manly coat ",
    "(red)",
    ".",
  ]);
  expect(pieces("Caution: Let op: hond.", ["let op: hond."])).toEqual(["Caution: ", "Let op: hond", "."]);
});

it("the frame is the one the server composes with", () => {
  const texts = readFileSync("../backend/data/texts.en.toml", "utf8");
  for (const sentence of [`${ADDITION}{text}`, ENLARGED, ...AFTERWARDS, THANKS])
    expect(texts).toContain(`"${sentence}"`);
  expect(typedOutcome(`X. ${AFTERWARDS[2]} Excuses. ${THANKS}`)).toEqual(["Excuses."]);
});
