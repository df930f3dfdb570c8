// Whom or what to look out for, as it is sent and as it is read.

import type { Sex } from "./values";

export interface Person {
  sex: Sex;
  ageFrom?: number;
  ageTo?: number;
  lengthCm?: number;
  build?: string;
  skin?: string;
  hair?: string;
  face?: string;
  clothing?: string;
  belongings?: string;
}

export interface Vehicle {
  type: string;
  make?: string;
  model?: string;
  colour?: string;
  plate?: string;
}

export interface Description {
  summary: string;
  lastSeenAt?: string;
  lastSeenPlace?: string;
  person?: Person;
  vehicle?: Vehicle;
  /** What is written on clothes or a vehicle. */
  lettering?: string;
  direction?: string;
  caution?: string;
}

/** A description that is still being typed. */
export type DescriptionDraft = Omit<Description, "summary"> & { summary?: string };
