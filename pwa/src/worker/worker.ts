// The service worker: a table of events. The browser wakes it for a push, also when the app is closed.

import { caller } from "../api/client";
import { deviceStore } from "../device/store";
import { activate } from "./activate";
import type { World } from "./context";
import { serve } from "./fetch";
import { install } from "./install";
import { click } from "./notification-click";
import { push } from "./push";
import { renew } from "./subscription-change";
import { message } from "./take-over";

declare const self: ServiceWorkerGlobalScope;
declare const SHELL: World["shell"];

const store = deviceStore(indexedDB);
const world: World = {
  scope: self,
  store,
  call: caller({ fetch: self.fetch.bind(self), token: () => store.get("token") }),
  shell: SHELL,
};

self.addEventListener("install", install(world));
self.addEventListener("activate", activate(world));
self.addEventListener("fetch", serve(world));
self.addEventListener("push", push(world));
self.addEventListener("notificationclick", click(world));
self.addEventListener("pushsubscriptionchange", renew(world));
self.addEventListener("message", message(world));
