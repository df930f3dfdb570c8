// Who is signed in, and how.

import type { Role } from "./values";

export interface SignedIn {
  username: string;
  role: Role;
  /** The first of regions. */
  region: string | null;
  /** Where there are several. */
  regions?: string[];
}

export interface FactorState {
  enrolled: boolean;
  recoveryCodes: number;
}

export interface FactorDraft {
  secret: string;
  uri: string;
  /** SVG of the address. */
  qr: string;
}

export interface StaffSession {
  id: string;
  current: boolean;
  device: string | null;
  startedAt: string;
  seenAt: string;
}
