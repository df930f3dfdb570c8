import { TYPED } from "../../ui/useQuery";

/** How a message is asked for while it is typed: what the server told last stays to be read while it is silent. */
export const PREVIEW = { rest: TYPED, keeps: true };
