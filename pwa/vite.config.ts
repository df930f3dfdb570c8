// Five builds: the app, its worker (one classic file at /sw.js: not every Firefox knows module workers), the kiosk and
// the control room, which the worker must not keep, and the gallery, which draws every state for eyes and screenshots
// and is never shipped.

import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";
import { places } from "./scripts/places.ts";

const OUT = "dist";
/** Too large, and of no use without network: the map and the list of places are fetched when asked for. */
const ON_DEMAND = /^(leaflet|layers|marker|_virtual_places)/;
const STABLE = ["/manifest.webmanifest", "/icons/icon-192.png", "/icons/badge-96.png", "/icons/mark.svg"];
const BACKEND = "http://localhost:8000";
/** Pages of their own, added to what the app's build left. */
const BESIDE = ["kiosk", "control-room"];

export default defineConfig(({ mode }) => ({
  oxc: { jsx: { runtime: "automatic" as const, importSource: "preact" } },
  plugins: [placesModule(), firstScreen()],
  // The worker is built after the app, whose files it keeps.
  define:
    mode === "worker" ? { SHELL: JSON.stringify(shell()) } : { BUILT: JSON.stringify(mode === "production") },
  publicDir: mode === "worker" || BESIDE.includes(mode) ? (false as const) : "public",
  server: {
    proxy: { "/v1": { target: BACKEND, ws: true }, "/config.json": BACKEND, "/photos": BACKEND },
    // The words of values are read where the messages read them.
    fs: { allow: [".", "../backend/data"] },
  },
  build: {
    outDir: mode === "gallery" ? "gallery-dist" : OUT,
    emptyOutDir: mode !== "worker" && !BESIDE.includes(mode),
    // scripts/budget.mjs reads from it what a first visit fetches.
    manifest: BESIDE.includes(mode) ? `.vite/${mode}.json` : mode === "production",
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    rolldownOptions:
      mode === "worker"
        ? { input: "src/worker/worker.ts", output: { format: "iife" as const, entryFileNames: "sw.js" } }
        : BESIDE.includes(mode)
          ? { input: `${mode}.html` }
          : mode === "gallery"
            ? { input: ["gallery.html", "gallery-room.html"] }
            : { input: "index.html", output: { codeSplitting: { groups: CHUNKS } } },
  },
  test: {
    environment: "node",
    include: ["tests/**/*.test.{ts,tsx}"],
  },
}));

/** Few files instead of forty: what every screen needs, what newcomers and participants share, and the rest. A
 * group takes along what it imports, so the ones named first come first. */
const CHUNKS = [
  {
    name: "app",
    test: /node_modules\/(preact|@preact)|src\/app\/(main|App|Unreadable|boot|state|connection|route|pending-navigation|update|choose-language|joining\/flow)|src\/ui\/\w+\.ts|src\/i18n\/(app|translate|phones|text|..\/core)|src\/device\/(platform|store|async)\.|src\/api\/(client|config|server-time|routes)\./,
  },
  {
    name: "account",
    test: /src\/app\/(live-position|position-queue|profile|push-registration|membership|joining\/register)\.|src\/device\/(position|push-subscription)\./,
  },
  {
    name: "participant",
    test: /src\/app\/(chunks\/participant|foreground|inbox\/|home\/)|src\/alerts\/|src\/i18n\/format|src\/ui\/map\/AreaMap/,
  },
  {
    name: "occasional",
    test: /src\/app\/(chunks\/occasional|settings|leaving|link|install|places\/(PlaceField|tools))|src\/places\/names/,
  },
].map((group, at, all) => ({ ...group, priority: all.length - at }));

/** What the worker keeps: everything the app's screens need, named after its own content. */
function shell(): { version: string; files: string[] } {
  const assets = readdirSync(`${OUT}/assets`).filter(
    (name) => !ON_DEMAND.test(name) && /\.(js|css)$/.test(name),
  );
  const files = ["/", ...assets.map((name) => `/assets/${name}`), ...STABLE];
  const hash = createHash("sha256").update(readFileSync(`${OUT}/index.html`));
  for (const file of [...files].sort()) hash.update(file);
  for (const file of STABLE) hash.update(readFileSync(`${OUT}${file}`));
  return { version: hash.digest("base64url").slice(0, 12), files };
}

/** A newcomer's first screen is fetched beside the app, not after it. */
function firstScreen(): Plugin {
  const parts = ["joining/Joining.tsx", "i18n/nl/joining.ts"];
  return {
    name: "first-screen",
    transformIndexHtml: (_, { bundle }) =>
      Object.values(bundle ?? {}).flatMap((chunk) =>
        chunk.type === "chunk" && parts.some((part) => chunk.facadeModuleId?.endsWith(part))
          ? [{ tag: "link", attrs: { rel: "modulepreload", crossorigin: true, href: `/${chunk.fileName}` } }]
          : [],
      ),
  };
}

function placesModule(): Plugin {
  const name = "virtual:places";
  return {
    name: "places",
    resolveId: (id) => (id === name ? `\0${name}` : null),
    load: (id) => (id === `\0${name}` ? `export default ${JSON.stringify(places())}` : null),
  };
}
