import { InstallScreen } from "../src/app/install/InstallScreen";
import { RefusedScreen } from "../src/app/install/RefusedScreen";
import { AskScreen } from "../src/app/joining/AskScreen";
import { DeclinedScreen } from "../src/app/joining/DeclinedScreen";
import { type NotifyProps, NotifyScreen } from "../src/app/joining/NotifyScreen";
import { type WhereProps, WhereScreen } from "../src/app/joining/WhereScreen";
import { type LinkProps, LinkScreen } from "../src/app/link/LinkScreen";
import type { PlaceTools } from "../src/app/places/tools";
import { point } from "../src/device/position";
import { speak } from "../src/i18n/app";
import { names } from "../src/places/names";
import { TILES } from "./examples";
import { pressed } from "./Pressed";

const nothing = () => undefined;
const HOME = { label: "Zuiderplein 12, 8911 AB Leeuwarden", location: point(5.79, 53.19) };

export const TOOLS: PlaceTools = {
  lookUp: async () => {
    throw new Error("not here");
  },
  names,
  tileUrl: TILES,
  near: point(5.79, 53.2),
};

const ask =
  (changes: object = {}) =>
  () => (
    <AskScreen
      agreed={false}
      missing={false}
      again={false}
      tips="08000011"
      onAgree={nothing}
      onNext={nothing}
      onDecline={nothing}
      onLanguage={(language) => void speak(language)}
      {...changes}
    />
  );

const where =
  (changes: Partial<WhereProps> = {}) =>
  () => (
    <WhereScreen
      choices={{ live: false, places: {} }}
      positionStatus="off"
      accuracy={null}
      busy={false}
      failure={null}
      tools={TOOLS}
      onLive={nothing}
      onPlace={nothing}
      onNext={nothing}
      {...changes}
    />
  );

const notify =
  (changes: Partial<NotifyProps> = {}) =>
  () => <NotifyScreen state="idle" municipality={null} onAllow={nothing} onSkip={nothing} {...changes} />;

const refused =
  (what: "notifications" | "position", platform: "iphone" | "android" | "other", still = false) =>
  () => <RefusedScreen what={what} platform={platform} still={still} onCheck={nothing} onSkip={nothing} />;

const installing =
  (platform: "iphone" | "android", changes: object = {}) =>
  () => (
    <InstallScreen
      platform={platform}
      offered={false}
      onInstall={nothing}
      onSkip={nothing}
      onLanguage={(language) => void speak(language)}
      {...changes}
    />
  );

const link =
  (changes: Partial<LinkProps> = {}) =>
  () => <LinkScreen state="idle" code="" problem={null} onCode={nothing} {...changes} />;

const live = { live: true, places: {} };

export const joining: Record<string, () => preact.JSX.Element> = {
  "join-1": ask(),
  "join-1-missing": ask({ missing: true }),
  "join-1-again": ask({ again: true, agreed: true }),
  "join-declined": () => <DeclinedScreen onBack={nothing} />,
  "join-2": where(),
  "join-2-home": pressed(where(), "Vul thuis in"),
  "join-2-name": pressed(where(), "Vul thuis in", "Kies een plaats"),
  "join-2-map": pressed(where(), "Vul thuis in", "Kies een punt op de kaart"),
  "join-2-asking": where({ choices: live, positionStatus: "asking" }),
  "join-2-shared": where({
    choices: { live: true, places: { home: HOME } },
    positionStatus: "known",
    accuracy: 23,
  }),
  "join-2-denied": where({ choices: live, positionStatus: "denied" }),
  "join-2-vague": where({ choices: live, positionStatus: "vague" }),
  "join-2-busy": where({ choices: { live: false, places: { home: HOME } }, busy: true }),
  "join-2-failed": where({
    choices: { live: false, places: { home: HOME } },
    failure: { words: "join.where.unreachable" },
  }),
  "join-3": notify(),
  "join-3-busy": notify({ state: "busy" }),
  "join-3-undecided": notify({ state: "undecided" }),
  "join-3-failed": notify({ state: "failed" }),
  "join-3-unsupported": notify({ state: "unsupported" }),
  "join-3-not-joined": notify({ municipality: { code: "GM1", name: "Noardeast-Fryslân", joined: false } }),
  "refused-android": refused("notifications", "android"),
  "refused-iphone": refused("notifications", "iphone"),
  "refused-other": refused("notifications", "other", true),
  "refused-position": refused("position", "android"),
  "install-iphone": installing("iphone"),
  "install-iphone-code": installing("iphone", { code: "K7QP 3XVN" }),
  "install-android": installing("android"),
  "install-android-offered": installing("android", { offered: true }),
  link: link(),
  "link-busy": link({ state: "busy", code: "K7QP 3XVN" }),
  "link-used": link({ code: "K7QP 3XVN", problem: "link.used" }),
  "link-already": link({ state: "already" }),
};
