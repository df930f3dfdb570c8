import { useEffect, useState } from "preact/hooks";
import type { Action, UpdatePreview } from "../../api/types";
import { count, t } from "../../i18n/room";
import { Button } from "../../ui/Button";
import { type Answer, useQuery } from "../../ui/useQuery";
import { commandOf, isUnderWay, send, settle } from "../commands/commands";
import { useDraft } from "../commands/useDraft";
import { largestOf } from "../limits";
import { Field } from "../parts/Field";
import { isNobody, participants } from "../rounded";
import { previewUpdate } from "../server";
import { who } from "../session";
import { metres } from "./format";
import { type RadiusProblem, read, sizes } from "./larger";
import { Panel } from "./Panel";
import { PREVIEW } from "./preview";
import { SentLine } from "./SentLine";

interface Props {
  action: Action;
  /** Told the radius that is being considered, to be drawn. */
  onRadius: (radius: number | null) => void;
  onClose: () => void;
}

/** A larger area: offered sizes or a number, and roughly whom it adds, before anything is sent. */
export function LargerPanel({ action: { id, area, expired }, onRadius, onClose }: Props) {
  const most = largestOf(who.value?.role ?? "dispatcher");
  const { draft, change, reread } = useDraft(`larger:${id}`, { radius: "" });
  const [tried, setTried] = useState(false);
  const command = commandOf("update", id, "larger");
  const state = command?.state;
  useEffect(() => {
    if (state === "refused" || state === "kept") reread();
  }, [state]);
  const asked = read(draft.radius, area.radius, most);
  const radius = typeof asked === "number" ? asked : null;
  const previewing = useQuery(radius ? { radius } : null, (body) => previewUpdate(id, body), PREVIEW);
  useEffect(() => onRadius(radius), [radius]);
  const choose = (typed: string) => {
    setTried(false);
    if (state === "done" || state === "refused") settle("update", id);
    change({ radius: typed });
  };
  const confirm = () => {
    setTried(true);
    if (!radius) return document.getElementById("larger-radius")?.focus();
    if (isUnderWay(command)) return;
    send("update", id, { radius }, draft, "larger");
    // The field is empty now because it was sent.
    setTried(false);
    reread();
  };
  const added = radius && !previewing.busy ? previewing.value?.added : null;
  return (
    <Panel title={t("larger.title")} onClose={onClose} onSubmit={confirm}>
      <p>{t("larger.now", { radius: metres(area.radius) })}</p>
      <Field
        id="larger-radius"
        label={t("larger.radius")}
        inputMode="numeric"
        unit="m"
        value={draft.radius}
        error={
          asked !== null && radius === null
            ? problem(asked as RadiusProblem)
            : tried && !radius
              ? t("larger.needed")
              : null
        }
        onChange={choose}
      />
      <div class="buttons">
        {sizes(area.radius, most).map((size) => (
          <Button key={size} look="other" pressed={size === radius} onPress={() => choose(String(size))}>
            {t("larger.size", { radius: metres(size) })}
          </Button>
        ))}
      </div>
      <Added radius={radius} previewing={previewing} />
      <Button submits busy={isUnderWay(command)}>
        {radius
          ? added && !isNobody(added)
            ? t("larger.sendWith", { radius: metres(radius), people: participants(added) })
            : t("larger.send", { radius: metres(radius) })
          : t("larger.title")}
      </Button>
      <SentLine
        command={command}
        done={t("larger.sent")}
        // Too many people and an action that is over are refused alike: the second one can be seen here.
        refused={command?.problem?.status === 409 && !expired ? t("sent.tooMany") : undefined}
      />
    </Panel>
  );
}

function Added({ radius, previewing }: { radius: number | null; previewing: Answer<UpdatePreview> }) {
  const { value, error, busy } = previewing;
  const told = () => {
    if (!radius) return null;
    if (error !== null) return t("preview.unavailable");
    if (!value || busy) return t("larger.counting");
    return isNobody(value.added)
      ? t("larger.nobody")
      : t("larger.added", { people: participants(value.added) });
  };
  return (
    <p class="added" role="status">
      {told()}
    </p>
  );
}

function problem(found: RadiusProblem): string {
  if (found.key === "larger.notLarger") return t(found.key, { radius: metres(found.radius) });
  if (found.key === "larger.tooLarge") return t(found.key, { most: `${count(found.most / 1000)} km` });
  return t(found.key);
}
