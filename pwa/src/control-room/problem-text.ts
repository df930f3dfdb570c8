// What the server refuses, in the words of the screen, by the codes it tells. Pure.

import type { FieldProblem, Preview } from "../api/types";
import { count, type Key, t } from "../i18n/room";
import type { Params } from "../i18n/translate";
import { refusal } from "./live/format";
import { type Coded, Problem } from "./server";

/** What a report can be refused for; of any other code the general words say enough. */
export const WORDS: Readonly<Record<string, Key>> = {
  "outside-netherlands": "problem.outside",
  "another-region": "problem.region",
  "not-taking-part": "problem.notJoined",
  "in-future": "problem.future",
  "too-old": "problem.tooLongAgo",
  "not-clear": "problem.features",
  "wrong-order": "problem.ages",
  "consent-needed": "problem.consent",
  "radius-limits": "problem.radiusLimits",
  "too-many-bytes": "problem.tooLong",
  "large-action": "problem.large",
  "key-used-otherwise": "problem.otherBody",
  needed: "problem.needed",
  "too-long": "problem.tooMany",
  "wrong-length": "problem.tooMany",
  "out-of-range": "problem.range",
};
/** What may not go out with a message, by what it is. */
const CONTACT: Readonly<Record<string, Key>> = {
  "web-address": "problem.webAddress",
  "email-address": "problem.emailAddress",
  "phone-number": "problem.phoneNumber",
};
/** What is needed where a field is empty. */
const NEEDED: Readonly<Record<string, Key>> = {
  location: "problem.place",
  lastSeenAt: "problem.when",
  "description.lastSeenAt": "problem.when",
};

const readable = (values: Coded["values"] = {}): Params =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, typeof value === "number" ? count(value) : value]),
  );

function inWords({ code = "", values }: Coded, field = ""): string | null {
  const contact = code === "contact-details" ? CONTACT[`${values?.kind}`] : undefined;
  const key = contact ?? ((code === "needed" && NEEDED[field]) || WORDS[code]);
  return key ? t(key, readable(values)) : null;
}

/** Said while one types: what leads elsewhere is never a matter of not being ready yet. */
export const isForbidden = ({ code }: FieldProblem): boolean => code === "contact-details";

/** Why the text of an addition or an outcome may not go out. */
export const ofText = (preview: Preview | null): string | null =>
  byField(preview?.problems.filter(isForbidden) ?? []).text ?? null;

/** Of the whole call. */
export const whole = (problem: Problem): string => inWords(problem.coded) ?? refusal(problem);

/** By field; of two at one field the first. */
export function byField(problems: FieldProblem[]): Record<string, string> {
  const found: Record<string, string> = {};
  for (const problem of problems) {
    found[problem.field] ??= inWords(problem, problem.field) ?? t("sent.refused");
  }
  return found;
}

export interface Refused {
  key: Key;
  params?: Params;
  /** The code is what is asked for now. */
  code: boolean;
}

const SIGN_IN: Readonly<Record<string, Refused>> = {
  "wrong-name-or-password": { key: "signin.wrong", code: false },
  "no-factor-enrolled": { key: "signin.noFactor", code: false },
  "code-used-before": { key: "signin.codeUsed", code: true },
  "second-factor-needed": { key: "signin.codeNeeded", code: true },
  "second-factor-wrong": { key: "signin.codeWrong", code: true },
};

/** Why somebody is not signed in. */
export function signInRefusal(error: unknown): Refused {
  if (!(error instanceof Problem)) return { key: "signin.unreachable", code: false };
  const { status, coded, retryAfter } = error;
  if (status === 429) {
    return { key: "signin.wait", params: { minutes: Math.ceil((retryAfter ?? 60) / 60) }, code: false };
  }
  if (status !== 401) return { key: "signin.incomplete", code: false };
  // A server that tells no code may want the second factor's: its field has to be there.
  return SIGN_IN[coded.code ?? ""] ?? { key: "signin.wrong", code: coded.code === undefined };
}

/** Why a step of the second factor failed; `refused` is what a wrong answer at this step is called. */
export function factorRefusal(error: unknown, refused: Key): Key {
  if (!(error instanceof Problem)) return "signin.unreachable";
  if (error.coded.code === "code-used-before") return "signin.codeUsed";
  return error.status < 429 ? refused : "shell.failed";
}

/** The control a problem stands at, from the top of the form to its foot: that of the first one gets the focus. */
export const CONTROLS: Record<string, string> = {
  kind: "kind",
  location: "place",
  "description.lastSeenAt": "seen-at",
  "description.lastSeenPlace": "seen-place",
  radius: "radius",
  transport: "transport",
  overrideReason: "override-reason",
  familyConsent: "consent",
  description: "sex",
  "description.person.sex": "sex",
  "description.person.ageFrom": "age-from",
  "description.person.ageTo": "age-to",
  "description.person.lengthCm": "length",
  ...Object.fromEntries(
    ["build", "skin", "hair", "face", "clothing", "belongings"].map((name) => [
      `description.person.${name}`,
      name,
    ]),
  ),
  ...Object.fromEntries(
    ["type", "make", "model", "colour", "plate"].map((name) => [
      `description.vehicle.${name}`,
      `vehicle-${name}`,
    ]),
  ),
  "description.lettering": "lettering",
  "description.direction": "direction",
  "description.caution": "caution",
  "description.summary": "summary",
};
