import type { words as nl } from "../nl/start";

export const words: Record<keyof typeof nl, string> = {
  "start.title": "New action",
};
