import { useState } from "preact/hooks";
import { now } from "../../api/server-time";
import type { ActionInFigures } from "../../api/types";
import { moment } from "../../i18n/format";
import { count, t } from "../../i18n/room";
import { Button } from "../../ui/Button";
import { TYPED, useQuery } from "../../ui/useQuery";
import { Sentence } from "../parts/Dutch";
import { Field } from "../parts/Field";
import { Screen } from "../parts/Screen";
import { to } from "../route";
import * as server from "../server";
import { lasted } from "./lasted";

const MOST = 200;

/** #/eerder: past actions with their figures, and all of them as a file. */
export function PastScreen() {
  const [search, setSearch] = useState("");
  const { items, failed, again } = useFigures(search.trim());
  return (
    <Screen title={t("after.title")} back={to.overview}>
      {failed && (
        <div>
          <p role="alert">{t("after.failed")}</p>
          <Button look="other" onPress={again}>
            {t("after.retry")}
          </Button>
        </div>
      )}
      <Field id="past-search" label={t("after.search")} longest={60} value={search} onChange={setSearch} />
      {!items && !failed && <p>{t("after.loading")}</p>}
      {items?.length === 0 && (
        <p role="status">
          {search.trim() ? t("after.noneFound", { search: search.trim() }) : t("after.none")}
        </p>
      )}
      {items && items.length > 0 && (
        <>
          <p>
            <a class="other" href={server.paths.csv} download>
              {t("after.csv")}
            </a>
          </p>
          <Table items={items} />
          {items.length >= MOST && <p class="hint">{t("after.limit")}</p>}
        </>
      )}
    </Screen>
  );
}

/** The list of them. */
export function useFigures(search = "") {
  const { value, error, again } = useQuery(search, server.figures, search ? { rest: TYPED } : {});
  return { items: value?.items ?? null, failed: error !== null, again };
}

const NUMBERS = ["alerted", "shown", "opened", "tips"] as const;
const TIMES = ["first", "last", "outcome"] as const;

function Table({ items }: { items: ActionInFigures[] }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard.
    <section class="wide" tabIndex={0} aria-label={t("after.table")}>
      <table aria-label={t("after.table")}>
        <thead>
          <tr>
            <th scope="col">{t("after.action")}</th>
            <th scope="col">{t("after.result")}</th>
            {[...NUMBERS, ...TIMES].map((name) => (
              <th key={name} scope="col" class={`number ${name}`}>
                {t(`after.${name}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {items.map((item) => (
            <Row key={item.id} item={item} />
          ))}
        </tbody>
      </table>
      {items.some(isUnmeasured) && (
        <p class="hint" aria-hidden="true">
          {t("after.legend")}
        </p>
      )}
    </section>
  );
}

const isUnmeasured = (item: ActionInFigures) =>
  NUMBERS.some((name) => item[name] === null) || TIMES.some((name) => item[`${name}After`] === null);

function Row({ item }: { item: ActionInFigures }) {
  return (
    <tr>
      <th scope="row">
        {item.exercise && <strong class="tag">{t("after.exercise")}</strong>}{" "}
        <a href={to.pastAction(item.id)} lang={item.title ? "nl" : undefined}>
          {titleOf(item)}
        </a>
        <span class="hint">
          <Sentence
            says="after.one"
            params={{ kind: t(`kind.${item.kind}`), when: moment(new Date(item.startedAt), now()) }}
            dutch={{ place: item.place }}
          />
          {item.reference && ` · ${item.reference}`}
        </span>
      </th>
      <td>{t(`result.${item.result}`)}</td>
      {NUMBERS.map((name) => (
        <td key={name} class={`number ${name}`}>
          <Measured value={item[name]} said={count} />
        </td>
      ))}
      {TIMES.map((name) => (
        <td key={name} class="number">
          <Measured value={item[`${name}After`]} said={lasted} />
        </td>
      ))}
    </tr>
  );
}

/** What was not measured is a dash under the headings, and words to who hears it. */
function Measured({ value, said }: { value: number | null; said: (value: number) => string }) {
  if (value !== null) return said(value);
  return (
    <>
      <span aria-hidden="true">–</span>
      <span class="unseen">{t("after.never")}</span>
    </>
  );
}

/** At HISTORY_DAYS the description is erased, its title with it. */
const titleOf = ({ title, kind }: ActionInFigures) => title || t(`kind.${kind}`);
