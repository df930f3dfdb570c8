import type { ComponentType } from "preact";
import { actionOf, HOME, INSTALL, JOIN, LEAVE, LINK, PERMISSION, SETTINGS } from "../api/routes";
import { LiveRegion } from "../ui/LiveRegion";
import { lazy } from "../ui/lazy";
import { Waiting } from "../ui/Waiting";
import { open } from "./boot";
import { path } from "./route";
import { alarming, stage, unreadable } from "./state";
import { Unreadable } from "./Unreadable";

// A participant never needs the joining, nor a newcomer the alerts: each part is fetched when it is shown.
const Alert = lazy(async () => (await import("./chunks/participant")).Alert, "alerts");
const Ongoing = lazy(async () => (await import("./chunks/participant")).Ongoing, "alerts");
const Home = lazy<object>(async () => (await import("./chunks/participant")).Home, "alerts");
const Joining = lazy<object>(async () => (await import("./joining/Joining")).Joining, "joining");
const Link = lazy<object>(async () => (await import("./chunks/occasional")).Link, "occasional");
const Settings = lazy<object>(
  async () => (await import("./chunks/occasional")).Settings,
  "occasional",
  "places",
);
const Leaving = lazy<object>(async () => (await import("./chunks/occasional")).Leaving, "occasional");
const Install = lazy<object>(async () => (await import("./chunks/occasional")).Install, "occasional");
const Refused = lazy<object>(async () => (await import("./chunks/occasional")).Refused, "occasional");

/** For participants; others are led to joining. */
const SCREENS: Record<string, typeof Home> = {
  [HOME]: Home,
  [SETTINGS]: Settings,
  [INSTALL]: Install,
  [PERMISSION]: Refused,
};

function screen(at: string): typeof Home {
  if (at === LINK) return Link;
  // Stays after the last tap, to say that all is erased.
  if (at === LEAVE) return Leaving;
  if (at === JOIN || stage.value === "stranger") return Joining;
  return SCREENS[at] ?? Home;
}

/** Fetches what the first frame shows, so that it is drawn at once. */
export async function prepare(): Promise<void> {
  if (!unreadable.value) await (actionOf(path.value) ? Alert : screen(path.value)).load();
}

export function App() {
  if (unreadable.value) return <Unreadable why={unreadable.value} onRetry={open} />;
  if (stage.value === "starting") return <Waiting />;
  const action = actionOf(path.value);
  const Shown: ComponentType = screen(path.value);
  return (
    <>
      {/* The start page shows what runs itself. */}
      {alarming.value && path.value !== HOME && <Ongoing action={action} />}
      {action ? <Alert key={action} action={action} /> : <Shown />}
      <LiveRegion />
    </>
  );
}
