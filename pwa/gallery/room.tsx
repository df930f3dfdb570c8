// Draws every state of the control room, as main.tsx does of the app: each room-*.tsx beside this file exports
// `states`, by name. What the screens ask of the server, `answers` tells: see room-server.ts.

import type { JSX } from "preact";
import { render } from "preact";
import "../src/ui/tokens.css";
import "../src/ui/base.css";
import "../src/ui/controls.css";
import "../src/control-room/room.css";
import { beginLanguage, chooseLanguage } from "../src/control-room/choose-language";

type States = Record<string, () => JSX.Element>;

const files = import.meta.glob<{ states: States }>("./room-*.tsx", { eager: true });
const STATES: States = Object.assign({}, ...Object.values(files).map(({ states }) => states));

function List() {
  return (
    <main>
      <h1>Every state</h1>
      <ul>
        {Object.keys(STATES).map((name) => (
          <li key={name}>
            <a href={`?state=${name}`}>{name}</a>
          </li>
        ))}
      </ul>
    </main>
  );
}

const root = document.getElementById("room");
const asked = new URLSearchParams(location.search);
await beginLanguage();
await chooseLanguage(asked.get("language") === "en" ? "en" : "nl");
const State = STATES[asked.get("state") ?? ""];
if (root) render(State ? <State /> : <List />, root);
// Who takes the pictures waits for it: the fetched parts of a screen have come by then.
setTimeout(() => document.documentElement.setAttribute("data-drawn", ""), 700);
