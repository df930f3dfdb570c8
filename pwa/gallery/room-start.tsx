import { useState } from "preact/hooks";
import type { AreaProposal, FieldProblem, Preview } from "../src/api/types";
import { sending } from "../src/control-room/commands/start-command";
import { who } from "../src/control-room/session";
import { change, type Draft, discard, open } from "../src/control-room/start/draft";
import { point } from "../src/device/position";
import { GIRL_BODY } from "./examples";
import { pressed } from "./Pressed";
import { type Answers, Refusal } from "./room-server";
import { desk, ME } from "./room-shell";

const PROPOSAL: AreaProposal = {
  radius: 2_400,
  sum: { base: 1_000, speed: 85, minutes: 16, radius: 2_400 },
  spreadSeconds: 0,
  municipality: { code: "GM0080", name: "Leeuwarden", joined: true, region: "Fryslân" },
  inArea: { about: 700 },
  reachable: { about: 640 },
  rings: [],
};
const PREVIEW: Preview = {
  messages: [
    { language: "nl", title: "Meisje van 6 jaar vermist", body: GIRL_BODY, bytes: 900 },
    { language: "en", title: "Missing child", body: "Girl aged 6.", bytes: 900 },
  ],
  largest: 2_048,
  problems: [],
};

const GIRL: Partial<Draft> = {
  kind: "missing-child",
  consent: true,
  sought: "Zuiderplein 12, 8911AB Leeuwarden",
  place: { label: "Zuiderplein 12, 8911AB Leeuwarden", location: point(5.79, 53.2) },
  seenTyped: "1540",
  seenAt: new Date(Date.now() - 16 * 60_000).toISOString(),
  sex: "girl",
  ageFrom: "6",
  lengthCm: "120",
  person: { hair: "blond, twee staartjes", clothing: "rode jas, spijkerbroek", belongings: "blauwe fiets" },
  direction: "centrum",
};

interface Around {
  proposal?: Partial<AreaProposal> | Refusal;
  preview?: Partial<Preview>;
  me?: typeof ME;
  answers?: Answers;
}

/** The form or the check, with what was typed. */
const typed = (
  hash: string,
  draft: Partial<Draft>,
  { proposal = {}, preview = {}, me = ME, answers }: Around = {},
) => {
  const Desk = desk(
    hash,
    {
      "POST /v1/area-proposals": proposal instanceof Refusal ? proposal : { ...PROPOSAL, ...proposal },
      "POST /v1/dispatch/previews": { ...PREVIEW, ...preview },
      ...answers,
    },
    me,
  );
  return function Typed() {
    // Where Desk looks for it.
    useState(() => {
      who.value = me;
      open(me.username);
      discard();
      change(draft);
    });
    return <Desk />;
  };
};

const problems = (...found: FieldProblem[]) => ({ problems: found });
const LARGE = { inArea: { about: 31_000 }, reachable: { about: 29_000 }, radius: 25_000 };
const VEHICLE: Partial<Draft> = {
  ...GIRL,
  kind: "vehicle-search",
  consent: false,
  sex: "man",
  ageFrom: "30",
  ageTo: "40",
  lengthCm: "",
  person: { clothing: "zwarte trui" },
  vehicle: { type: "bestelbus", make: "Ford", model: "Transit", colour: "wit", plate: "V-123-BX" },
  direction: "Sneek",
  caution: "Benader het voertuig niet.",
};
const EXERCISE: Partial<Draft> = { ...GIRL, exercise: true };
const EXERCISED = {
  preview: {
    messages: PREVIEW.messages.map((message) => ({
      ...message,
      title: `OEFENING: ${message.title}`,
      body: `OEFENING: ${message.body}`,
    })),
  },
};

const english = document.location.search.includes("language=en");

export const states: Record<string, () => preact.JSX.Element> = {
  "room-start-empty": typed("#/nieuw", {}, { proposal: new Refusal(500) }),
  "room-start": typed("#/nieuw", GIRL),
  "room-start-draft": typed("#/", GIRL),
  "room-start-problems": pressed(
    typed(
      "#/nieuw",
      { ...GIRL, consent: false, seenTyped: "2575", seenAt: null, person: {}, ageFrom: "zes", sex: "" },
      {
        preview: problems(
          { field: "familyConsent", code: "consent-needed" },
          { field: "location", code: "not-taking-part", values: { name: "Tytsjerksteradiel" } },
          { field: "description", code: "not-clear", values: { needed: 3, given: 0 } },
        ),
      },
    ),
    "Ga naar de controle",
    "Go to the check",
  ),
  "room-start-nobody": typed("#/nieuw", GIRL, {
    proposal: { inArea: { below: 10 }, reachable: { about: 0 } },
  }),
  "room-start-large": typed("#/nieuw", GIRL, { proposal: LARGE }),
  "room-start-large-supervisor": typed("#/nieuw", GIRL, {
    proposal: LARGE,
    me: { username: "s.bakker", role: "supervisor", region: "Fryslân" },
  }),
  "room-start-vehicle": typed("#/nieuw", VEHICLE),
  "room-start-exercise": typed("#/nieuw", EXERCISE, {
    ...EXERCISED,
    proposal: { inArea: { about: 20 }, reachable: { about: 20 } },
  }),
  "room-start-silent": typed("#/nieuw", GIRL, { proposal: new Refusal(503) }),
  "room-confirm": typed("#/nieuw/controle", GIRL),
  "room-confirm-exercise": typed("#/nieuw/controle", EXERCISE, {
    ...EXERCISED,
    proposal: { inArea: { about: 20 }, reachable: { about: 20 } },
  }),
  "room-confirm-unanswered": typed("#/nieuw/controle", {
    ...GIRL,
    sent: {
      body: {
        kind: "missing-child",
        transport: "on-foot",
        location: point(5.79, 53.2),
        radius: 2_400,
        description: { summary: "Meisje van 6 jaar vermist" },
      },
      at: new Date(Date.now() - 10 * 60_000).toISOString(),
    },
  }),
  "room-confirm-refused": pressed(
    typed("#/nieuw/controle", GIRL, {
      answers: {
        "POST /v1/actions": new Refusal(409, "large-action", { largest: 25_000 }),
      },
    }),
    english ? "Send now to about 700 participants" : "Verstuur nu naar ongeveer 700 deelnemers",
  ),
};

sending.value = { state: "idle" };
