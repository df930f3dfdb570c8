// The truth about each link between an action and this phone: what holds, since when, and how to mend it. Pure.

import type { Municipality } from "../../api/types";
import type { Permission } from "../../device/platform";
import type { Key } from "../../i18n/app";
import type { Params } from "../../i18n/translate";
import type { PositionStatus, PushStatus } from "../state";

export interface Facts {
  permission: Permission;
  online: boolean;
  /** Whether the server answered when last asked. */
  reachable: boolean;
  /** Whether it did not know this phone then. */
  doubted: boolean;
  pushStatus: PushStatus;
  /** When the server confirmed the subscription before, if it ever did. */
  confirmedBefore: string | null;
  /** Milliseconds this phone's clock is ahead of the server's. */
  ahead: number;
  positionStatus: PositionStatus;
  /** The position the server holds. */
  position: { accuracy: number; at: string; expiresAt: string } | null;
  places: { home: boolean; work: boolean };
  municipality: Municipality | null;
}

export type Remedy =
  | "allow"
  | "unblock"
  | "install"
  | "mend"
  | "retry"
  | "locate"
  | "relocate"
  | "unblockPlace"
  | "address";

export interface Link {
  id: "notifications" | "connection" | "position" | "places" | "clock";
  state: "ok" | "note" | "busy" | "broken";
  words: Key<"alerts">;
  /** Fills {ago}. */
  at?: string;
  params?: Params;
  /** The sentence when this is the link that breaks the chain. */
  headline?: Key<"alerts">;
  remedy?: Remedy;
}

export interface Chain {
  links: Link[];
  /** The link to mend first; null when everything holds. */
  broken: Link | null;
  /** Nothing is broken, but the way to this phone was never confirmed yet, or its only place is still looked for. */
  unsure: boolean;
  /** The municipality of this participant, while it does not take part. */
  notJoined: string | null;
}

const CLOCK_MATTERS = 5 * 60_000;

export function chain(facts: Facts, now: Date): Chain {
  const position = positionLink(facts, now);
  const links = [notifications(facts), connection(facts), position, places(facts), ...clock(facts.ahead)];
  const broken = links.find((link) => link.state === "broken") ?? null;
  const { home, work } = facts.places;
  const unsure = links.some(
    ({ id, state }) =>
      state === "busy" && (id === "connection" ? facts.confirmedBefore === null : !home && !work),
  );
  const { municipality } = facts;
  const notJoined = municipality && !municipality.joined ? municipality.name : null;
  return { links, broken, unsure: !broken && unsure, notJoined };
}

function notifications({ permission }: Facts): Link {
  const words = `chain.notifications.${permission}` as const;
  if (permission === "granted") return { id: "notifications", state: "ok", words };
  const remedy: Partial<Record<Permission, Remedy>> = {
    denied: "unblock",
    default: "allow",
    "install-first": "install",
  };
  const mend = remedy[permission];
  return {
    id: "notifications",
    state: "broken",
    words,
    headline: `off.notifications.${permission}`,
    ...(mend ? { remedy: mend } : {}),
  };
}

function connection({ permission, online, reachable, doubted, pushStatus, confirmedBefore }: Facts): Link {
  const id = "connection";
  if (!online) {
    const headline = "off.connection.offline";
    return confirmedBefore
      ? { id, state: "broken", words: "chain.connection.offlineSince", at: confirmedBefore, headline }
      : { id, state: "broken", words: "chain.connection.offline", headline };
  }
  if (!reachable || doubted) {
    const why = reachable ? "unknown" : "unreachable";
    return {
      id,
      state: "broken",
      words: `chain.connection.${why}`,
      headline: `off.connection.${why}`,
      remedy: "retry",
    };
  }
  if (permission !== "granted") return { id, state: "note", words: "chain.connection.waiting" };
  if (pushStatus.state === "confirmed")
    return { id, state: "ok", words: "chain.connection.confirmed", at: pushStatus.at };
  if (pushStatus.state === "failed" || pushStatus.state === "blocked" || pushStatus.state === "refused") {
    return {
      id,
      state: "broken",
      words: `chain.connection.${pushStatus.state}`,
      headline: `off.connection.${pushStatus.state}`,
      remedy: "mend",
    };
  }
  return { id, state: "busy", words: "chain.connection.asking" };
}

function positionLink({ positionStatus, position, places }: Facts, now: Date): Link {
  const id = "position";
  // With an address there is still something to go by, so a missing position is a note.
  const state = places.home || places.work ? "note" : "broken";
  if (positionStatus === "off") {
    return state === "note"
      ? { id, state, words: "chain.position.off", remedy: "locate" }
      : { id, state, words: "chain.position.offAlone", headline: "off.position.offAlone", remedy: "locate" };
  }
  const fresh = position !== null && Date.parse(position.expiresAt) > +now;
  if (fresh) {
    const params = { accuracy: Math.max(10, Math.round(position.accuracy / 10) * 10) };
    return { id, state: "ok", words: "chain.position.known", at: position.at, params };
  }
  if (positionStatus === "asking") return { id, state: "busy", words: "chain.position.asking" };
  if (positionStatus === "known") {
    if (!position) return { id, state: "busy", words: "chain.position.asking" };
    const headline = "off.position.expired";
    return { id, state, words: "chain.position.expired", at: position.at, headline, remedy: "relocate" };
  }
  return {
    id,
    state,
    words: `chain.position.${positionStatus}`,
    headline: `off.position.${positionStatus}`,
    remedy: positionStatus === "denied" ? "unblockPlace" : "relocate",
  };
}

function places({ places: { home, work }, municipality }: Facts): Link {
  const id = "places";
  if (municipality && !municipality.joined) {
    return {
      id,
      state: "note",
      words: "chain.places.notJoined",
      params: { municipality: municipality.name },
    };
  }
  if (home && work) return { id, state: "ok", words: "chain.places.both" };
  if (home || work) return { id, state: "ok", words: home ? "chain.places.home" : "chain.places.work" };
  return { id, state: "note", words: "chain.places.none", remedy: "address" };
}

function clock(ahead: number): Link[] {
  if (Math.abs(ahead) < CLOCK_MATTERS) return [];
  return [{ id: "clock", state: "note", words: ahead > 0 ? "chain.clock.ahead" : "chain.clock.behind" }];
}

/** How much a clock is off, in the largest unit that fits. */
export function deviation(ahead: number): { words: Key<"alerts">; n: number } {
  const minutes = Math.round(Math.abs(ahead) / 60_000);
  const hours = Math.round(minutes / 60);
  const days = Math.round(hours / 24);
  if (minutes < 90) return { words: "chain.clock.minutes", n: minutes };
  if (hours < 24) return { words: "chain.clock.hours", n: hours };
  return { words: "chain.clock.days", n: days };
}
