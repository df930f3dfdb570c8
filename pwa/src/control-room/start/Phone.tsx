import { PhonePreview } from "../phone/PhonePreview";
import { say } from "../words";
import type { Draft } from "./draft";
import { previewOf, titleOf } from "./report";

interface Shown {
  draft: Draft;
  radius: number | null;
  message: { title: string; body: string } | undefined;
}

/** What it becomes, as it stands now. */
export function Phone({ draft, radius, message }: Shown) {
  const { kind, exercise, place } = draft;
  const shown = previewOf(draft);
  return (
    <PhonePreview
      kind={kind || null}
      title={message?.title ?? titleOf(draft)}
      body={message?.body ?? say("start.bodyLater")}
      exercise={exercise}
      area={place && radius ? { center: place.location, radius } : null}
      description={shown?.description ?? null}
    />
  );
}
