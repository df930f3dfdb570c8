// The page's title, which is all that can be seen of a tab behind another: its screen's, and before it what happened
// while nobody looked. Screens entitle; Desk reports what it heard; looking takes it away.

import { effect, signal } from "@preact/signals";
import { t } from "../i18n/room";

/** The screen's. */
export const titled = signal("");
const happened = signal<readonly string[]>([]);

export const entitle = (title: string) => {
  titled.value = `${title} · ${t("shell.name")}`;
};

/** What happened unseen, most urgent first. */
export const report = (news: readonly string[]) => {
  happened.value = news;
};

/** "(2) Verzending staat stil, 1 nieuwe melding · Overzicht · Burgernet meldkamer" */
export const beginTitle = () =>
  effect(() => {
    const news = happened.value;
    // Until a screen has spoken it is the page's own.
    if (!titled.value) return;
    document.title = news.length > 0 ? `(${news.length}) ${news.join(", ")} · ${titled.value}` : titled.value;
  });
