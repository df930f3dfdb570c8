import { useEffect } from "preact/hooks";
import type { Action, ActionInFigures, Message, Preview, Progress, Tip, TrailEntry } from "../src/api/types";
import { keepDraft } from "../src/control-room/commands/drafts";
import { PREFIX } from "../src/control-room/data/store";
import { point } from "../src/device/position";
import { type Answers, Refusal } from "./room-server";
import { desk, glance, ME } from "./room-shell";

const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();
const ALERT =
  "Meisje van 6 jaar, ongeveer 1,20 m, blond haar, rode jas, blauwe fiets. Laatst gezien om 15.40 uur: Zuiderplein, Leeuwarden. Ziet u iets? Bel gratis 0800 0011.";

const message = (changes: Partial<Message> = {}): Message => ({
  notice: "one",
  number: 1,
  kind: "alert",
  title: "Meisje van 6 jaar vermist",
  body: ALERT,
  sentAt: minutesAgo(3),
  ...changes,
});
const ADDITION = message({
  notice: "two",
  number: 2,
  kind: "update",
  body: `Aanvulling: zij heeft een gele helm op. ${ALERT}`,
  sentAt: minutesAgo(1),
});
const OUTCOME = message({
  notice: "three",
  number: 3,
  kind: "outcome",
  title: "Afloop: vermist kind",
  body: "Het vermiste meisje is dankzij een Burgernetdeelnemer gevonden. U hoeft niet meer uit te kijken. Bedankt voor uw hulp.",
  sentAt: minutesAgo(0),
});

const progress = (changes: Partial<Progress> = {}): Progress => ({
  selected: 742,
  waiting: 52,
  handedOver: 690,
  accepted: 684,
  shown: 512,
  opened: 203,
  failed: 0,
  gone: 3,
  withdrawn: 0,
  unreachable: 11,
  firstHandedOverAt: minutesAgo(2.99),
  lastHandedOverAt: minutesAgo(2.8),
  order: { window: 38, inversions: 0, overtaken: 0 },
  outcome: { selected: 0, handedOver: 0, shown: 0 },
  rings: [
    { from: 1920, to: 2400, selected: 263, handedOver: 263, shown: 210 },
    { from: 1440, to: 1920, selected: 201, handedOver: 201, shown: 160 },
    { from: 960, to: 1440, selected: 148, handedOver: 140, shown: 96 },
    { from: 480, to: 960, selected: 96, handedOver: 71, shown: 40 },
    { from: 0, to: 480, selected: 34, handedOver: 15, shown: 6 },
  ],
  ...changes,
});

const { rings: _, ...COUNTS } = progress();
const action = (changes: Partial<Action> = {}): Action => ({
  id: "girl",
  status: "running",
  expired: false,
  kind: "missing-child",
  transport: "bicycle",
  municipality: { code: "GM0080", name: "Leeuwarden" },
  region: "Fryslân",
  place: "Leeuwarden",
  area: { center: point(5.79, 53.2), radius: 2_400 },
  description: {
    summary: "Meisje van 6 jaar vermist",
    lastSeenAt: minutesAgo(20),
    lastSeenPlace: "Zuiderplein, Leeuwarden",
    person: { sex: "girl", ageFrom: 6, hair: "blond haar", clothing: "rode jas" },
  },
  spreadSeconds: 0,
  exercise: false,
  overrideReason: null,
  startedAt: minutesAgo(3),
  expiresAt: minutesAgo(-117),
  endedAt: null,
  result: null,
  messages: [message(), ADDITION],
  counts: COUNTS,
  ...changes,
});

const TIPS: Tip[] = [
  {
    id: "b",
    text: "Zag een meisje met een blauwe fiets bij de sluis.\nZe was alleen.",
    via: "0800-0011",
    location: point(5.805, 53.205),
    receivedAt: minutesAgo(1),
    notedBy: "a.jansen",
  },
  {
    id: "a",
    text: "Hoorde iemand roepen in het park.",
    via: "112",
    location: null,
    receivedAt: minutesAgo(2),
    notedBy: "j.devries",
  },
];

const preview = (body: string, title = "Meisje van 6 jaar vermist", over = 0): Preview => ({
  messages: [
    { language: "nl", title, body, bytes: 812 + over },
    { language: "en", title, body, bytes: 798 + over },
  ],
  largest: 2_048,
  problems: [],
});

const ENDED = action({
  status: "ended",
  endedAt: minutesAgo(0),
  result: "found-thanks-to-participant",
  messages: [message(), ADDITION, OUTCOME],
});
const OUT = { selected: 690, handedOver: 431, shown: 120 };

/** A server with this action in it. */
function running(shown: Action, figures = progress(), seen = glance()): Answers {
  const at = `/v1/dispatch/actions/${shown.id}`;
  const over = shown.status === "ended";
  return {
    "GET /v1/dispatch/overview": { sending: true, largeAction: 25_000, items: over ? [] : [seen] },
    [`GET ${at}`]: shown,
    [`GET ${at}/progress`]: figures,
    [`GET /v1/actions/${shown.id}/tips`]: { items: TIPS, next: null },
    [`POST ${at}/update-previews`]: {
      ...preview(ADDITION.body),
      added: { about: 300 },
    },
    [`POST ${at}/outcome-previews`]: preview(OUTCOME.body, OUTCOME.title),
    [`GET ${at}/trail`]: { items: TRAIL },
    "GET /v1/dispatch/figures": { items: PAST },
  };
}

