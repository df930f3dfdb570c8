// Draws the mark, three open rings closing on a point, as the PNG files phones ask for. Run it after changing the
// mark: `npm run icons`. public/icons/mark.svg and src/ui/Mark.tsx hold the same numbers.

import { writeFileSync } from "node:fs";
import { crc32, deflateSync } from "node:zlib";

// In parts of a square of 96: radius of each ring, and half of its opening in degrees.
const RINGS = [
  [38, 42],
  [26, 32],
  [14, 22],
];
const STROKE = 7;
const POINT = 5;
/** Where the rings are open: up and to the right. */
const OPENING = -45;

const BLUE = [10, 74, 143];
const WHITE = [255, 255, 255];
const FINE = 4;

const radians = (degrees) => (degrees * Math.PI) / 180;

/** Whether a point, from the middle, is on the mark. */
function marked(x, y) {
  const far = Math.hypot(x, y);
  if (far <= POINT) return true;
  const turn = Math.abs((((((Math.atan2(y, x) * 180) / Math.PI - OPENING + 540) % 360) + 360) % 360) - 180);
  return RINGS.some(([radius, open]) => {
    if (turn >= open && Math.abs(far - radius) <= STROKE / 2) return true;
    return [-open, open].some((side) => {
      const angle = radians(OPENING + side);
      return Math.hypot(x - radius * Math.cos(angle), y - radius * Math.sin(angle)) <= STROKE / 2;
    });
  });
}

/** `scale`: how much of the picture the mark's square takes; `corner`: of the ground, in parts of the picture. */
function draw(size, { scale, corner, ground }) {
  const pixels = Buffer.alloc(size * (size * 4 + 1));
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      let [on, inside] = [0, 0];
      for (let i = 0; i < FINE * FINE; i++) {
        const x = column + ((i % FINE) + 0.5) / FINE - size / 2;
        const y = row + (Math.floor(i / FINE) + 0.5) / FINE - size / 2;
        const edge = size / 2 - corner * size;
        const [dx, dy] = [Math.max(0, Math.abs(x) - edge), Math.max(0, Math.abs(y) - edge)];
        if (ground && Math.hypot(dx, dy) <= corner * size + (corner ? 0 : 1)) inside++;
        if (marked((x * 96) / (size * scale), (y * 96) / (size * scale))) on++;
      }
      const all = FINE * FINE;
      const at = row * (size * 4 + 1) + 1 + column * 4;
      const alpha = ground ? inside : on;
      for (let c = 0; c < 3; c++) {
        pixels[at + c] = ground ? Math.round((WHITE[c] * on + BLUE[c] * (all - on)) / all) : WHITE[c];
      }
      pixels[at + 3] = Math.round((255 * alpha) / all);
    }
  }
  return png(size, pixels);
}

function png(size, pixels) {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  header.set([8, 6, 0, 0, 0], 8);
  const chunk = (type, data) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    check.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, check]);
  };
  return Buffer.concat([
    Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]),
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(pixels, { level: 9 })),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

const FILES = {
  "icon-192.png": [192, { scale: 0.84, corner: 0.2, ground: true }],
  "icon-512.png": [512, { scale: 0.84, corner: 0.2, ground: true }],
  // Android cuts any shape out of it: the mark stays inside the inner 80 %.
  "maskable-512.png": [512, { scale: 0.66, corner: 0, ground: true }],
  "apple-touch-180.png": [180, { scale: 0.76, corner: 0, ground: true }],
  // Android paints it in one colour: only its transparency counts.
  "badge-96.png": [96, { scale: 1, corner: 0, ground: false }],
};

for (const [name, [size, how]] of Object.entries(FILES)) {
  writeFileSync(new URL(`../public/icons/${name}`, import.meta.url), draw(size, how));
}
