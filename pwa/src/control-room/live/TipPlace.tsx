import { useState } from "preact/hooks";
import type { FoundAddress } from "../contract";
import { Button } from "../parts/Button";
import { Field } from "../parts/Field";
import { lookUp } from "../server";
import { type Key, say } from "../words";
import type { TipDraft } from "./tip";

interface Props {
  place: TipDraft["place"];
  onChange: (place: TipDraft["place"]) => void;
}

const SHOWN = 4;

/** The place of a tip, where it is known: by name or address, or by a click on the map. */
export function TipPlace({ place, onChange }: Props) {
  const [typed, setTyped] = useState("");
  const [found, setFound] = useState<FoundAddress[]>([]);
  const [said, setSaid] = useState<Key | null>(null);
  const find = async () => {
    if (typed.trim().length < 2) return;
    try {
      const items = await lookUp({ query: typed.trim() });
      const [only, ...others] = items;
      if (only && others.length === 0) return choose(only);
      setFound(items.slice(0, SHOWN));
      setSaid(only ? null : "tip.placeNone");
    } catch {
      setSaid("tip.placeUnavailable");
    }
  };
  const choose = ({ label, location }: FoundAddress) => {
    setFound([]);
    setSaid(null);
    setTyped("");
    onChange({ label, location });
  };
  if (place) {
    return (
      <div class="field">
        <p class="label">{say("tip.placeChosen", { label: place.label })}</p>
        <Button look="small" onPress={() => onChange(null)}>
          {say("tip.placeDrop")}
        </Button>
      </div>
    );
  }
  return (
    <div class="tip-place">
      <Field
        id="tip-place"
        label={say("tip.place")}
        hint={say("tip.placeHint")}
        value={typed}
        inputMode="search"
        onChange={setTyped}
        onKey={(event) => {
          if (event.key !== "Enter" || typed.trim() === "") return;
          // Here Enter searches; with an empty field it saves the tip, as everywhere in this form.
          event.preventDefault();
          void find();
        }}
      />
      <Button look="other" onPress={() => void find()}>
        {say("tip.placeFind")}
      </Button>
      <p class="hint" role="status">
        {said && say(said)}
      </p>
      {found.length > 0 && (
        <ul class="found">
          {found.map((address) => (
            <li key={address.label}>
              <Button look="other" onPress={() => choose(address)}>
                {address.label}
              </Button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
