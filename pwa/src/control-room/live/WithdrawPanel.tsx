import type { Action, Preview } from "../../api/types";
import { count, t } from "../../i18n/room";
import { Button } from "../../ui/Button";
import { useQuery } from "../../ui/useQuery";
import { commandOf, isUnderWay, send } from "../commands/commands";
import { previewOutcome } from "../server";
import { Panel } from "./Panel";
import { Previews } from "./Previews";
import { PREVIEW } from "./preview";
import { SentLine } from "./SentLine";

interface Props {
  action: Action;
  reached: number;
  onClose: () => void;
}

/** Taking back an action that was started by mistake: its text is ready, so it is one click from here. */
export function WithdrawPanel({ action: { id }, reached, onClose }: Props) {
  const command = commandOf("outcome", id);
  const body = { result: "withdrawn" } as const;
  const previewing = useQuery<typeof body, Preview>(body, (asked) => previewOutcome(id, asked), PREVIEW);
  const confirm = () => isUnderWay(command) || send("outcome", id, body, body);
  return (
    <Panel title={t("withdraw.title")} onClose={onClose} onSubmit={confirm}>
      <p>{t("withdraw.what")}</p>
      <Button look="danger" submits busy={isUnderWay(command)}>
        {reached > 0 ? t("withdraw.send", { count: count(reached) }) : t("withdraw.sendNobody")}
      </Button>
      <SentLine command={command} done={t("end.done")} />
      <Previews previewing={previewing} />
    </Panel>
  );
}
