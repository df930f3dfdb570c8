import { useState } from "preact/hooks";
import type { FoundAddress } from "../../api/types";
import type { ChosenPlace } from "../../device/store-schema";
import { type Key, wordsOf } from "../../i18n/app";
import { houseNumber, postcode } from "../../places/address";
import { Button } from "../../ui/Button";
import { Field } from "../../ui/Field";
import type { PlaceTools } from "./tools";

const t = wordsOf("places");

interface Props {
  id: string;
  lookUp: PlaceTools["lookUp"];
  onChoose: (place: ChosenPlace) => void;
}

type Asked =
  | { state: "idle" | "asking" | "none" | "unavailable" }
  | { state: "several"; found: FoundAddress[] };

export function ByAddress({ id, lookUp, onChoose }: Props) {
  const [code, setCode] = useState("");
  const [number, setNumber] = useState("");
  const [wrong, setWrong] = useState<{ code?: Key<"places">; number?: Key<"places"> }>({});
  const [asked, setAsked] = useState<Asked>({ state: "idle" });

  const take = ({ label, location }: FoundAddress) => onChoose({ label, location });
  const find = async () => {
    const [where, which] = [postcode(code), houseNumber(number)];
    setWrong({
      ...(where ? {} : { code: "place.postcodeWrong" as const }),
      ...(which ? {} : { number: "place.numberWrong" as const }),
    });
    if (!where || !which) return;
    setAsked({ state: "asking" });
    try {
      const found = await lookUp(where, which);
      if (found.length === 1 && found[0]) return take(found[0]);
      setAsked(found.length ? { state: "several", found } : { state: "none" });
    } catch {
      setAsked({ state: "unavailable" });
    }
  };

  return (
    <>
      <div class="pair">
        <Field
          id={`${id}-postcode`}
          label={t("place.postcode")}
          value={code}
          error={wrong.code && t(wrong.code)}
          onChange={setCode}
          autoComplete="postal-code"
          capitals
        />
        <Field
          id={`${id}-number`}
          label={t("place.number")}
          value={number}
          error={wrong.number && t(wrong.number)}
          onChange={setNumber}
          onEnter={() => void find()}
        />
      </div>
      <Button busy={asked.state === "asking"} onPress={() => void find()}>
        {t(asked.state === "asking" ? "place.finding" : "place.find")}
      </Button>
      <p role="status">
        {asked.state === "none" && t("place.none")}
        {asked.state === "unavailable" && t("place.unavailable")}
        {asked.state === "several" && t("place.pick")}
      </p>
      {asked.state === "several" && (
        <ul class="list">
          {asked.found.map((address) => (
            <li key={address.label}>
              <Button look="small" onPress={() => take(address)}>
                {address.label}
              </Button>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
