// Where the last tapped notification leads. iOS opens the start page whatever the worker asks for.

import { store } from "./connection";
import { go } from "./route";

const FRESH = 60_000;

export async function followPending(): Promise<void> {
  const remembered = await store.get("remembered");
  if (!remembered) return;
  await store.drop("remembered");
  if (Math.abs(Date.now() - remembered.at) < FRESH) go(remembered.path, { replace: true });
}
