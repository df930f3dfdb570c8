import { wordsOf } from "../../i18n/app";
import { ago } from "../../i18n/format";
import { Button } from "../../ui/Button";
import { Icon } from "../../ui/Icon";
import { deviation, type Link, type Remedy } from "./chain";

const t = wordsOf("alerts");

interface Props {
  link: Link;
  /** The way to mend it is shown elsewhere. */
  mended: boolean;
  ahead: number;
  now: Date;
  onMend: (remedy: Remedy) => void;
}

const STATES = { ok: "home.ok", note: "home.note", broken: "home.broken", busy: "app.loading" } as const;

/** One link of the chain: what it is, whether it holds, since when, and the way to mend it. */
export function LinkLine({ link, mended, ahead, now, onMend }: Props) {
  const { id, state, words, at, params, remedy } = link;
  const much = deviation(ahead);
  const filled = {
    ...params,
    ...(at ? { ago: ago(new Date(at), now) } : {}),
    ...(id === "clock" ? { much: t(much.words, { n: much.n }) } : {}),
  };
  return (
    <li class={`link link-${state}`}>
      <Icon name={state} />
      <div>
        <h3>
          {t(`chain.${id}`)}
          <span class="unseen">: {t(STATES[state])}</span>
        </h3>
        <p>{t(words, filled)}</p>
        {remedy && !mended && (
          <Button
            look="small"
            onPress={() => onMend(remedy)}
            label={`${t(`remedy.${remedy}`)} (${t(`chain.${id}`)})`}
          >
            {t(`remedy.${remedy}`)}
          </Button>
        )}
      </div>
    </li>
  );
}
