import type { Preview } from "../../api/types";
import { t } from "../../i18n/room";
import type { Answer } from "../../ui/useQuery";
import { PhonePreview } from "../phone/PhonePreview";
import type { Draft } from "./draft";
import { previewOf, titleOf } from "./report";

interface Shown {
  draft: Draft;
  radius: number | null;
  preview: Answer<Preview>;
}

/** What it becomes, as it stands now. */
export function Phone({ draft, radius, preview }: Shown) {
  const { kind, exercise, place } = draft;
  const message = preview.value?.messages.find(({ language }) => language === "nl");
  const shown = previewOf(draft);
  return (
    <PhonePreview
      kind={kind || null}
      title={message?.title ?? titleOf(draft)}
      body={message?.body ?? t(preview.silent ? "start.bodySilent" : "start.bodyLater")}
      unwritten={!message}
      exercise={exercise}
      area={place && radius ? { center: place.location, radius } : null}
      description={shown?.description ?? null}
    />
  );
}