const TRAIL: TrailEntry[] = [
  { at: minutesAgo(3), actor: "j.devries", act: "action-started", detail: { kind: "missing-child" } },
  { at: minutesAgo(2), actor: "a.jansen", act: "tip-noted", detail: { via: "112" } },
  {
    at: minutesAgo(1),
    actor: "j.devries",
    act: "action-updated",
    detail: { text: true, radius: 2400, extendMinutes: 30 },
  },
  {
    at: minutesAgo(0),
    actor: "j.devries",
    act: "action-ended",
    detail: { result: "found-thanks-to-participant" },
  },
];

const past = (changes: Partial<ActionInFigures> = {}): ActionInFigures => ({
  id: "girl",
  title: "Meisje van 6 jaar vermist",
  kind: "missing-child",
  place: "Leeuwarden",
  municipality: "Leeuwarden",
  exercise: false,
  startedAt: minutesAgo(40),
  endedAt: minutesAgo(8),
  result: "found-thanks-to-participant",
  alerted: 742,
  shown: 640,
  opened: 301,
  tips: 14,
  firstAfter: 0.1,
  lastAfter: 11.4,
  outcomeAfter: 1932,
  circle: true,
  ...changes,
});
const PAST = [
  past(),
  past({
    id: "b",
    title: "Overval op een winkel",
    kind: "robbery",
    place: "Goutum",
    result: "not-found",
    startedAt: minutesAgo(1700),
  }),
  past({
    id: "c",
    title: "Inbraak in een woning",
    kind: "burglary",
    exercise: true,
    result: "withdrawn",
    alerted: 0,
    shown: 0,
    opened: 0,
    tips: 0,
    firstAfter: null,
    lastAfter: null,
    startedAt: minutesAgo(9000),
  }),
];

/** A state after these keys and this text. */
const typing = (State: () => preact.JSX.Element, keys: string, text = "", then = "") =>
  function Typing() {
    useEffect(() => {
      const press = (name: string) =>
        [...document.querySelectorAll("button, summary")]
          .find((part) => part.textContent?.startsWith(name))
          ?.dispatchEvent(new MouseEvent("click", { bubbles: true }));
      const field = () =>
        document.querySelector<HTMLInputElement>("form textarea, form input:not([type=radio])");
      setTimeout(() => keys && press(keys), 150);
      setTimeout(() => {
        const at = field();
        if (!at || !text) return;
        at.value = text;
        at.dispatchEvent(new Event("input", { bubbles: true }));
      }, 250);
      setTimeout(() => then && press(then), 320);
    }, []);
    return <State />;
  };

const fresh = (hash: string, answers: Answers) => {
  const State = desk(hash, answers);
  return function Fresh() {
    // What another state left typed.
    for (const name of Object.keys(localStorage)) {
      if (name.startsWith(PREFIX)) localStorage.removeItem(name);
    }
    return <State />;
  };
};

/** A state where this was being typed: read when its panel opens. */
const keeping = (name: string, draft: object, State: () => preact.JSX.Element) =>
  function Keeping() {
    useEffect(() => void keepDraft(ME.username, name, draft), []);
    return <State />;
  };

const live = fresh("#/actie/girl", running(action()));
const english = document.location.search.includes("language=en");
const say = (nl: string, en: string) => (english ? en : nl);
const ending = fresh("#/actie/girl/einde", running(action()));
const exercised = (messages: Message[]) =>
  messages.map((one) => ({ ...one, title: `OEFENING: ${one.title}`, body: `OEFENING: ${one.body}` }));
const EXERCISE = action({ exercise: true, messages: exercised([message(), ADDITION]) });
const EXERCISED = action({
  ...ENDED,
  exercise: true,
  result: "not-found",
  messages: exercised([message(), message({ ...OUTCOME, body: "De oproep is beëindigd." })]),
});
const WITHDRAWN = action({
  ...ENDED,
  result: "withdrawn",
  messages: [
    message(),
    message({
      ...OUTCOME,
      title: "Ingetrokken: vermist kind",
      body: "De actie is ingetrokken. De oproep is per vergissing verstuurd. U hoeft niet uit te kijken.",
    }),
  ],
});
const ENDLESS = "Langenaamzonderspaties".repeat(3);
const NOBODY = progress({
  ...Object.fromEntries(Object.keys(COUNTS).map((name) => [name, 0])),
  order: { window: 32, inversions: 0, overtaken: 0 },
  outcome: { selected: 0, handedOver: 0, shown: 0 },
  rings: progress().rings.map((ring) => ({ ...ring, selected: 0, handedOver: 0, shown: 0 })),
  firstHandedOverAt: null,
  lastHandedOverAt: null,
});

