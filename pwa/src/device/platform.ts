// What this phone is and what it allows, asked in one place so that tests and the gallery can answer otherwise.

import { withTimeout } from "./async";

export type Permission = NotificationPermission | "unsupported" | "install-first";
export type Platform = "iphone" | "android" | "other";

/** It is never ready where its file could not be fetched. */
const PATIENCE = 15_000;

interface Installable extends Event {
  prompt(): Promise<unknown>;
  userChoice: Promise<{ outcome: "accepted" | "dismissed" }>;
}

export function platform({
  userAgent,
  maxTouchPoints,
}: Pick<Navigator, "userAgent" | "maxTouchPoints">): Platform {
  // An iPad calls itself a Mac, but no Mac has a touch screen.
  if (/iPhone|iPad|iPod/.test(userAgent) || (/Macintosh/.test(userAgent) && maxTouchPoints > 1))
    return "iphone";
  return /Android/.test(userAgent) ? "android" : "other";
}

export const ours = () => platform(navigator);

export const installed = () =>
  matchMedia("(display-mode: standalone)").matches ||
  (navigator as { standalone?: boolean }).standalone === true;

/** What was declined here counts as not yet allowed, also where the browser remembers a yes. */
export function permission(declined = false): Permission {
  if (ours() === "iphone" && !installed()) return "install-first";
  if (!("Notification" in window && "serviceWorker" in navigator && "PushManager" in window))
    return "unsupported";
  return declined && Notification.permission === "granted" ? "default" : Notification.permission;
}

/** Asks once; whoever closes the question without choosing is asked again later. */
export const askPermission = async (): Promise<Permission> => {
  await Notification.requestPermission();
  return permission();
};

/** The worker, once it is there to receive; null where there is none. */
export async function worker(): Promise<ServiceWorkerRegistration | null> {
  return "serviceWorker" in navigator ? withTimeout(PATIENCE, navigator.serviceWorker.ready) : null;
}

let offer: Installable | null = null;

/** Chrome's own offer to install, held until it is welcome. `changed` hears whether there is one. */
export function holdInstallOffer(changed: (available: boolean) => void): void {
  addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    offer = event as Installable;
    changed(true);
  });
  addEventListener("appinstalled", () => {
    offer = null;
    changed(false);
  });
}

export async function install(): Promise<boolean> {
  const held = offer;
  offer = null;
  await held?.prompt();
  return (await held?.userChoice)?.outcome === "accepted";
}
