// Who works here. When the session ends, signing in stands over the screen, and what was on it stays.

import { signal } from "@preact/signals";
import type { SignedIn } from "../api/types";
import { adopt, expire, purge, seen } from "./data/purge";
import { roomStore } from "./data/store";
import * as server from "./server";

/** asking: not known yet · out: nobody · in · ended: signed out by the server, with a screen to go back to. */
export type SessionState = "asking" | "unreachable" | "out" | "in" | "ended";

export const who = signal<SignedIn | null>(null);
export const sessionState = signal<SessionState>("asking");

/** What whoever works here keeps in this browser. */
export const kept = roomStore(() => who.value?.username ?? null);

export async function begin(): Promise<void> {
  server.whenEnded(() => {
    if (sessionState.value === "in") sessionState.value = "ended";
  });
  sessionState.value = "asking";
  try {
    const me = await server.whoAmI();
    adopt(me.username);
    arrive(me);
  } catch (error) {
    // A server that is down says nothing about who is signed in.
    sessionState.value = error instanceof server.Problem && error.status < 500 ? "out" : "unreachable";
    if (sessionState.value === "out") adopt(null);
    look();
  }
}

/** What another left here is gone before their screen is drawn. */
function arrive(me: SignedIn): void {
  purge(me.username, Date.now());
  who.value = me;
  sessionState.value = "in";
  look();
}

/** Forgets what is old; main.tsx calls it each minute. While nobody knows who works here, all of it stays. */
export function look(now = Date.now()): void {
  const at = sessionState.value;
  if (at === "asking" || at === "unreachable") return;
  if (at === "in" && who.value) seen(who.value.username, now);
  expire(at === "in", now);
}

/** Throws what the server refuses. Somebody else begins with a screen of their own: Room is keyed by the name. */
export async function enter(username: string, password: string, code: string): Promise<void> {
  arrive(await server.signIn(username, password, code));
}

export async function leave(): Promise<void> {
  try {
    await server.signOut();
  } catch (error) {
    // Without an answer the session is still there: nobody may think it is not.
    if (error instanceof server.Unreachable) throw error;
  }
  who.value = null;
  sessionState.value = "out";
  purge(null, Date.now());
}
