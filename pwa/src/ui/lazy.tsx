import type { ComponentType, JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { type Book, learn, t } from "../i18n/app";
import { Button } from "./Button";
import { Waiting } from "./Waiting";

interface Later<P> {
  (props: P): JSX.Element | null;
  /** Fetches it now, so that the first frame has it. */
  load: () => Promise<void>;
}

/** A part of the app that is fetched, with its words, when it is first shown. It says that it loads when that takes
 * long, and when it fails; then one tap tries again. */
export function lazy<P extends object>(fetched: () => Promise<ComponentType<P>>, ...books: Book[]): Later<P> {
  let Part: ComponentType<P> | null = null;
  const load = async () => {
    [Part] = await Promise.all([fetched(), learn(...books)]);
  };
  const Shown = (props: P) => {
    const [state, setState] = useState<"asking" | "failed" | "there">(Part ? "there" : "asking");
    const failures = useRef(0);
    useEffect(() => {
      if (state !== "asking") return;
      load().then(
        () => setState("there"),
        () => {
          failures.current++;
          setState("failed");
        },
      );
    }, [state]);
    if (Part) return <Part {...props} />;
    if (state !== "failed") return <Waiting />;
    // Some browsers remember that a file could not be had until the page is loaded anew.
    const again = () => (failures.current > 1 && navigator.onLine ? location.reload() : setState("asking"));
    return (
      <div class="waiting">
        <p role="alert">{t(navigator.onLine ? "app.missing" : "app.offline")}</p>
        <Button onPress={again}>{t("app.retry")}</Button>
      </div>
    );
  };
  return Object.assign(Shown, { load });
}
