// What every screen may need to know of this phone and its participant. Signals only; who fills them stands in the
// modules named for it.

import { signal } from "@preact/signals";
import { now } from "../api/server-time";
import type { Me, Municipality } from "../api/types";
import type { Permission } from "../device/platform";
import type { Choices } from "../device/store-schema";

export type PushStatus =
  | { state: "none" | "asking" | "failed" | "blocked" | "refused" }
  | { state: "confirmed"; at: string };
export type PositionStatus = "off" | "asking" | "known" | "denied" | "failed" | "vague";

export const NO_CHOICES: Choices = { live: false, places: {} };

/** stranger: not joined, or not yet. */
export const stage = signal<"starting" | "stranger" | "participant">("starting");
/** The server no longer knew this phone. */
export const forgotten = signal(false);
/** The server did not know this phone when last asked: perhaps the wrong one, or an older copy of it, for a while. */
export const doubted = signal(false);
/** It said so at an earlier start already, and not otherwise since. */
export const doubtedBefore = signal(false);
/** Said to be 16 or older, and to want to take part. */
export const agreed = signal(false);
export const choices = signal(NO_CHOICES);
export const me = signal<Me | null>(null);
export const municipality = signal<Municipality | null>(null);

/** Why what this phone keeps can't be read now; then nothing is known of who uses it. */
export const unreadable = signal<"failed" | "blocked" | null>(null);
/** A newer version of the app has changed what the phone keeps. */
export const outdated = signal(false);

/** Whether the app is in sight: only then something counts as looked at. */
export const visible = signal(true);
export const online = signal(true);
export const reachable = signal(true);
/** Rather no notifications, whatever the browser allows. */
export const declined = signal(false);
/** What the browser allows and the participant wants. */
export const permitted = signal<Permission>("default");
export const pushStatus = signal<PushStatus>({ state: "none" });
/** When the server last confirmed the way to this phone, in an earlier session. */
export const confirmedBefore = signal<string | null>(null);
export const positionStatus = signal<PositionStatus>("off");
/** Milliseconds this phone's clock is ahead of the server's. */
export const ahead = signal(0);
/** Chrome offers to install, and may do so. */
export const installable = signal(false);
/** An alert is running: nothing may get in its way. */
export const alarming = signal(false);

/** Ticks while the app is visible, so that ages stay true. */
export const moment = signal(now());
