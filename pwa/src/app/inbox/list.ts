// The alerts this phone knows, as signals, and the cards made of them.

import { computed, signal } from "@preact/signals";
import { merge } from "../../alerts/merge";
import type { ListedAlert, Notice } from "../../api/types";
import { moment } from "../state";

export const listed = signal<ListedAlert[]>([]);
export const notices = signal<Notice[]>([]);
/** When the server last told the list. */
export const heardAt = signal<Date | null>(null);
export const refreshing = signal(false);

export const cards = computed(() => merge(listed.value, notices.value, moment.value, heardAt.value));
export const running = computed(() => cards.value.filter((card) => card.status === "running"));
