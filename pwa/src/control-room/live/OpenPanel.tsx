import type { Action, Point, Preview } from "../../api/types";
import type { Open } from "./Acts";
import { LargerPanel } from "./LargerPanel";
import { LongerPanel } from "./LongerPanel";
import { PhotoPanel } from "./PhotoPanel";
import { TipPanel } from "./TipPanel";
import type { TipDraft } from "./tip";
import { UpdatePanel } from "./UpdatePanel";
import { WithdrawPanel } from "./WithdrawPanel";

/** What an open form adds to the map and the phone. */
export interface Picture {
  place: TipDraft["place"];
  radius: number | null;
  preview: Preview | null;
  picked?: Point | null;
}

interface Props {
  open: Exclude<Open, null>;
  action: Action;
  reached: number;
  photo: string | null;
  picked: Point | null;
  onPicture: (changes: Partial<Picture>) => void;
  onClose: () => void;
}

/** The one form that is open beside the numbers. */
export function OpenPanel({ open, action, reached, photo, picked, onPicture, onClose }: Props) {
  // Only a tip can still be noted when the action ends under an open form.
  if (open === "tip") {
    return (
      <TipPanel id={action.id} picked={picked} onPlace={(place) => onPicture({ place })} onClose={onClose} />
    );
  }
  if (action.status === "ended") return null;
  switch (open) {
    case "update":
      return (
        <UpdatePanel
          action={action}
          reached={reached}
          onPreview={(preview) => onPicture({ preview })}
          onClose={onClose}
        />
      );
    case "larger":
      return <LargerPanel action={action} onRadius={(radius) => onPicture({ radius })} onClose={onClose} />;
    case "longer":
      return <LongerPanel action={action} onClose={onClose} />;
    case "photo":
      return <PhotoPanel id={action.id} photo={photo} onClose={onClose} />;
    default:
      return <WithdrawPanel action={action} reached={reached} onClose={onClose} />;
  }
}
