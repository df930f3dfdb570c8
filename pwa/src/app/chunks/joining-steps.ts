// The second and third step of joining, in one file: who never gets past the first need not fetch them.

export { DeclinedScreen } from "../joining/DeclinedScreen";
export { Notify } from "../joining/Notify";
export { Where } from "../joining/Where";
