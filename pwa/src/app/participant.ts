// What a participant needs at once, in one file: the start page, the alerts, and what keeps them true.

import { readAlerts } from "./alert/refresh";

export { Alert } from "./alert/Alert";
export { Ongoing } from "./alert/Ongoing";
export { Home } from "./home/Home";
export { comeBack, doubt } from "./membership";
export { change } from "./mine";
export { attend, seen } from "./presence";

// The screens draw what the phone has; they are not shown before it was read.
await readAlerts().catch(() => undefined);
