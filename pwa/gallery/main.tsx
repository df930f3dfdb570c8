// Draws every state of every screen: gallery.html lists them, gallery.html?state=NAME&language=en draws one.
// For eyes and screenshots; no part of what is shipped.

import { render } from "preact";
import "../src/ui/tokens.css";
import "../src/ui/base.css";
import "../src/ui/controls.css";
import "../src/app/app.css";
import { learn, speak } from "../src/i18n/app";
import { alerts } from "./alerts";
import { home } from "./home";
import { joining } from "./joining";
import { rest } from "./rest";

const STATES = { ...alerts, ...home, ...joining, ...rest };

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

const root = document.getElementById("app");
const asked = new URLSearchParams(location.search);
await learn("alerts", "joining", "places", "occasional");
await speak(asked.get("language") === "en" ? "en" : "nl");
const State = STATES[asked.get("state") ?? ""];
if (root) render(State ? <State /> : <List />, root);
// Who takes the pictures waits for it: the fetched parts of a screen have come by then.
setTimeout(() => document.documentElement.setAttribute("data-drawn", ""), 500);
