// The addresses of the app's own screens; every other address belongs to the server's pages.

export const HOME = "/";
export const JOIN = "/meedoen";
export const SETTINGS = "/instellingen";
export const LEAVE = "/stoppen";
export const INSTALL = "/beginscherm";
export const PERMISSION = "/meldingen";
export const LINK = "/koppel";

const SCREENS = [HOME, JOIN, SETTINGS, LEAVE, INSTALL, PERMISSION, LINK];
const ALERT = /^\/oproep\/([\w-]{1,64})$/;

export const alertPath = (action: string) => `/oproep/${action}`;

/** Of the server's own page of an action, there for everybody once it is public. */
export const publicPath = (action: string) => `/acties/${action}`;

/** The action of an alert's address. */
export const actionOf = (path: string) => ALERT.exec(path)?.[1] ?? null;

export const isScreen = (path: string) => SCREENS.includes(path) || ALERT.test(path);
