// The entry of the kiosk's page: becomes a kiosk when the address brings a code, then shows it.

import { render } from "preact";
import "../ui/tokens.css";
import "../ui/base.css";
import "../ui/controls.css";
import "./kiosk.css";
import { caller } from "../api/client";
import { Kiosk } from "./Kiosk";
import { enrol } from "./server";

const call = caller({ fetch: (...request) => fetch(...request), token: async () => undefined });

async function main(): Promise<void> {
  const code = location.hash.slice(1);
  // The code must not stay in the history, and going back must lead nowhere.
  history.replaceState(null, "", location.pathname);
  history.pushState(null, "", location.pathname);
  addEventListener("popstate", () => history.pushState(null, "", location.pathname));
  // A page that the browser kept would show what somebody else filled in.
  addEventListener("pageshow", ({ persisted }) => persisted && location.reload());
  // Whether this is a kiosk all the same, the next call tells.
  const refused =
    code !== "" &&
    !(await enrol(call, code).then(
      () => true,
      () => false,
    ));
  const root = document.getElementById("kiosk");
  if (root) render(<Kiosk call={call} joinUrl={`${location.origin}/meedoen`} refused={refused} />, root);
}

void main();
