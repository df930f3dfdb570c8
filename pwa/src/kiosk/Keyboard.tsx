import { useWords } from "../i18n/kiosk";
import { type Accepts, ROWS } from "./allowed-keys";

interface Props {
  typed: string;
  accepts: Accepts;
  onType: (typed: string) => void;
  /** Letters and a space, no digits. */
  words?: boolean;
}

/** The kiosk's own keys: the tablet's keyboard would cover half the screen and remember what was typed. */
export function Keyboard({ typed, accepts, onType, words = false }: Props) {
  const t = useWords();
  const key = (sign: string, label?: string) => (
    <button
      key={sign}
      type="button"
      class="key"
      aria-label={label}
      disabled={!accepts(typed, sign)}
      onClick={() => onType(typed + sign)}
    >
      {sign === " " ? "␣" : sign}
    </button>
  );
  return (
    <div class="keys">
      {ROWS.slice(words ? 1 : 0).map((row) => (
        <div key={row} class="row">
          {[...row].map((sign) => key(sign, sign === "-" ? t("key.hyphen") : undefined))}
          {row === ROWS.at(-1) && (
            <>
              {words && key(" ", t("key.space"))}
              <button
                type="button"
                class="key erase"
                disabled={typed === ""}
                onClick={() => onType(typed.slice(0, -1))}
              >
                {t("key.erase")}
              </button>
            </>
          )}
        </div>
      ))}
    </div>
  );
}
