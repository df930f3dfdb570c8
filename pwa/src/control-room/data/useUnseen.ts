import { useEffect } from "preact/hooks";
import { now } from "../../api/server-time";
import { report } from "../page-title";
import { overview } from "./overview";
import { UNSEEN } from "./poll";
import { type Glimpse, unseen } from "./unseen";

const glimpse = (): Glimpse => ({ told: overview.value, at: now() });

/** While the tab is out of sight its title tells what happened; seen again, it is the screen's own. */
export function useUnseen(): void {
  useEffect(() => {
    let before: Glimpse | null = null;
    const tell = () => {
      if (!before) return;
      // Opened behind another tab nothing was seen yet: what there is first is what it is measured by.
      if (!before.told.value && overview.value.value) before = glimpse();
      report(unseen(before, glimpse()));
    };
    const turn = () => {
      before = document.hidden ? glimpse() : null;
      report([]);
    };
    turn();
    document.addEventListener("visibilitychange", turn);
    const unwatch = overview.subscribe(tell);
    // Time runs out without anything being heard.
    const timer = setInterval(tell, UNSEEN);
    return () => {
      document.removeEventListener("visibilitychange", turn);
      unwatch();
      clearInterval(timer);
      report([]);
    };
  }, []);
}
