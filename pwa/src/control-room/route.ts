// Which screen the address asks for. In the hash: the page is one file, and going back leads to the screen before.

import { signal } from "@preact/signals";

export type Route =
  | { screen: "overview" | "new" | "confirm" | "past" | "account" }
  | { screen: "action" | "outcome" | "pastAction"; id: string };

const ID = "([\\w-]{1,64})";
const ROUTES: [RegExp, (id: string) => Route][] = [
  [/^\/?$/, () => ({ screen: "overview" })],
  [/^\/nieuw$/, () => ({ screen: "new" })],
  [/^\/nieuw\/controle$/, () => ({ screen: "confirm" })],
  [new RegExp(`^/actie/${ID}$`), (id) => ({ screen: "action", id })],
  [new RegExp(`^/actie/${ID}/einde$`), (id) => ({ screen: "outcome", id })],
  [/^\/eerder$/, () => ({ screen: "past" })],
  [new RegExp(`^/eerder/${ID}$`), (id) => ({ screen: "pastAction", id })],
  [/^\/account$/, () => ({ screen: "account" })],
];

/** An address nobody knows is the overview. */
export function parse(hash: string): Route {
  const path = hash.replace(/^#/, "");
  for (const [pattern, made] of ROUTES) {
    const found = pattern.exec(path);
    if (found) return made(found[1] ?? "");
  }
  return { screen: "overview" };
}

export const to = {
  overview: "#/",
  new: "#/nieuw",
  confirm: "#/nieuw/controle",
  action: (id: string) => `#/actie/${id}`,
  outcome: (id: string) => `#/actie/${id}/einde`,
  past: "#/eerder",
  pastAction: (id: string) => `#/eerder/${id}`,
  account: "#/account",
};

export const route = signal<Route>(parse(""));

export function go(hash: string, how: "push" | "replace" = "push"): void {
  if (how === "replace") history.replaceState(null, "", hash);
  else if (location.hash !== hash) history.pushState(null, "", hash);
  route.value = parse(hash);
}

export function watchRoute(): void {
  const read = () => {
    route.value = parse(location.hash);
  };
  addEventListener("hashchange", read);
  addEventListener("popstate", read);
  read();
}
