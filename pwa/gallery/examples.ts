// What the gallery shows: one evening in Leeuwarden.

import { type Card, merge } from "../src/alerts/merge";
import type { Description, ListedAlert, Me, Notice } from "../src/api/types";
import { point } from "../src/device/position";

export const NOW = new Date("2026-03-02T14:46:00Z");
export const PHONES = { tips: "08000011", urgent: "112", police: "09008844" };
/** Never answers: the map shows what remains without tiles. */
export const TILES = "/no-tiles/{z}/{x}/{y}.png";

export const before = (minutes: number) => new Date(+NOW - minutes * 60_000).toISOString();

const GIRL: Description = {
  summary: "Meisje van 6 jaar vermist",
  lastSeenAt: before(16),
  lastSeenPlace: "Zuiderplein, Leeuwarden",
  person: {
    sex: "girl",
    ageFrom: 6,
    lengthCm: 120,
    hair: "blond, twee staartjes",
    clothing: "rode jas, spijkerbroek, witte schoenen",
    belongings: "blauwe fiets",
  },
  direction: "centrum",
};

export const GIRL_BODY =
  "Meisje van 6 jaar, ongeveer 1,20 m, blond haar, twee staartjes, rode jas, blauwe fiets. Laatst gezien om 15.30 uur: Zuiderplein, Leeuwarden. Richting: centrum. Ziet u iets? Bel gratis 0800 0011.";

const ROBBER: Description = {
  summary: "Overval op supermarkt",
  lastSeenAt: before(9),
  lastSeenPlace: "Papsouwselaan, Delft",
  person: {
    sex: "man",
    ageFrom: 20,
    ageTo: 25,
    lengthCm: 185,
    build: "slank",
    clothing: "zwarte jas met capuchon, grijze broek",
    belongings: "oranje tas",
  },
  vehicle: { type: "scooter", make: "Piaggio", colour: "wit", plate: "begint met DX" },
  direction: "Rijswijk",
  caution: "Mogelijk gewapend",
};

const ROBBER_BODY =
  "Man van 20 tot 25 jaar, ongeveer 1,85 m, slank, zwarte jas met capuchon, grijze broek, oranje tas, scooter Piaggio, kleur wit, kenteken begint met DX. Laatst gezien om 15.37 uur: Papsouwselaan, Delft. Richting: Rijswijk. Let op: Mogelijk gewapend. Benader de persoon niet zelf. Ziet u iets? Bel gratis 0800 0011.";

interface Story extends Partial<ListedAlert> {
  body?: string;
  updates?: string[];
  outcome?: [title: string, body: string];
  /** Only what the push brought. */
  pushOnly?: boolean;
  expiresAt?: string;
}

/** A card, made the way the app makes it: by merging messages and list. */
export function card({
  body = GIRL_BODY,
  updates = [],
  outcome,
  pushOnly,
  expiresAt,
  ...changes
}: Story = {}): Card {
  const action = changes.action ?? "girl";
  const title = changes.title ?? GIRL.summary;
  const base = { action, lang: "nl", phone: "08000011", exercise: changes.exercise ?? false };
  const until = expiresAt ?? new Date(+NOW + 7_200_000).toISOString();
  const say = (n: number, kind: Notice["kind"], text: string, at: string, name = title): Notice => ({
    ...base,
    ...{ notice: `${action}${n}`, number: n, kind, title: name, body: text, expiresAt: until, at },
  });
  const startedAt = changes.startedAt ?? before(12);
  const notices = [
    say(1, "alert", body, startedAt),
    ...updates.map((text, i) => say(i + 2, "update", `${text} ${body}`, before(updates.length - i))),
    ...(outcome ? [say(9, "outcome", outcome[1], changes.endedAt ?? before(1), outcome[0])] : []),
  ];
  const listed: ListedAlert = {
    action,
    status: outcome ? "ended" : "running",
    kind: "missing-child",
    title,
    description: GIRL,
    area: { center: point(5.79, 53.196), radius: 1_500 },
    distance: 1_200,
    startedAt,
    endedAt: outcome ? before(1) : null,
    result: null,
    exercise: false,
    photo: null,
    messages: [],
    ...changes,
  };
  const [made] = merge(pushOnly ? [] : [listed], notices, NOW, pushOnly || expiresAt ? null : NOW);
  if (!made) throw new Error(`${action} is too old to be shown.`);
  return made;
}

