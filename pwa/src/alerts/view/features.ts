// The description as a list in signalement order: person from top to bottom, belongings, vehicle, lettering, direction. Pure.

import type { Description, Person } from "../../api/types";
import { type Key, wordsOf } from "../../i18n/app";
import { decimal } from "../../i18n/format";

const t = wordsOf("alerts");

export interface Feature {
  name: Key<"alerts">;
  text: string;
  /** As the dispatcher typed it; else in the words of the screen. */
  typed: boolean;
}

export function features({ person, vehicle, lettering, direction }: Description): Feature[] {
  const listed: [Key<"alerts">, string | undefined, typed?: false][] = [
    ["feature.person", person && person.sex !== "unknown" ? t(`sex.${person.sex}`) : undefined, false],
    ["feature.age", person && age(person), false],
    [
      "feature.length",
      person?.lengthCm ? t("feature.metres", { n: metres(person.lengthCm) }) : undefined,
      false,
    ],
    ["feature.build", person?.build],
    ["feature.skin", person?.skin],
    ["feature.hair", person?.hair],
    ["feature.face", person?.face],
    ["feature.clothing", person?.clothing],
    ["feature.belongings", person?.belongings],
    ["feature.vehicle", vehicle && [vehicle.type, vehicle.make, vehicle.model].filter(Boolean).join(" ")],
    ["feature.colour", vehicle?.colour],
    ["feature.plate", vehicle?.plate],
    ["feature.lettering", lettering],
    ["feature.direction", direction],
  ];
  return listed.flatMap(([name, text, typed = true]) => (text ? [{ name, text, typed }] : []));
}

function age({ ageFrom: low, ageTo: high }: Person): string | undefined {
  if (low === undefined && high === undefined) return undefined;
  if (low === undefined) return t("feature.yearsUpTo", { high: high ?? "" });
  if (high === undefined || high === low) return t("feature.years", { age: low });
  return t("feature.yearsRange", { low, high });
}

const metres = (centimetres: number) => decimal(centimetres / 100, 2).replace(/([.,]\d)$/, "$10");
