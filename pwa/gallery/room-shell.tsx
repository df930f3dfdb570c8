import { useState } from "preact/hooks";
import { config, DEFAULTS } from "../src/api/config";
import type { ActionAtAGlance, SignedIn } from "../src/api/types";
import { Desk } from "../src/control-room/Desk";
import { go } from "../src/control-room/route";
import { sessionState, who } from "../src/control-room/session";
import { SignIn } from "../src/control-room/signin/SignIn";
import { point } from "../src/device/position";
import { TILES } from "./examples";
import { type Answers, answer } from "./room-server";

export const ME: SignedIn = { username: "j.devries", role: "dispatcher", region: "Fryslân" };

const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();

export const glance = (changes: Partial<ActionAtAGlance> = {}): ActionAtAGlance => ({
  id: "girl",
  title: "Meisje van 6 jaar vermist",
  kind: "missing-child",
  place: "Leeuwarden",
  municipality: "Leeuwarden",
  exercise: false,
  expired: false,
  startedAt: minutesAgo(3),
  expiresAt: minutesAgo(-117),
  area: { center: point(5.79, 53.2), radius: 2_400 },
  messages: 1,
  tips: 2,
  photo: null,
  selected: 742,
  handedOver: 690,
  shown: 512,
  waiting: 52,
  ...changes,
});

export const QUIET: Answers = {
  "GET /v1/dispatch/overview": { sending: true, largeAction: 25_000, items: [] },
  "GET /v1/dispatch/push-services": { items: [] },
};

/** A desk at an address, with a server that answers so. */
export const desk = (hash: string, answers: Answers = {}, me = ME) =>
  function At() {
    // Before anything asks.
    useState(() => {
      config.value = { ...DEFAULTS, tileUrl: TILES };
      answer({ ...QUIET, ...answers });
      who.value = me;
      sessionState.value = "in";
      go(hash, "replace");
    });
    return <Desk />;
  };

const RUNNING = {
  sending: true,
  largeAction: 25_000,
  items: [
    glance(),
    glance({
      id: "exercise",
      title: "Overval op een winkel",
      exercise: true,
      place: "Goutum",
      tips: 0,
      expired: true,
    }),
  ],
};

export const states: Record<string, () => preact.JSX.Element> = {
  "room-overview": desk("#/"),
  "room-running": desk("#/", { "GET /v1/dispatch/overview": RUNNING }),
  "room-still": desk("#/", {
    "GET /v1/dispatch/overview": { ...RUNNING, sending: false },
    "GET /v1/dispatch/push-services": {
      items: [
        { origin: "https://push.example", state: "refusing", since: minutesAgo(4), subscriptions: 300 },
        { origin: "https://slow.example", state: "open", since: minutesAgo(1), subscriptions: 30 },
      ],
    },
  }),
  "room-sign-in": () => <SignIn />,
  "room-sign-in-again": () => <SignIn before="j.devries" />,
};
