// The entry: draw from what the phone has, then wake everything that needs the network.

import { render } from "preact";
import "../shared/theme.css";
import "./app.css";
import { App, prepare } from "./App";
import { awake, begin } from "./start";

// Not awaited at the top: the parts that are fetched import this file's neighbours, and would wait for it.
async function main(): Promise<void> {
  const root = document.getElementById("app");
  await begin();
  // Without it the screen itself says that it could not be fetched, and offers another try.
  await prepare().catch(() => undefined);
  if (root) render(<App />, root);
  requestAnimationFrame(() => setTimeout(awake));
}

void main();
