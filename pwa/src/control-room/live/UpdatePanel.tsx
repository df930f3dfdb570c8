import { useEffect, useState } from "preact/hooks";
import type { Action, Preview } from "../../api/types";
import { count, t } from "../../i18n/room";
import { Button } from "../../ui/Button";
import { useQuery } from "../../ui/useQuery";
import { commandOf, isUnderWay, send, settle } from "../commands/commands";
import { useDraft } from "../commands/useDraft";
import { TextArea } from "../parts/Field";
import { ofText } from "../problem-text";
import { previewUpdate } from "../server";
import { Panel } from "./Panel";
import { Previews, tooLong } from "./Previews";
import { PREVIEW } from "./preview";
import { SentLine } from "./SentLine";

export const LONGEST_UPDATE = 200;

interface Props {
  action: Action;
  /** How many have the alert. */
  reached: number;
  onPreview: (preview: Preview | null) => void;
  onClose: () => void;
}

/** Something new for everyone who has the alert. */
export function UpdatePanel({ action: { id }, reached, onPreview, onClose }: Props) {
  const { draft, change, reread } = useDraft(`update:${id}`, { text: "" });
  const [empty, setEmpty] = useState(false);
  const command = commandOf("update", id);
  const state = command?.state;
  useEffect(() => {
    if (state === "refused" || state === "kept") reread();
  }, [state]);
  const text = draft.text.trim();
  const previewing = useQuery(text ? { text } : null, (body) => previewUpdate(id, body), PREVIEW);
  useEffect(() => onPreview(previewing.value), [previewing.value]);
  const forbidden = ofText(previewing.value);
  const over = forbidden !== null || (previewing.value ? tooLong(previewing.value) > 0 : false);
  const confirm = () => {
    setEmpty(!text);
    if (!text) return document.getElementById("update-text")?.focus();
    if (over || isUnderWay(command)) return;
    send("update", id, { text }, draft);
    reread();
  };
  return (
    <Panel title={t("update.title")} onClose={onClose} onSubmit={confirm}>
      <TextArea
        id="update-text"
        dutch
        label={t("update.text")}
        value={draft.text}
        longest={LONGEST_UPDATE}
        rows={2}
        hint={t("update.left", { n: LONGEST_UPDATE - draft.text.length })}
        error={empty ? t("update.needed") : forbidden}
        onChange={(text) => {
          setEmpty(false);
          if (state === "done" || state === "refused") settle("update", id);
          change({ text });
        }}
      />
      <Button submits busy={isUnderWay(command) || over}>
        {t("update.send", { count: count(reached) })}
      </Button>
      <SentLine command={command} done={t("update.sent")} />
      <Previews previewing={previewing} />
    </Panel>
  );
}
