import type { words as nl } from "../nl/live";

export const words: Record<keyof typeof nl, string> = {
  "live.running": "Running",
  "live.ended": "Ended",
  "live.expired": "The time of this action is up.",
  "live.outcome": "End the action",
  "past.title": "Past actions",
  "past.none": "There are no past actions yet.",
};
