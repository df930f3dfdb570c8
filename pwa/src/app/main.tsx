// The entry: draw from what the phone has, then wake everything that needs the network.

import { render } from "preact";
import "../ui/tokens.css";
import "../ui/base.css";
import "../ui/controls.css";
import "./app.css";
import { sleep } from "../device/async";
import { LATE } from "../ui/Waiting";
import { App, prepare } from "./App";
import { awake, begin } from "./boot";

// Not awaited at the top: the parts that are fetched import this file's neighbours, and would wait for it.
async function main(): Promise<void> {
  const root = document.getElementById("app");
  const begun = begin();
  // What could not be fetched yet says so itself, and offers another try.
  await Promise.race([begun.then(prepare).catch(() => undefined), sleep(LATE)]);
  if (root) render(<App />, root);
  await begun;
  requestAnimationFrame(() => setTimeout(awake));
}

void main();
