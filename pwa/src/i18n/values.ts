// What a dispatcher chooses from, in the order of the vocabulary; and the Dutch words of what is always Dutch.

import { kind, sex, transport } from "../../../backend/data/vocabulary.nl.json";
import type { ActionKind, Line, Transport } from "../api/types";

/** For titles: participants read those in Dutch, whatever the screen speaks. */
export const DUTCH = { kind, sex };

export const KINDS = Object.keys(kind) as ActionKind[];
export const TRANSPORTS = Object.keys(transport) as Transport[];
/** In an order of its own: a browser puts the names that are numbers first. */
export const LINES = ["0800-0011", "112", "0900-8844", "other"] as const satisfies readonly Line[];
