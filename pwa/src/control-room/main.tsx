// The entry of the control room's page.

import { render } from "preact";
import "../ui/tokens.css";
import "../ui/base.css";
import "../ui/controls.css";
import "./room.css";
import { config, DEFAULTS } from "../api/config";
import { beginLanguage } from "./choose-language";
import { beginTitle } from "./page-title";
import { Room } from "./Room";
import { watchRoute } from "./route";
import * as server from "./server";
import { begin, look } from "./session";

async function main(): Promise<void> {
  watchRoute();
  beginTitle();
  await beginLanguage();
  const root = document.getElementById("room");
  if (root) render(<Room />, root);
  setInterval(() => look(), 60_000);
  await Promise.all([begin(), configure().catch(() => undefined)]);
}

async function configure(): Promise<void> {
  config.value = { ...DEFAULTS, ...(await server.config()) };
}

void main();
