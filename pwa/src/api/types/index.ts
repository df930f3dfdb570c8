// What the server says and hears (version 1 of the contract), a file a noun. Written by hand, so that it can be read;
// tests/api.test-d.ts holds it against schema.d.ts, which is made from what the server tells of itself.

export type * from "./action";
export type * from "./alert";
export type * from "./description";
export type * from "./participant";
export type * from "./staff";
export type * from "./start";
export type * from "./values";
