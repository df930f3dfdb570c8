// Why a step of the second factor failed, in the words of the screen. Pure.

import type { Key } from "../../i18n/room";
import { Problem } from "../server";

export function wrong(error: unknown, refused: Key): Key {
  if (!(error instanceof Problem)) return "signin.unreachable";
  if (error.status === 401 && /used before/.test(error.detail)) return "signin.codeUsed";
  return error.status < 429 ? refused : "shell.failed";
}
