import type { ComponentType, JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { type Book, learn, t } from "../language";
import { Button } from "./Button";

interface Later<P> {
  (props: P): JSX.Element | null;
  /** Fetches it now, so that the first frame has it. */
  load: () => Promise<void>;
}

/** A part of the app that is fetched, with its words, when it is first shown; when that fails, one tap tries again. */
export function later<P extends object>(
  fetched: () => Promise<ComponentType<P>>,
  ...books: Book[]
): Later<P> {
  let Part: ComponentType<P> | null = null;
  const load = async () => {
    [Part] = await Promise.all([fetched(), learn(...books)]);
  };
  const Shown = (props: P) => {
    const [state, setState] = useState<"asking" | "failed" | "there">(Part ? "there" : "asking");
    useEffect(() => {
      if (state !== "asking") return;
      load().then(
        () => setState("there"),
        () => setState("failed"),
      );
    }, [state]);
    if (Part) return <Part {...props} />;
    if (state !== "failed") return null;
    return (
      <div>
        <p role="alert">{t("app.offline")}</p>
        <Button onTap={() => setState("asking")}>{t("app.retry")}</Button>
      </div>
    );
  };
  return Object.assign(Shown, { load });
}
