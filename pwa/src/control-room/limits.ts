// How wide an area may be, in metres, and who may ask that.

import type { SignedIn } from "../api/types";

export const SMALLEST = 500;
export const LARGEST = 25_000;
const LARGEST_EVER = 350_000;

export const largestOf = (role: SignedIn["role"]) => (role === "dispatcher" ? LARGEST : LARGEST_EVER);
