import { isMissing } from "../../api/kinds";
import type { Action } from "../../api/types";
import { type Key, t } from "../../i18n/room";
import { Button } from "../../ui/Button";
import { useKeys } from "../parts/useKeys";
import { go, to } from "../route";

export type Open = "tip" | "update" | "larger" | "longer" | "photo" | "withdraw" | null;

interface Props {
  action: Action;
  open: Open;
  onOpen: (open: Open) => void;
}

/** What a dispatcher can do, each in one key or click; nothing that would be refused is offered. */
export function Acts({ action: { id, kind, status, expired }, open, onOpen }: Props) {
  const runs = status === "running";
  const reaches = runs && !expired;
  const end = () => go(to.outcome(id));
  useKeys({
    "Alt+T": () => onOpen("tip"),
    ...(reaches && { "Alt+A": () => onOpen("update") }),
    ...(runs && { "Alt+E": end }),
  });
  const opener = (name: Exclude<Open, null>, words: Key, keys?: string) => (
    <Button
      id={`act-${name}`}
      look="other"
      keys={keys}
      expanded={open === name}
      onPress={() => onOpen(open === name ? null : name)}
    >
      {t(words)}
    </Button>
  );
  return (
    <nav class="acts" aria-label={t("acts.title")}>
      {opener("tip", "acts.tip", "Alt+T")}
      {reaches && opener("update", "acts.update", "Alt+A")}
      {runs && isMissing(kind) && opener("photo", "acts.photo")}
      {reaches && opener("larger", "acts.larger")}
      {reaches && opener("longer", "acts.longer")}
      {runs && (
        <Button keys="Alt+E" onPress={end}>
          {t("acts.end")}
        </Button>
      )}
      {runs && opener("withdraw", "acts.withdraw")}
    </nav>
  );
}
