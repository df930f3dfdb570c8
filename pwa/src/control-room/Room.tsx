import { useLayoutEffect, useRef } from "preact/hooks";
import { t } from "../i18n/room";
import { Button } from "../ui/Button";
import { Desk } from "./Desk";
import { titled } from "./page-title";
import { begin, type SessionState, sessionState, who } from "./session";
import { SignIn } from "./signin/SignIn";

/** The control room: signing in, or a desk. A desk whose session ended is kept, out of sight, until it goes on. */
export function Room() {
  const at = sessionState.value;
  const me = who.value;
  useBackToWork(at);
  return (
    <>
      {me && (
        <div hidden={at !== "in"}>
          <Desk key={me.username} />
        </div>
      )}
      {at === "asking" && <p class="waiting">{t("shell.loading")}</p>}
      {at === "out" && <SignIn />}
      {at === "ended" && <SignIn before={me?.username ?? null} />}
      {at === "unreachable" && (
        <main class="sign-in">
          <h1>{t("shell.unreachable")}</h1>
          <p>{t("shell.unreachableText")}</p>
          <Button onPress={() => void begin()}>{t("shell.retry")}</Button>
        </main>
      )}
    </>
  );
}

interface Left {
  element: Element | null;
  title: string;
}

/** Signed in again, the focus and the page's title are where they were when the session ended. */
function useBackToWork(at: SessionState) {
  const left = useRef<Left | null>(null);
  useLayoutEffect(() => {
    if (at === "ended") left.current = { element: document.activeElement, title: titled.value };
    if (at !== "in" || !left.current) return;
    const { element, title } = left.current;
    left.current = null;
    // Of somebody else's desk nothing is left.
    if (!(element?.isConnected && element instanceof HTMLElement)) return;
    titled.value = title;
    element.focus({ preventScroll: true });
    if (document.activeElement === document.body)
      document.querySelector<HTMLElement>("main h1")?.focus({ preventScroll: true });
  }, [at]);
}