export const states: Record<string, () => preact.JSX.Element> = {
  "room-action": live,
  "room-action-tip": typing(live, say("Noteer", "Note"), "Zag haar bij de brug lopen."),
  "room-action-tip-placed": keeping(
    "tip:girl",
    { text: "Zag haar bij de brug lopen.", place: { label: "", location: point(5.8, 53.204) } },
    typing(live, say("Noteer", "Note")),
  ),
  "room-action-tip-empty": typing(live, say("Noteer", "Note"), "", say("Bewaar", "Save")),
  "room-action-update": typing(live, say("Vul aan", "Add news"), "Zij heeft een gele helm op."),
  "room-action-larger": typing(live, say("Vergroot", "Enlarge"), "3600"),
  "room-action-larger-wrong": typing(live, say("Vergroot", "Enlarge"), "1000"),
  "room-action-larger-sent": typing(
    fresh("#/actie/girl", {
      ...running(action()),
      "POST /v1/actions/girl/updates": action({ area: { center: point(5.79, 53.2), radius: 3_600 } }),
    }),
    say("Vergroot", "Enlarge"),
    "3600",
    say("Vergroot naar", "Enlarge to"),
  ),
  "room-action-longer": typing(live, say("Verleng", "Extend")),
  "room-action-photo": typing(live, say("Foto", "Photo"), "", say("Toon de foto", "Show the photo")),
  "room-action-withdraw": typing(live, say("Trek", "Withdraw")),
  "room-action-several": fresh("#/actie/girl", {
    ...running(action()),
    "GET /v1/dispatch/overview": {
      sending: true,
      largeAction: 25_000,
      items: [
        glance(),
        glance({ id: "b", title: "Overval op een winkel", kind: "robbery", place: "Goutum" }),
      ],
    },
  }),
  "room-action-exercise": fresh("#/actie/girl", running(EXERCISE, progress(), glance({ exercise: true }))),
  "room-action-exercise-nobody": fresh(
    "#/actie/girl",
    running(EXERCISE, NOBODY, glance({ exercise: true, selected: 0, handedOver: 0, shown: 0, waiting: 0 })),
  ),
  "room-action-long": fresh(
    "#/actie/girl",
    running(
      action({ startedAt: minutesAgo(34) }),
      progress({ selected: 24_980, handedOver: 24_731, shown: 18_204 }),
      glance({ startedAt: minutesAgo(34) }),
    ),
  ),
  "room-action-expired": fresh(
    "#/actie/girl",
    running(
      action({ startedAt: minutesAgo(121), expiresAt: minutesAgo(1), expired: true }),
      progress(),
      glance({ expired: true, startedAt: minutesAgo(121), expiresAt: minutesAgo(1) }),
    ),
  ),
  "room-action-disorder": fresh(
    "#/actie/girl",
    running(action(), progress({ order: { window: 38, inversions: 2, overtaken: 4 }, failed: 12 })),
  ),
  "room-action-ended": fresh(
    "#/actie/girl",
    running(ENDED, progress({ outcome: OUT, waiting: 0, withdrawn: 52 })),
  ),
  "room-action-ended-exercise": fresh(
    "#/actie/girl",
    running(EXERCISED, progress({ outcome: OUT, waiting: 0 })),
  ),
  "room-action-withdrawn": fresh(
    "#/actie/girl",
    running(WITHDRAWN, progress({ outcome: OUT, waiting: 0, withdrawn: 52 })),
  ),
  "room-action-endless-word": fresh(
    "#/actie/girl",
    running(
      action({ description: { ...action().description, summary: ENDLESS } }),
      progress(),
      glance({ title: ENDLESS }),
    ),
  ),
  "room-action-unknown": fresh("#/actie/girl", { "GET /v1/dispatch/actions/girl": new Refusal(404) }),
  "room-end": ending,
  "room-end-exercise": fresh("#/actie/girl/einde", running(EXERCISE, progress(), glance({ exercise: true }))),
  "room-end-chosen": function Chosen() {
    useEffect(() => {
      setTimeout(() => document.querySelector<HTMLInputElement>("input[name=result]")?.click(), 200);
    }, []);
    return ending();
  },
  "room-past": fresh("#/eerder", running(ENDED)),
  "room-past-none": fresh("#/eerder", { ...running(ENDED), "GET /v1/dispatch/figures": { items: [] } }),
  "room-past-action": fresh("#/eerder/girl", running(ENDED, progress({ outcome: OUT }))),
  "room-past-action-exercise": fresh("#/eerder/girl", running(EXERCISED, progress({ outcome: OUT }))),
  "room-past-action-unmeasured": fresh("#/eerder/girl", {
    ...running({ ...ENDED, description: {} as Action["description"], messages: [OUTCOME] }, NOBODY),
    "GET /v1/dispatch/figures": {
      items: [
        past({ alerted: 745, shown: null, opened: null, firstAfter: null, lastAfter: null, circle: false }),
      ],
    },
  }),
  "room-past-action-withdrawn": fresh("#/eerder/girl", running(WITHDRAWN, progress({ outcome: OUT }))),
};
