import { useEffect } from "preact/hooks";
import { announce } from "../../ui/LiveRegion";
import { running } from "./list";
import { Line, OngoingStrip } from "./OngoingStrip";

// One that was told once is not told again at every screen.
const told = new Set<string>();

/** Over every screen but the start page: what runs and is not on this screen. `action` is what is. */
export function Ongoing({ action }: { action: string | null }) {
  const elsewhere = running.value.filter((card) => card.action !== action);
  const real = elsewhere.filter((card) => !card.exercise);
  const cards = real.length > 0 ? real : elsewhere;
  const fresh = cards.find((card) => !told.has(card.action));
  useEffect(() => {
    if (!fresh) return;
    for (const card of cards) told.add(card.action);
    announce(<Line cards={[fresh]} />);
  }, [fresh?.action]);
  return cards.length > 0 && <OngoingStrip cards={cards} />;
}
