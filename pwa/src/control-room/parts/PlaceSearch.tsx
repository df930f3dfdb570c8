import type { ComponentChildren } from "preact";
import { useRef, useState } from "preact/hooks";
import { type Key, t } from "../../i18n/room";
import { names, search } from "../../places/names";
import { asked, written } from "../../places/query";
import { Button } from "../../ui/Button";
import * as server from "../server";
import type { Place } from "../start/draft";
import { Dutch } from "./Dutch";
import { Field } from "./Field";

interface Props {
  id: string;
  label: string;
  hint: string;
  error?: string | null;
  typed: string;
  /** Whether Enter looks for what is typed; else it does what it does everywhere in the form around. */
  seeks: boolean;
  onType: (typed: string) => void;
  onChoose: (place: Place) => void;
  children?: ComponentChildren;
}

const MOST = 8;

/** A place by address, name or coordinates; Enter looks for it, and of several the arrows choose one. */
export function PlaceSearch({
  id,
  label,
  hint,
  error = null,
  typed,
  seeks,
  onType,
  onChoose,
  children,
}: Props) {
  const [found, setFound] = useState<Place[]>([]);
  const [said, setSaid] = useState<Key | null>(null);
  const list = useRef<HTMLUListElement>(null);
  const newest = useRef(0);

  const choose = (chosen: Place) => {
    setFound([]);
    setSaid(null);
    onChoose(chosen);
  };
  const find = async () => {
    const mine = ++newest.current;
    setSaid("place.busy");
    const [places, key] = await look(typed);
    if (mine !== newest.current) return;
    if (places.length === 1 && places[0]) return choose(places[0]);
    setFound(places.slice(0, MOST));
    setSaid(key);
    // The first of several has the focus: another Enter takes it.
    if (places.length > 1) requestAnimationFrame(() => list.current?.querySelector("button")?.focus());
  };
  const step = (by: number) => {
    const buttons = [...(list.current?.querySelectorAll("button") ?? [])];
    const at = buttons.indexOf(document.activeElement as HTMLButtonElement);
    (at + by < 0 ? document.getElementById(id) : buttons[at + by])?.focus();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the arrows only add to Tab.
    <div
      class="place"
      onKeyDown={(event) => {
        const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
        if (!by || found.length === 0) return;
        event.preventDefault();
        step(by);
      }}
    >
      <div class="seek">
        <Field
          id={id}
          dutch
          label={label}
          hint={hint}
          // Among several it is chosen below.
          error={found.length > 0 ? null : error}
          value={typed}
          longest={120}
          onChange={(now) => {
            newest.current++;
            setFound([]);
            setSaid(null);
            onType(now);
          }}
          onKey={(event) => {
            if (event.key !== "Enter" || !seeks) return;
            event.preventDefault();
            void find();
          }}
        />
        <Button look="other" onPress={() => void find()}>
          {t("place.find")}
        </Button>
      </div>
      <p role="status">{said && t(said, { n: found.length })}</p>
      {found.length > 0 && (
        <ul ref={list} class="found">
          {found.map((one) => (
            <li key={one.label + written(one.location)}>
              <Button look="small" onPress={() => choose(one)}>
                <Dutch>{one.label}</Dutch>
              </Button>
            </li>
          ))}
        </ul>
      )}
      {children}
    </div>
  );
}

/** What a place is called on this screen. */
export const called = ({ label }: Place) => label || t("place.point");

async function look(typed: string): Promise<[Place[], Key | null]> {
  const question = asked(typed);
  if (!question) return [[], "place.tooShort"];
  if (question.way === "point") {
    return [[{ label: "", location: question.location }], null];
  }
  const { way: _, ...body } = question;
  try {
    const found = (await server.lookUp(body)).map(({ label, location }) => ({ label, location }));
    if (found.length > 0) return [found, "place.pick"];
  } catch {
    // Then the list of places that came with this page.
    const named = await byName(typed);
    return [named, named.length > 0 ? "place.pickNamed" : "place.unavailable"];
  }
  const named = await byName(typed);
  return [named, named.length > 0 ? "place.pick" : "place.none"];
}

async function byName(typed: string): Promise<Place[]> {
  const all = await names().catch(() => []);
  return search(all, typed).map(({ name, municipality, location }) => ({
    label: name === municipality ? name : `${name}, ${municipality}`,
    location,
  }));
}
