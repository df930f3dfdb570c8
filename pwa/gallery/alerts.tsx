import type { Card } from "../src/alerts/merge";
import { AlertScreen } from "../src/alerts/view/AlertScreen";
import type { Freshness } from "../src/alerts/view/Freshness";
import { MissingScreen } from "../src/app/inbox/MissingScreen";
import { OngoingStrip } from "../src/app/inbox/OngoingStrip";
import { point } from "../src/device/position";
import { before, card, longStory, NOW, PHONES, robber, TILES } from "./examples";
import { pressed } from "./Pressed";

const FRESH: Freshness = { state: "fresh", at: NOW };

const shown = (card: Card, freshness = FRESH) =>
  function Shown() {
    return (
      <AlertScreen
        card={card}
        phones={PHONES}
        freshness={freshness}
        tileUrl={TILES}
        myself={point(5.795, 53.201)}
        now={NOW}
      />
    );
  };

const FOUND: [string, string] = [
  "Afloop: vermist kind",
  "Het vermiste meisje is dankzij een Burgernetdeelnemer gevonden. U hoeft niet meer uit te kijken. Bedankt voor uw hulp.",
];
const EXERCISE = {
  exercise: true,
  title: "OEFENING: Meisje van 6 jaar vermist",
  body: "OEFENING: Meisje van 6 jaar, ongeveer 1,20 m, blond haar, rode jas. Laatst gezien om 15.30 uur: Zuiderplein, Leeuwarden.",
};

/** What runs, over the screen of something else. */
export const over = (cards: Card[], Screen: () => preact.JSX.Element) =>
  function Over() {
    return (
      <>
        <OngoingStrip cards={cards} />
        <Screen />
      </>
    );
  };

export const exercise = () => card(EXERCISE);

export const alerts: Record<string, () => preact.JSX.Element> = {
  alert: shown(card()),
  "alert-map": pressed(shown(card()), "Toon kaart"),
  "alert-push-only": shown(card({ pushOnly: true })),
  "alert-photo": shown(card({ photo: "/icons/icon-512.png" })),
  "alert-additions": shown(
    card({ updates: ["Aanvulling: zij heeft een gele helm op.", "Het zoekgebied is uitgebreid."] }),
  ),
  "alert-suspect": shown(card(robber)),
  "alert-long": shown(card(longStory)),
  "alert-exercise": shown(card(EXERCISE)),
  "alert-other": over([card(robber)], shown(card())),
  "alert-offline": shown(card({ pushOnly: true }), { state: "offline", at: null }),
  "alert-stale": shown(card(), { state: "offline", at: new Date(before(8)) }),
  "alert-error": shown(card(), { state: "failed", at: new Date(before(8)) }),
  "alert-lapsed": shown(card({ pushOnly: true, startedAt: before(180), expiresAt: before(60) })),
  "alert-ended": shown(card({ outcome: FOUND })),
  "alert-not-found": shown(
    card({
      ...robber,
      outcome: [
        "Afloop: overval",
        "De gezochte man is niet aangetroffen. De politie zoekt verder. Nog informatie? Bel 0900 8844, bij spoed 112. De oproep is beëindigd. Bedankt voor uw hulp.",
      ],
    }),
  ),
  "alert-withdrawn": shown(
    card({
      outcome: [
        "Afloop: vermist kind",
        "De actie is ingetrokken. De oproep is per vergissing verstuurd. U hoeft niet uit te kijken.",
      ],
    }),
  ),
  "alert-exercise-ended": shown(
    card({ ...EXERCISE, outcome: ["OEFENING: Afloop: vermist kind", `OEFENING: ${FOUND[1]}`] }),
  ),
  "alert-loading": () => <MissingScreen state="loading" participant action="a" />,
  "alert-gone": () => <MissingScreen state="gone" participant action="a" />,
  "alert-missing-offline": () => <MissingScreen state="offline" participant action="a" />,
  "alert-stranger": () => <MissingScreen state="gone" participant={false} action="a" />,
};
