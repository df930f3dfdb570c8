// What every screen of the control room knows: whether messages leave, and the actions that run. Polled by Desk.

import { signal } from "@preact/signals";
import type { Overview, PushService } from "../../api/types";
import type { Polled } from "./poll";

export const overview = signal<Polled<Overview>>({ value: null, heardAt: null, old: false, refused: null });
export const pushServices = signal<PushService[]>([]);
