import { useState } from "preact/hooks";
import { Problem } from "../api/client";
import { useWords } from "../i18n/kiosk";
import type { Places } from "./server";

interface Props {
  places: Places;
  onJoin: (print: boolean) => Promise<void>;
}

/** Age and consent, and four sentences on privacy; then the phone or paper. */
export function ConsentStep({ places, onJoin }: Props) {
  const t = useWords();
  const [agreed, setAgreed] = useState(false);
  const [busy, setBusy] = useState(false);
  const [said, setSaid] = useState("");
  const join = async (print: boolean) => {
    if (busy) return;
    if (!agreed) return setSaid(t("consent.needed"));
    setBusy(true);
    setSaid(t("consent.busy"));
    try {
      await onJoin(print);
    } catch (error) {
      setBusy(false);
      if (!(error instanceof Problem)) return setSaid("");
      setSaid(t(why(error)));
    }
  };
  return (
    <>
      {(["home", "work"] as const).map(
        (name) =>
          places[name] && (
            <p key={name} class="chosen">
              {t(`consent.${name}`)}: {places[name].label}
            </p>
          ),
      )}
      <ul class="told">
        {(["one", "two", "three", "four"] as const).map((number) => (
          <li key={number}>{t(`consent.${number}`)}</li>
        ))}
      </ul>
      <div class="hand asked">
        <label class="tick">
          <input
            type="checkbox"
            checked={agreed}
            onChange={({ currentTarget }) => {
              setAgreed(currentTarget.checked);
              setSaid("");
            }}
          />
          {t("consent.tick")}
        </label>
        <p class="said" role="status">
          {said}
        </p>
        <button type="button" class="do" aria-disabled={busy} onClick={() => void join(false)}>
          {t("consent.phone")}
        </button>
        <button type="button" class="other" aria-disabled={busy} onClick={() => void join(true)}>
          {t("consent.paper")}
        </button>
      </div>
    </>
  );
}

function why({ status, errors }: Problem) {
  if (status === 429) return "consent.crowded";
  return errors.some(({ code }) => code === "outside-netherlands") ? "consent.outside" : "consent.refused";
}
