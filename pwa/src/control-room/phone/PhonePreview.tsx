import { render } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { Card } from "../../alerts/merge";
import { AlertScreen } from "../../alerts/view/AlertScreen";
// In the shadow of the preview alone: the app's rules for `main` or `button` are not those of the control room.
import phoneStyles from "../../alerts/view/phone.css?inline";
import { config } from "../../api/config";
import { now } from "../../api/server-time";
import type { ActionKind, Area, DescriptionDraft } from "../../api/types";
import { clockTime } from "../../i18n/format";
import { t } from "../../i18n/room";
import { unbroken } from "../../i18n/text";
import baseStyles from "../../ui/base.css?inline";
import controlStyles from "../../ui/controls.css?inline";
import { Mark } from "../../ui/Mark";
import previewStyles from "./preview.css?inline";

export interface Previewed {
  kind: ActionKind | null;
  title: string;
  body: string;
  /** There is no message yet: the body is the room's own words. */
  unwritten?: boolean;
  exercise: boolean;
  photo?: string | null;
  area: Area | null;
  description: DescriptionDraft | null;
  /** Newest first. */
  additions?: { notice: string; text: string; at: string }[];
  /** How it ended, once it has: then the phone shows that first. */
  outcome?: { title: string; body: string } | null;
  /** The newest message, where it is not the alert. */
  notification?: { title: string; body: string } | null;
  startedAt?: string | undefined;
}

/** The phone as a participant sees it: the notification, to read; and the app's own screen, as a picture. */
export function PhonePreview(shown: Previewed) {
  const host = useRef<HTMLDivElement>(null);
  const latest = shown.outcome ?? shown.notification ?? shown;
  useEffect(() => {
    if (!host.current) return;
    const root = host.current.shadowRoot ?? attach(host.current);
    const screen = root.querySelector("div");
    if (!screen) return;
    render(
      <AlertScreen
        // What is folded away of an ended alert is so from the first frame on.
        key={String(Boolean(shown.outcome))}
        card={cardOf(shown)}
        phones={config.value.phones}
        freshness={{ state: "fresh", at: now() }}
        tileUrl={config.value.tileUrl}
        myself={null}
        now={now()}
      />,
      screen,
    );
  });
  useEffect(
    () => () => {
      const screen = host.current?.shadowRoot?.querySelector("div");
      if (screen) render(null, screen);
    },
    [],
  );
  return (
    <section class="phone" aria-label={t("phone.label")}>
      <h2>{t("phone.notification")}</h2>
      <div class={shown.exercise ? "notification exercise" : "notification"} id="notification">
        <p class="from">
          <Mark size={22} /> Burgernet <span>{clockTime(now())}</span>
        </p>
        <p class="notification-title" lang={latest.title ? "nl" : undefined}>
          {latest.title || t("phone.noTitle")}
        </p>
        <p lang={latest === shown && shown.unwritten ? undefined : "nl"}>{unbroken(latest.body)}</p>
      </div>
      <h2>{t("phone.screen")}</h2>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard. */}
      <section class="phone-screen" tabIndex={0} aria-label={t("phone.screenLabel")}>
        {/* A picture: nothing in it can be pressed, and it is read in the notification above. */}
        <div ref={host} inert aria-hidden="true" />
      </section>
    </section>
  );
}

function attach(host: HTMLElement): ShadowRoot {
  const root = host.attachShadow({ mode: "open" });
  const sheets = [baseStyles, controlStyles, phoneStyles, previewStyles].map((text) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    return sheet;
  });
  root.adoptedStyleSheets = sheets;
  root.append(document.createElement("div"));
  return root;
}

/** As the app would make it of the message and the list. */
function cardOf({ kind, title, body, exercise, photo, area, description, ...rest }: Previewed): Card {
  const at = rest.startedAt ?? now().toISOString();
  const notice = {
    notice: "preview",
    action: "preview",
    number: 9,
    lang: "nl",
    phone: null,
    expiresAt: null,
  };
  return {
    action: "preview",
    status: rest.outcome ? "ended" : "running",
    exercise,
    title,
    sentence: body,
    phone: null,
    startedAt: at,
    endedAt: rest.outcome ? now().toISOString() : null,
    result: null,
    kind,
    description: description && { ...description, summary: description.summary ?? "" },
    area,
    distance: null,
    photo: photo ?? null,
    additions: rest.additions ?? [],
    outcome: rest.outcome ? { ...notice, ...rest.outcome, kind: "outcome", exercise, at } : null,
    newest: "preview",
    complete: true,
  };
}
