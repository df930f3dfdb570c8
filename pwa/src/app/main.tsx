// The entry: draw from what the phone has, then wake everything that needs the network.

import { render } from "preact";
import "../shared/theme.css";
import "./app.css";
import { pause } from "../shared/patience";
import { App, prepare } from "./App";
import { LATE } from "./parts/Waiting";
import { awake, begin } from "./start";

// Not awaited at the top: the parts that are fetched import this file's neighbours, and would wait for it.
async function main(): Promise<void> {
  const root = document.getElementById("app");
  const begun = begin();
  // What could not be fetched yet says so itself, and offers another try.
  await Promise.race([begun.then(prepare).catch(() => undefined), pause(LATE)]);
  if (root) render(<App />, root);
  await begun;
  requestAnimationFrame(() => setTimeout(awake));
}

void main();
