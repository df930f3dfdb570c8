import { chain, type Facts } from "../src/app/home/chain";
import { type HomeProps, HomeScreen } from "../src/app/home/HomeScreen";
import { before, card, ME, NOW, PHONES, robber } from "./examples";

const GOOD: Facts = {
  permission: "granted",
  online: true,
  reachable: true,
  doubted: false,
  pushStatus: { state: "confirmed", at: before(3) },
  confirmedBefore: before(3),
  ahead: 0,
  positionStatus: "known",
  position: {
    accuracy: 18,
    at: ME.position?.recordedAt ?? "",
    expiresAt: ME.position?.expiresAt ?? "",
  },
  places: { home: true, work: false },
  municipality: ME.municipality,
};

const ENDED = card({
  action: "ended",
  startedAt: before(1_500),
  endedAt: before(1_460),
  outcome: [
    "Afloop: vermist kind",
    "Het vermiste meisje is gevonden. U hoeft niet meer uit te kijken. Bedankt voor uw hulp.",
  ],
});
const EARLIER = card({
  ...robber,
  action: "earlier",
  startedAt: before(5_000),
  endedAt: before(4_900),
  outcome: [
    "Afloop: overval",
    "De verdachte is aangehouden, mede dankzij uw tips. U hoeft niet meer uit te kijken. Bedankt voor uw hulp.",
  ],
});
const nothing = () => undefined;
const AT = (seconds: number) => new Date(+NOW - seconds * 1_000).toISOString();

const shown = (facts: Partial<Facts> = {}, changes: Partial<HomeProps> = {}) =>
  function Shown() {
    return (
      <HomeScreen
        cards={[ENDED, EARLIER]}
        chain={chain({ ...GOOD, ...facts }, NOW)}
        ahead={facts.ahead ?? 0}
        pausedUntil={null}
        trial={{ phase: "idle" }}
        phones={PHONES}
        installable={false}
        now={NOW}
        onMend={nothing}
        onResume={nothing}
        onTrial={nothing}
        onInstall={nothing}
        {...changes}
      />
    );
  };

const NOWHERE = { positionStatus: "off", position: null, places: { home: false, work: false } } as const;
const waiting = { handedOverAt: AT(3), acceptedAt: AT(2), shownAt: null };

export const home: Record<string, () => preact.JSX.Element> = {
  "home-on": shown(),
  "home-empty": shown({}, { cards: [] }),
  "home-running": shown({}, { cards: [card(), ENDED] }),
  "home-two": shown(
    {},
    { cards: [card(robber), card({ updates: ["Aanvulling: zij heeft een gele helm op."] })] },
  ),
  "home-running-off": shown({ permission: "denied", pushStatus: { state: "none" } }, { cards: [card()] }),
  "home-exercise": shown(
    {},
    { cards: [card({ exercise: true, title: "OEFENING: Meisje van 6 jaar vermist" })] },
  ),
  "home-exercise-ended": shown({}, { cards: [{ ...ENDED, exercise: true }, EARLIER] }),
  "home-paused": shown({}, { pausedUntil: new Date(+NOW + 7 * 3_600_000) }),
  "home-denied": shown({ permission: "denied", pushStatus: { state: "none" } }),
  "home-undecided": shown({ permission: "default", pushStatus: { state: "none" } }),
  "home-unsupported": shown({ permission: "unsupported", pushStatus: { state: "none" } }),
  "home-install-first": shown({ permission: "install-first", pushStatus: { state: "none" } }),
  "home-unregistered": shown({ pushStatus: { state: "failed" } }),
  "home-offline": shown({ online: false, reachable: false }),
  "home-unreachable": shown({ reachable: false }),
  "home-unknown": shown({ doubted: true, pushStatus: { state: "asking" } }),
  "home-refused": shown({ pushStatus: { state: "refused" } }),
  "home-asking": shown({ pushStatus: { state: "asking" }, positionStatus: "asking", position: null }),
  "home-nowhere": shown(NOWHERE),
  "home-position-denied": shown({ positionStatus: "denied", position: null }),
  "home-position-old": shown({
    position: { accuracy: 20, at: before(1_900), expiresAt: before(400) },
    places: { home: false, work: false },
  }),
  "home-clock": shown({ ahead: 86_400_000 }),
  "home-not-joined": shown({ municipality: { code: "GM1", name: "Noardeast-Fryslân", joined: false } }),
  "home-install": shown({}, { installable: true }),
  "home-test-waiting": shown({}, { trial: { phase: "waiting", steps: waiting } }),
  "home-test-late": shown({}, { trial: { phase: "late", steps: waiting } }),
  "home-test-done": shown({}, { trial: { phase: "done", steps: { ...waiting, shownAt: AT(1) } } }),
  "home-test-failed": shown({}, { trial: { phase: "noChannel" } }),
};
