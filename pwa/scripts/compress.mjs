// Puts .gz and .br beside every text file of dist, so that the server never compresses while an alert waits.

import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const OUT = new URL("../dist/", import.meta.url).pathname;
const TEXT = /\.(html|js|css|svg|json|webmanifest)$/;
const TOO_SMALL = 256;

for (const name of readdirSync(OUT, { recursive: true })) {
  const path = join(OUT, name);
  if (!TEXT.test(name) || !statSync(path).isFile()) continue;
  const content = readFileSync(path);
  for (const [ending, pack] of [
    [".gz", (data) => gzipSync(data, { level: 9 })],
    [".br", (data) => brotliCompressSync(data, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } })],
  ]) {
    const packed = pack(content);
    if (content.length > TOO_SMALL && packed.length < content.length) writeFileSync(path + ending, packed);
    else rmSync(path + ending, { force: true });
  }
}