export const robber: Story = {
  action: "robber",
  kind: "robbery",
  title: ROBBER.summary,
  description: ROBBER,
  body: ROBBER_BODY,
  area: { center: point(4.36, 52.0), radius: 4_200 },
  distance: 700,
  startedAt: before(6),
};

export const longStory: Story = {
  action: "long",
  kind: "abduction",
  title: "Ontvoering vanaf het schoolplein van de openbare basisschool Wilgenstroomkwartier",
  body: "Vrouw van 35 tot 45 jaar, ongeveer 1,72 m, fors postuur met opvallend rechte rug, lichtgetinte huid met sproeten, halflang kastanjebruin haar in een losse knot, litteken boven linkerwenkbrauw, donkergroene regenjas met reflecterende strepen, bruine rugzak met een zilverkleurige sleutelhanger, bestelauto Volkswagen Transporter, kleur donkerblauwmetallic, kenteken V-123-XX. Laatst gezien om 15.12 uur: Oude Bildtzijl, hoek Nieuwebildtdijk. Richting: Sint Annaparochie, mogelijk via de Langhuisterwegsterlaan. Let op: Rijdt met zeer hoge snelheid. Benader de persoon niet zelf. Ziet u iets? Bel gratis 0800 0011.",
  description: {
    summary: "Ontvoering vanaf het schoolplein van de openbare basisschool Wilgenstroomkwartier",
    lastSeenAt: before(34),
    lastSeenPlace: "Oude Bildtzijl, hoek Nieuwebildtdijk en Monnikebildtdijkseweg bij de oude sluis",
    person: {
      sex: "woman",
      ageFrom: 35,
      ageTo: 45,
      lengthCm: 172,
      build: "fors postuur met opvallend rechte rug",
      skin: "lichtgetinte huid met sproeten",
      hair: "halflang kastanjebruin haar in een losse knot",
      face: "litteken boven linkerwenkbrauw, bril met zwart montuur",
      clothing: "donkergroene regenjas met reflecterende strepen",
      belongings: "bruine rugzak met een zilverkleurige sleutelhanger",
    },
    vehicle: {
      type: "bestelauto",
      make: "Volkswagen",
      model: "Transporter",
      colour: "donkerblauwmetallic",
      plate: "V-123-XX",
    },
    direction: "Sint Annaparochie, mogelijk via de Langhuisterwegsterlaan",
    caution: "Rijdt met zeer hoge snelheid en negeert verkeerslichten",
  },
  area: { center: point(5.66, 53.29), radius: 25_000 },
  distance: 12_300,
  startedAt: before(30),
  updates: [
    "Aanvulling: de bestelauto is om 15.20 uur gezien op de snelweg A31 ter hoogte van Marsum, in de richting van Leeuwarden. De achterruit aan de rechterkant is afgeplakt met karton.",
    "Het zoekgebied is uitgebreid.",
  ],
};

export const ME: Me = {
  id: "me",
  language: "nl",
  alsoAddressesWhenAway: true,
  exercises: false,
  pausedUntil: null,
  position: {
    location: point(5.795, 53.201),
    accuracy: 18,
    recordedAt: before(2),
    expiresAt: new Date(+NOW + 80_000_000).toISOString(),
  },
  places: { home: point(5.8, 53.2) },
  push: { confirmedAt: before(3) },
  municipality: { code: "GM0080", name: "Leeuwarden", joined: true },
};
