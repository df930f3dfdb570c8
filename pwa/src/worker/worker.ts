// The service worker: a table of events. The browser wakes it for a push, also when the app is closed.

import { caller } from "../shared/api";
import { deviceStore } from "../shared/store";
import { activate } from "./activate";
import { click } from "./click";
import { serve } from "./fetch";
import { install } from "./install";
import { message } from "./message";
import { push } from "./push";
import { renew } from "./subscription";
import type { World } from "./world";

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
