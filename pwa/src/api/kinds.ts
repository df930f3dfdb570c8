// What follows from an action's kind, for whoever shows or asks it.

import type { ActionKind } from "./types";

const MISSING: readonly string[] = ["missing-child", "missing-adult"] satisfies ActionKind[];

/** Whether somebody is missing, and nobody suspected. False while no kind was chosen. */
export const isMissing = (kind: ActionKind | "") => MISSING.includes(kind);
