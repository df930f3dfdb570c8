import { useLayoutEffect, useRef } from "preact/hooks";
import { useWords } from "../i18n/kiosk";

interface Props {
  /** Until everything is cleared. */
  seconds: number;
  /** Beside a code: it is the code that goes. */
  code: boolean;
  onStay: () => void;
  onAgain: () => void;
}

/** Asks who has touched nothing for a while. Whatever is behind it waits; Escape, or a touch beside it, stays. */
export function StillThere({ seconds, code, onStay, onAgain }: Props) {
  const t = useWords();
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const shown = dialog.current;
    // On the click, not before: a dialog that went as the finger is lifted would leave the click to what is behind it.
    const beside = ({ target }: Event) => target === shown && onStay();
    shown?.addEventListener("click", beside);
    shown?.addEventListener("close", onStay);
    shown?.showModal();
    return () => {
      shown?.removeEventListener("close", onStay);
      // Closed rather than taken away, it gives the focus back to where it was.
      shown?.close();
    };
  }, []);
  return (
    <dialog ref={dialog} role="alertdialog" aria-labelledby="idle" aria-describedby="seconds">
      <h2 id="idle">{t("idle.title")}</h2>
      <p id="seconds">{t(code ? "idle.code" : "idle.text", { seconds })}</p>
      <button type="button" class="do" onClick={onStay}>
        {t("idle.stay")}
      </button>
      <button type="button" class="other" onClick={onAgain}>
        {t("frame.again")}
      </button>
    </dialog>
  );
}
