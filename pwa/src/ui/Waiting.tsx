import { useEffect, useState } from "preact/hooks";
import { t } from "../i18n/app";

/** Milliseconds nobody notices: what is there sooner does not flash. */
export const LATE = 400;

/** Where a screen will be: says that it loads, once that takes long enough to wonder. */
export function Waiting() {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), LATE);
    return () => clearTimeout(timer);
  }, []);
  // There before its words, so that a screen reader says them.
  return (
    <div class="waiting" aria-busy="true">
      <p role="status">{late && t("app.loading")}</p>
    </div>
  );
}
