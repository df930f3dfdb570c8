// What a participant needs at once, in one file: the start page, the alerts, and what keeps them true.

import { readAlerts } from "../inbox/refresh";

export { attend, seen } from "../foreground";
export { Home } from "../home/Home";
export { Alert } from "../inbox/Alert";
export { Ongoing } from "../inbox/Ongoing";
export { comeBack, doubt } from "../membership";
export { change } from "../profile";

// The screens draw what the phone has; they are not shown before it was read.
await readAlerts().catch(() => undefined);
