import { now } from "../../api/server-time";
import { ago } from "../../i18n/format";
import { say } from "../../i18n/room";
import { Button } from "../parts/Button";
import { go, to } from "../route";
import { begun, discard, draft as kept } from "./draft";
import { titleOf } from "./report";

/** Drafts on the overview. */
export function DraftBox() {
  const draft = kept.value;
  if (!begun(draft)) return null;
  return (
    <section class="draft">
      <h2>{say("overview.draft")}</h2>
      <p>
        <strong lang={titleOf(draft) ? "nl" : undefined}>
          {titleOf(draft) || (draft.kind ? say(`kind.${draft.kind}`) : say("phone.noTitle"))}
        </strong>{" "}
        {say("overview.draftAt", { ago: ago(new Date(draft.keptAt), now()) })}
      </p>
      <div class="buttons">
        <Button onPress={() => go(draft.sent ? to.confirm : to.new)}>{say("overview.resume")}</Button>
        <Button look="other" onPress={() => discard()}>
          {say("overview.discard")}
        </Button>
      </div>
    </section>
  );
}
