import { type LeavingProps, LeavingScreen } from "../src/app/leaving/LeavingScreen";
import { type SettingsProps, SettingsScreen } from "../src/app/settings/SettingsScreen";
import { Unreadable } from "../src/app/Unreadable";
import { point } from "../src/device/position";
import { speak } from "../src/i18n/app";
import { Waiting } from "../src/ui/Waiting";
import { exercise, over } from "./alerts";
import { card, ME, NOW } from "./examples";
import { TOOLS } from "./joining";

const nothing = () => undefined;

const settings =
  (changes: Partial<SettingsProps> = {}) =>
  () => (
    <SettingsScreen
      me={ME}
      choices={{
        live: true,
        places: { home: { label: "Zuiderplein 12, 8911 AB Leeuwarden", location: point(5.8, 53.2) } },
      }}
      online
      installed={false}
      saving="idle"
      tools={TOOLS}
      now={NOW}
      onChange={nothing}
      onLanguage={(language) => void speak(language)}
      onLive={nothing}
      onPlace={nothing}
      {...changes}
    />
  );

const leaving = (state: LeavingProps["state"]) => () => <LeavingScreen state={state} onLeave={nothing} />;

const unreadable = (why: "failed" | "blocked") => () => (
  <Unreadable why={why} onRetry={async () => undefined} />
);

export const rest: Record<string, () => preact.JSX.Element> = {
  settings: settings(),
  "settings-saved": settings({ saving: "saved" }),
  "settings-failed": settings({ saving: "failed" }),
  "settings-offline": settings({ online: false }),
  "settings-paused": settings({ me: { ...ME, pausedUntil: new Date(+NOW + 8 * 3_600_000).toISOString() } }),
  "settings-ongoing": over([card()], settings()),
  "settings-exercise": over([exercise()], settings()),
  "leave-ongoing": over([card({ action: "a" }), card({ action: "b" })], leaving("asking")),
  leave: leaving("asking"),
  "leave-busy": leaving("busy"),
  "leave-failed": leaving("failed"),
  "leave-unknown": leaving("unknown"),
  "leave-done": leaving("done"),
  unreadable: unreadable("failed"),
  "unreadable-blocked": unreadable("blocked"),
  waiting: Waiting,
};
