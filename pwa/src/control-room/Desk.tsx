import { useEffect, useState } from "preact/hooks";
import type { Overview, PushService } from "../api/types";
import { t } from "../i18n/room";
import { LiveRegion } from "../ui/LiveRegion";
import { AccountScreen } from "./account/AccountScreen";
import { PastActionScreen } from "./afterwards/PastActionScreen";
import { PastScreen } from "./afterwards/PastScreen";
import { Bars } from "./Bars";
import { resume } from "./commands/commands";
import { sending } from "./commands/start-command";
import { overview, pushServices } from "./data/overview";
import { poll, UNSEEN } from "./data/poll";
import { useUnseen } from "./data/useUnseen";
import { ActionScreen } from "./live/ActionScreen";
import { OutcomeScreen } from "./live/OutcomeScreen";
import { OverviewScreen } from "./OverviewScreen";
import { useKeys } from "./parts/useKeys";
import { RunningActions } from "./RunningActions";
import { go, type Route, route, to } from "./route";
import { paths } from "./server";
import { who } from "./session";
import { ConfirmScreen } from "./start/ConfirmScreen";
import { followTabs, open } from "./start/draft";
import { StartScreen } from "./start/StartScreen";
import { Top } from "./Top";

const SERVICES_EVERY = 5_000;

/** Where a dispatcher works: what runs at the left, the screen in the middle, the phone at the right. */
export function Desk() {
  // Before the first screen reads it.
  useState(() => open(who.value?.username ?? ""));
  useEffect(() => followTabs(() => sending.value.state === "sending"), []);
  useEffect(() => {
    resume();
    const seen = poll<Overview>(
      paths.overview,
      (told) => {
        overview.value = told;
      },
      { unseen: UNSEEN },
    );
    const services = poll<{ items: PushService[] }>(
      paths.pushServices,
      ({ value }) => {
        pushServices.value = value?.items ?? [];
      },
      { every: SERVICES_EVERY },
    );
    return () => {
      seen.stop();
      services.stop();
    };
  }, []);
  useUnseen();
  useKeys({ "Alt+N": () => go(to.new) });
  return (
    <div class="desk">
      <button
        type="button"
        class="skip"
        onClick={() => document.querySelector<HTMLElement>("main h1")?.focus()}
      >
        {t("shell.skip")}
      </button>
      <Top />
      <Bars />
      <div class="columns">
        <RunningActions />
        <Shown key={JSON.stringify(route.value)} at={route.value} />
      </div>
      <LiveRegion />
    </div>
  );
}

function Shown({ at }: { at: Route }) {
  switch (at.screen) {
    case "new":
      return <StartScreen />;
    case "confirm":
      return <ConfirmScreen />;
    case "action":
      return <ActionScreen id={at.id} />;
    case "outcome":
      return <OutcomeScreen id={at.id} />;
    case "past":
      return <PastScreen />;
    case "pastAction":
      return <PastActionScreen id={at.id} />;
    case "account":
      return <AccountScreen />;
    default:
      return <OverviewScreen />;
  }
}
