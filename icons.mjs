/**
 * Draws the icon of the app: a pilcrow on a sheet of the rubric's colour, as SVG and as PNG in the
 * sizes that devices ask for. The colours are those of static/css/tokens.css.
 */
import { readFile } from "node:fs/promises";
import { deflateSync } from "node:zlib";

/** The pilcrow of static/icons/favicon.svg, 16 wide and 20 high: its path, and what lies inside of it. */
const PATH = "M6.800 0H16v2h-2.200v18h-2V2H9.600v18h-2V11.200H6.800a5.600 5.600 0 010-11.200z";
const [WIDTH, HEIGHT] = [16, 20];
const isInside = (x, y) =>
  y >= 0 &&
  y <= HEIGHT &&
  x <= WIDTH &&
  (isBowl(x, y) || isStem(x, 7.6) || isStem(x, 11.8) || (x >= 6.8 && y <= 2));
const isBowl = (x, y) => (x < 6.8 ? Math.hypot(x - 6.8, y - 5.6) <= 5.6 : x <= 9.6 && y <= 11.2);
const isStem = (x, from) => x >= from && x <= from + 2;

/** How much of the side the sign takes. A maskable icon is cut to any shape, so its sign keeps away from the edge. */
const ICONS = [
  { name: "app-180.png", size: 180, share: 0.6 },
  { name: "app-192.png", size: 192, share: 0.6 },
  { name: "app-512.png", size: 512, share: 0.6 },
  { name: "maskable-512.png", size: 512, share: 0.45 },
];
const SAMPLES = 4;

/** All icons, each with its name and content. */
export async function icons() {
  const tokens = await readFile("static/css/tokens.css", "utf8");
  const colour = (token) => tokens.match(new RegExp(`--${token}: #([0-9a-f]{6})`))[1];
  const [sheet, sign] = [colour("rubric"), colour("on-rubric")];
  const drawn = ICONS.map(({ name, size, share }) => ({ name, content: png(size, share, sheet, sign) }));
  return [{ name: "app.svg", content: Buffer.from(svg(0.6, sheet, sign)) }, ...drawn];
}

const svg = (share, sheet, sign) => {
  const side = HEIGHT / share;
  const box = [-(side - WIDTH) / 2, -(side - HEIGHT) / 2, side, side].map((n) => n.toFixed(2)).join(" ");
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${box}"><path fill="#${sheet}" d="M-50-50h150v150h-150z"/><path fill="#${sign}" d="${PATH}"/></svg>\n`;
};

/** An indexed picture: a colour for each share of a dot that the sign covers. */
function png(size, share, sheet, sign) {
  const all = SAMPLES * SAMPLES;
  const palette = Array.from({ length: all + 1 }, (_, n) => mixed(sheet, sign, n / all)).flat();
  const rows = Array.from({ length: size }, (_, y) => [
    0,
    ...Array.from({ length: size }, (_, x) => covered(x, y)),
  ]);
  function covered(x, y) {
    const at = (n, side) => ((n / size - 0.5) * HEIGHT) / share + side / 2;
    let count = 0;
    for (let i = 0.5; i < SAMPLES; i++)
      for (let j = 0.5; j < SAMPLES; j++)
        if (isInside(at(x + i / SAMPLES, WIDTH), at(y + j / SAMPLES, HEIGHT))) count++;
    return count;
  }
  const head = Buffer.alloc(13);
  head.writeUInt32BE(size, 0);
  head.writeUInt32BE(size, 4);
  head.set([8, 3, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from("\x89PNG\r\n\x1a\n", "latin1"),
    chunk("IHDR", head),
    chunk("PLTE", Buffer.from(palette)),
    chunk("IDAT", deflateSync(Buffer.from(rows.flat()), { level: 9 })),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

const mixed = (from, to, share) =>
  [0, 2, 4].map((at) => {
    const [a, b] = [from, to].map((colour) => Number.parseInt(colour.slice(at, at + 2), 16));
    return Math.round(a + (b - a) * share);
  });

function chunk(kind, content) {
  const named = Buffer.concat([Buffer.from(kind, "latin1"), content]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(content.length);
  sum.writeUInt32BE(crc(named));
  return Buffer.concat([length, named, sum]);
}

/** The sum by which a reader of a PNG sees that nothing was lost. */
function crc(content) {
  let sum = 0xffffffff;
  for (const byte of content) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit++) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
  }
  return (sum ^ 0xffffffff) >>> 0;
}
