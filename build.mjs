/**
 * Builds static/ into static/built/: one bundle a surface, minified, named after its content,
 * with .br and .gz twins, and manifest.json to find them by ({"phone.js": "phone-3K5XQ2AB.js"}).
 *
 * Entries are the surfaces named below and the stylesheets directly in static/css/. An import may hold a
 * star (`import "./activities/*.js"`, `@import "activities/*.css"`): every file that fits, in
 * order of name, so that a new activity is a new file and no edit here.
 *
 * words.json says which texts each surface needs in the reader's language: {"phone": ["Saved", ...]}.
 * The icons that icons.mjs draws go to static/built/icons/, named like bundles.
 * The fonts that PDF and pictures are set in go to static/built/fonts/ as they are.
 */
import { createHash } from "node:crypto";
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, dirname, extname, join, parse, relative, resolve } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { build } from "esbuild";
import { icons } from "./icons.mjs";

const surfaces = [
  "app.js",
  "phone.js",
  "console.js",
  "screen.js",
  "archive.js",
  "forget.js",
  "viewer.js",
  "styleguide.js",
  "sw.js",
  "old.js",
];
const source = "static";
const built = "static/built";

const fonts = "node_modules/@expo-google-fonts";
const weights = ["400Regular", "700Bold"];

const entriesIn = async (folder, extension) =>
  (await readdir(folder).catch(() => []))
    .filter((name) => extname(name) === extension)
    .sort()
    .map((name) => join(folder, name));

const stars = {
  name: "stars",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /\/\*\.(js|css)$/ }, ({ path, resolveDir }) => ({
      path: resolve(resolveDir, path),
      namespace: "stars",
      sideEffects: true,
    }));
    onLoad({ filter: /.*/, namespace: "stars" }, async ({ path }) => {
      const [folder, extension] = [dirname(path), extname(path)];
      const files = (await entriesIn(folder, extension)).map((file) => `"./${basename(file)}"`);
      const importing = extension === ".css" ? "@import" : "import";
      return {
        contents: files.map((file) => `${importing} ${file};\n`).join(""),
        loader: extension === ".css" ? "css" : "js",
        resolveDir: folder,
        watchDirs: [folder],
      };
    });
  },
};

const scripts = (await entriesIn(source, ".js")).filter((file) => surfaces.includes(basename(file)));
const { metafile } = await build({
  entryPoints: [...scripts, ...(await entriesIn(`${source}/css`, ".css"))],
  outbase: source,
  outdir: built,
  entryNames: "[dir]/[name]-[hash]",
  assetNames: "assets/[name]-[hash]",
  bundle: true,
  minify: true,
  format: "esm",
  target: ["chrome99", "firefox97", "safari15.4"],
  loader: { ".svg": "file", ".png": "file", ".woff2": "file" },
  legalComments: "none",
  metafile: true,
  plugins: [stars],
  logLevel: "warning",
});

/** The texts that a script says: the literals in its `_("...")`, `ngettext("...", ...)` and the screen's `both`. */
const textsIn = (script) =>
  [...script.matchAll(/\b(?:_|ngettext|both|bothOf)\(\s*("(?:[^"\\]|\\.)*")/g)].map(([, text]) =>
    JSON.parse(text),
  );

const manifest = {};
const words = {};
const wanted = new Set(["manifest.json", "words.json"]);
for (const [path, { entryPoint, inputs }] of Object.entries(metafile.outputs)) {
  const name = relative(built, path);
  if (entryPoint) manifest[relative(source, entryPoint)] = name;
  if (entryPoint?.endsWith(".js")) {
    const own = Object.keys(inputs).filter((input) => input.startsWith(`${source}/`));
    const said = await Promise.all(own.map(async (input) => textsIn(await readFile(input, "utf8"))));
    words[basename(entryPoint, ".js")] = [...new Set(said.flat())].sort();
  }

  const content = await readFile(path);
  await writeFile(`${path}.br`, brotliCompressSync(content));
  await writeFile(`${path}.gz`, gzipSync(content, { level: 9 }));
  for (const twin of ["", ".br", ".gz"]) wanted.add(name + twin);
}

await mkdir(join(built, "icons"), { recursive: true });
for (const { name, content } of await icons()) {
  const hash = createHash("sha256").update(content).digest("hex").slice(0, 8).toUpperCase();
  const { name: stem, ext } = parse(name);
  manifest[`icons/${name}`] = `icons/${stem}-${hash}${ext}`;
  await writeFile(join(built, manifest[`icons/${name}`]), content);
  wanted.add(manifest[`icons/${name}`]);
}

await mkdir(join(built, "fonts"), { recursive: true });
for (const font of await readdir(fonts))
  for (const weight of weights)
    for (const file of await entriesIn(join(fonts, font, weight), ".ttf")) {
      const name = join("fonts", basename(file));
      await copyFile(file, join(built, name));
      wanted.add(name);
    }

// The manifest is written last: whoever finds a name in it finds the file too.
await mkdir(built, { recursive: true });
await writeFile(join(built, "words.json"), `${JSON.stringify(words, null, 2)}\n`);
await writeFile(join(built, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);

for (const file of await readdir(built, { recursive: true, withFileTypes: true })) {
  const path = join(file.parentPath ?? file.path, file.name);
  if (file.isFile() && !wanted.has(relative(built, path))) await rm(path);
}
