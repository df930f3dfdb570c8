// The service worker: a table of events. The browser wakes it for a push, also when the app is closed.

import { caller } from "../api/client";
import { deviceStore } from "../device/store";
import { activate } from "./activate";
import type { WorkerContext } from "./context";
import { serve } from "./fetch";
import { install } from "./install";
import { click } from "./notification-click";
import { push } from "./push";
import { renew } from "./subscription-change";
import { takeOver } from "./take-over";

declare const self: ServiceWorkerGlobalScope;
declare const SHELL: WorkerContext["shell"];

const store = deviceStore(indexedDB);
const world: WorkerContext = {
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
self.addEventListener("message", takeOver(world));
