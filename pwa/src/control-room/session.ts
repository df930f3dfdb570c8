// Who works here. When the session ends, signing in stands over the screen, and what was on it stays.

import { signal } from "@preact/signals";
import type { SignedIn } from "./contract";
import * as server from "./server";

/** asking: not known yet · out: nobody · in · ended: signed out by the server, with a screen to go back to. */
export type Standing = "asking" | "unreachable" | "out" | "in" | "ended";

export const who = signal<SignedIn | null>(null);
export const standing = signal<Standing>("asking");

export async function begin(): Promise<void> {
  server.whenEnded(() => {
    if (standing.value === "in") standing.value = "ended";
  });
  standing.value = "asking";
  try {
    who.value = await server.whoAmI();
    standing.value = "in";
  } catch (error) {
    standing.value = error instanceof server.Problem ? "out" : "unreachable";
  }
}

/** Throws what the server refuses. Somebody else begins with a screen of their own: Room is keyed by the name. */
export async function enter(username: string, password: string, code: string): Promise<void> {
  who.value = await server.signIn(username, password, code);
  standing.value = "in";
}

export async function leave(): Promise<void> {
  try {
    await server.signOut();
  } catch (error) {
    // Without an answer the session is still there: nobody may think it is not.
    if (error instanceof server.Unreachable) throw error;
  }
  who.value = null;
  standing.value = "out";
}
