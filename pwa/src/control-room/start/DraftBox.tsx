import { now } from "../../api/server-time";
import { ago } from "../../i18n/format";
import { t } from "../../i18n/room";
import { Button } from "../../ui/Button";
import { go, to } from "../route";
import { begun, discard, draft as kept } from "./draft";
import { titleOf } from "./report";

/** Drafts on the overview. */
export function DraftBox() {
  const draft = kept.value;
  if (!begun(draft)) return null;
  return (
    <section class="draft">
      <h2>{t("overview.draft")}</h2>
      <p>
        <strong lang={titleOf(draft) ? "nl" : undefined}>
          {titleOf(draft) || (draft.kind ? t(`kind.${draft.kind}`) : t("phone.noTitle"))}
        </strong>{" "}
        {t("overview.draftAt", { ago: ago(new Date(draft.keptAt), now()) })}
      </p>
      <div class="buttons">
        <Button onPress={() => go(draft.sent ? to.confirm : to.new)}>{t("overview.resume")}</Button>
        <Button look="other" onPress={() => discard()}>
          {t("overview.discard")}
        </Button>
      </div>
    </section>
  );
}
