import type { ComponentChildren } from "preact";
import { type Key, t } from "../../i18n/room";
import type { Params } from "../../i18n/translate";

/** What a dispatcher wrote, and what a place is called: Dutch whatever the room speaks, and read out so. */
export const Dutch = ({ children }: { children: ComponentChildren }) => <span lang="nl">{children}</span>;

interface Props {
  says: Key;
  params?: Params;
  /** By the name of the gap they stand in. */
  dutch: Record<string, string>;
}

/** In no text. */
const MARK = "\u0001";

/** A sentence of the room's, with such words in some of its gaps. */
export function Sentence({ says, params = {}, dutch }: Props) {
  const gaps = Object.fromEntries(Object.keys(dutch).map((name) => [name, MARK + name + MARK]));
  const parts = t(says, { ...params, ...gaps }).split(MARK);
  return parts.map((part, at) => (at % 2 ? <Dutch key={at}>{dutch[part]}</Dutch> : part));
}
