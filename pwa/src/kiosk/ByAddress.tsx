import { useState } from "preact/hooks";
import { Problem } from "../api/client";
import type { FoundAddress } from "../api/types";
import type { ChosenPlace } from "../device/store-schema";
import { type Key, useWords } from "../i18n/kiosk";
import { houseNumber, postcode } from "../places/address";
import { accepted, inNumber, inPostcode } from "./allowed-keys";
import { Keyboard } from "./Keyboard";

interface Props {
  lookUp: (postcode: string, number: string) => Promise<FoundAddress[]>;
  onChoose: (place: ChosenPlace) => void;
}

const FIELDS = {
  postcode: { label: "place.postcode", accepts: inPostcode },
  number: { label: "place.number", accepts: inNumber },
} as const;
type Name = keyof typeof FIELDS;

export function ByAddress({ lookUp, onChoose }: Props) {
  const t = useWords();
  const [typed, setTyped] = useState({ postcode: "", number: "" });
  const [at, setAt] = useState<Name>("postcode");
  const [busy, setBusy] = useState(false);
  const [said, setSaid] = useState<Key | null>(null);
  const [several, setSeveral] = useState<FoundAddress[]>([]);

  const type = (name: Name, text: string) => {
    setTyped({ ...typed, [name]: text });
    setSeveral([]);
    setSaid(null);
    // On to the next field by itself; back to it by hand.
    if (name === "postcode" && text.length === 6) setAt("number");
  };
  const find = async () => {
    const [where, which] = [postcode(typed.postcode), houseNumber(typed.number)];
    if (!where || !which) {
      setAt(where ? "number" : "postcode");
      return setSaid("place.incomplete");
    }
    setBusy(true);
    try {
      const found = await lookUp(typed.postcode, which);
      if (found.length === 1 && found[0]) return onChoose(found[0]);
      setSeveral(found);
      setSaid(found.length ? "place.pick" : "place.none");
    } catch (error) {
      if (error instanceof Problem) setSaid("place.unavailable");
    } finally {
      setBusy(false);
    }
  };

  return (
    <>
      <div class="fields">
        {(Object.keys(FIELDS) as Name[]).map((name) => (
          <div key={name} class={name === at ? "field at" : "field"}>
            <label for={name}>{t(FIELDS[name].label)}</label>
            <input
              id={name}
              value={typed[name]}
              // The kiosk brings its own keys.
              inputMode="none"
              autocomplete="off"
              onFocus={() => setAt(name)}
              onInput={({ currentTarget }) => {
                const text = accepted(FIELDS[name].accepts, currentTarget.value.replace(/\s/g, ""));
                currentTarget.value = text;
                type(name, text);
              }}
              onKeyDown={({ key }) => key === "Enter" && void find()}
            />
          </div>
        ))}
      </div>
      <p class="said" role="status">
        {said && t(said)}
      </p>
      <div class="hand">
        {several.length > 0 ? (
          <ul class="list">
            {several.map((address) => (
              <li key={address.label}>
                <button type="button" class="other" onClick={() => onChoose(address)}>
                  {address.label}
                </button>
              </li>
            ))}
          </ul>
        ) : (
          <Keyboard typed={typed[at]} accepts={FIELDS[at].accepts} onType={(text) => type(at, text)} />
        )}
      </div>
      <button type="button" class="do" aria-disabled={busy} onClick={() => !busy && void find()}>
        {t(busy ? "place.finding" : "place.find")}
      </button>
    </>
  );
}
