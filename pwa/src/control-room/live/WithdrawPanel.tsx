import type { Action, Preview } from "../../api/staff-types";
import { count, say } from "../../i18n/room";
import { errandOf, isUnderWay, send } from "../commands/commands";
import { Button } from "../parts/Button";
import { previewOutcome } from "../server";
import { Panel } from "./Panel";
import { Previews } from "./Previews";
import { SentLine } from "./SentLine";
import { usePreview } from "./usePreview";

interface Props {
  action: Action;
  reached: number;
  onClose: () => void;
}

/** Taking back an action that was started by mistake: its text is ready, so it is one click from here. */
export function WithdrawPanel({ action: { id }, reached, onClose }: Props) {
  const standing = errandOf("outcome", id);
  const body = { result: "withdrawn" } as const;
  const previewing = usePreview<typeof body, Preview>(body, (asked) => previewOutcome(id, asked));
  const confirm = () => isUnderWay(standing) || send("outcome", id, body, body);
  return (
    <Panel title={say("withdraw.title")} onClose={onClose} onSubmit={confirm}>
      <p>{say("withdraw.what")}</p>
      <Button look="danger" submits busy={isUnderWay(standing)}>
        {reached > 0 ? say("withdraw.send", { count: count(reached) }) : say("withdraw.sendNobody")}
      </Button>
      <SentLine standing={standing} done={say("end.done")} />
      <Previews previewing={previewing} />
    </Panel>
  );
}
