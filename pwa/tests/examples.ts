// Messages and answers as the server sends them, for every test.

import type { ListedAlert, Message, Notice } from "../src/api/types";

export const ACTION = "Aa0-_Bb1Cc2Dd3Ee4Ff5Gg";
export const ALERT = "alert_________________";
export const UPDATE = "update________________";
export const OUTCOME = "outcome_______________";

export const BODY =
  "Meisje van 6 jaar, ongeveer 1,20 m, blond haar, rode jas. Laatst gezien om 15.40 uur: Zuiderplein, Leeuwarden. Ziet u iets? Bel gratis 0800 0011.";

export function pushed(changes: Record<string, unknown> = {}, data: Record<string, unknown> = {}) {
  return {
    web_push: 8030,
    mutable: true,
    notification: {
      title: "Meisje van 6 vermist",
      body: BODY,
      lang: "nl",
      dir: "ltr",
      navigate: `https://burgernet.example/oproep/${ACTION}`,
      tag: ACTION,
      renotify: true,
      silent: false,
      data: {
        notice: ALERT,
        action: ACTION,
        number: 1,
        kind: "alert",
        phone: "08000011",
        expiresAt: "2026-03-02T16:45:00Z",
        exercise: false,
        ...data,
      },
      ...changes,
    },
  };
}

export const pushedUpdate = () =>
  pushed(
    { body: `Aanvulling: zij heeft een blauwe fiets. ${BODY}` },
    { notice: UPDATE, number: 2, kind: "update" },
  );

export const pushedOutcome = () =>
  pushed(
    {
      title: "Afloop: vermist kind",
      body: "Het vermiste meisje is gevonden. U hoeft niet meer uit te kijken. Bedankt voor uw hulp.",
      renotify: undefined,
    },
    { notice: OUTCOME, number: 3, kind: "outcome", phone: "09008844", expiresAt: "2026-03-03T15:20:00Z" },
  );

export function notice(changes: Partial<Notice> = {}): Notice {
  return {
    notice: ALERT,
    action: ACTION,
    number: 1,
    kind: "alert",
    title: "Meisje van 6 vermist",
    body: BODY,
    lang: "nl",
    phone: "08000011",
    expiresAt: "2026-03-02T16:45:00Z",
    exercise: false,
    at: "2026-03-02T14:45:00Z",
    ...changes,
  };
}

export const update = (changes: Partial<Notice> = {}) =>
  notice({
    notice: UPDATE,
    number: 2,
    kind: "update",
    body: `Aanvulling: zij heeft een blauwe fiets. ${BODY}`,
    at: "2026-03-02T14:55:00Z",
    ...changes,
  });

export const outcome = (changes: Partial<Notice> = {}) =>
  notice({
    notice: OUTCOME,
    number: 3,
    kind: "outcome",
    title: "Afloop: vermist kind",
    body: "Het vermiste meisje is gevonden. U hoeft niet meer uit te kijken. Bedankt voor uw hulp.",
    phone: "09008844",
    at: "2026-03-02T15:20:00Z",
    ...changes,
  });

const message = ({ notice, number, kind, title, body, addition, at }: Notice): Message => ({
  notice,
  number,
  kind: kind === "alert" || kind === "outcome" ? kind : "update",
  title,
  body,
  ...(addition ? { addition } : {}),
  sentAt: at,
});

export function listedAlert(
  changes: Partial<ListedAlert> = {},
  messages: Notice[] = [notice()],
): ListedAlert {
  return {
    action: ACTION,
    status: "running",
    kind: "missing-child",
    title: "Meisje van 6 vermist",
    description: {
      summary: "Meisje van 6 vermist",
      lastSeenAt: "2026-03-02T14:40:00Z",
      lastSeenPlace: "Zuiderplein, Leeuwarden",
      person: { sex: "girl", ageFrom: 6, lengthCm: 120, hair: "blond", clothing: "rode jas" },
    },
    area: { center: { type: "Point", coordinates: [5.79, 53.19] }, radius: 1_500 },
    distance: 1_200,
    startedAt: "2026-03-02T14:45:00Z",
    endedAt: null,
    result: null,
    exercise: false,
    photo: null,
    messages: messages.map(message),
    ...changes,
  };
}
