// Fills server/static/vendor from node_modules: scripts named by the hash of their content, the world's shapes
// projected once, and manifest.json, which tells the pages the names. Run by `npm run build`.
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync } from "node:zlib";
import { geoArea, geoCentroid, geoEqualEarth, geoPath } from "d3-geo";
import { feature } from "topojson-client";

const require = createRequire(import.meta.url);
const here = dirname(fileURLToPath(import.meta.url));
const modules = join(here, "..", "node_modules");
const target = join(here, "static", "vendor");
const manifest = {};

function keep(name, content) {
  const hash = createHash("sha256").update(content).digest("hex").slice(0, 12);
  const dot = name.lastIndexOf(".");
  const hashed = `${name.slice(0, dot)}.${hash}${name.slice(dot)}`;
  writeFileSync(join(target, hashed), content);
  if (!name.endsWith(".woff2")) writeFileSync(join(target, `${hashed}.br`), brotliCompressSync(content));
  manifest[name] = hashed;
  return hashed;
}

function script(name, path) {
  // Source maps are not shipped: the reference would only be a failed request.
  const text = readFileSync(join(modules, path), "utf8").replace(/^\/[/*]# sourceMappingURL=.*$/gm, "");
  keep(name, text);
}

// The table's column resizer writes a style element into the page, which our content policy forbids. Its rules go
// into the style sheet instead.
function yasgui() {
  const built = (name) => readFileSync(join(modules, "@zazuko/yasgui/build", name), "utf8").replace(/^\/[/*]# sourceMappingURL=.*$/gm, "");
  let rules = "";
  const call = /\w+\.createStyle\(\w+,`([^`]*grip-resizable[^`]*)`\)/;
  const code = built("yasgui.min.js").replace(call, (_, css) => { rules = css; return "0"; });
  if (!rules) throw new Error("yasgui no longer writes its resizer's rules as this script expects: look at it anew");
  keep("yasgui.js", code);
  keep("yasgui.css", `${built("yasgui.min.css")}\n${rules}`);
}

function fonts() {
  const ranges = {
    latin: "U+0000-00FF,U+0131,U+0152-0153,U+02BB-02BC,U+02C6,U+02DA,U+02DC,U+0304,U+0308,U+0329,U+2000-206F,U+20AC,U+2122,U+2191,U+2193,U+2212,U+2215,U+FEFF,U+FFFD",
    "latin-ext": "U+0100-02BA,U+02BD-02C5,U+02C7-02CC,U+02CE-02D7,U+02DD-02FF,U+0304,U+0308,U+0329,U+1D00-1DBF,U+1E00-1E9F,U+1EF2-1EFF,U+2020,U+20A0-20AB,U+20AD-20C0,U+2113,U+2C60-2C7F,U+A720-A7FF",
  };
  const faces = [["ibm-plex-sans", "Plex Sans", 400], ["ibm-plex-sans", "Plex Sans", 600], ["ibm-plex-serif", "Plex Serif", 400]];
  const css = [];
  for (const [pack, family, weight] of faces) {
    for (const [subset, range] of Object.entries(ranges)) {
      const file = `${pack}-${subset}-${weight}-normal.woff2`;
      const hashed = keep(file, readFileSync(join(modules, "@fontsource", pack, "files", file)));
      css.push(`@font-face{font-family:"${family}";font-style:normal;font-weight:${weight};font-display:swap;src:url(${hashed}) format("woff2");unicode-range:${range}}`);
    }
  }
  keep("fonts.css", css.join("\n"));
}

function codes() {
  const list = Object.values(require("iso-3166-1")).find((value) => typeof value?.all === "function") ?? require("iso-3166-1");
  return new Map(list.all().map((entry) => [entry.numeric, entry.alpha3]));
}

function shapes(resolution) {
  const topology = JSON.parse(readFileSync(join(modules, "world-atlas", `countries-${resolution}.json`), "utf8"));
  return feature(topology, topology.objects.countries).features;
}

// The main land of a country: overseas parts would pull its centre into the sea.
function mainland(geometry) {
  if (geometry.type !== "MultiPolygon") return geometry;
  const parts = geometry.coordinates.map((coordinates) => ({ type: "Polygon", coordinates }));
  return parts.reduce((largest, part) => (geoArea(part) > geoArea(largest) ? part : largest));
}

// The box of the largest piece: a country that the edge of the map cuts in two would fill the whole map.
function bounds(drawn) {
  const boxes = drawn.split("M").filter(Boolean).map((piece) => {
    const numbers = piece.match(/-?[\d.]+/g).map(Number), xs = numbers.filter((_, at) => at % 2 === 0), ys = numbers.filter((_, at) => at % 2);
    return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
  });
  const area = ([left, top, right, bottom]) => (right - left) * (bottom - top);
  return boxes.reduce((largest, box) => (area(box) > area(largest) ? box : largest));
}

function world() {
  const width = 960;
  const projection = geoEqualEarth().fitWidth(width, { type: "Sphere" });
  const path = geoPath(projection).digits(1);
  const alpha3 = codes();
  const coarse = new Map(shapes("110m").map((shape) => [shape.properties.name, shape]));
  const countries = {};
  for (const fine of shapes("50m")) {
    const code = alpha3.get(String(fine.id ?? "").padStart(3, "0")) ?? `-${fine.properties.name}`;
    const shape = coarse.get(fine.properties.name) ?? fine;
    const land = mainland(fine.geometry);
    const box = bounds(path(land)).map((value) => Math.round(value * 10) / 10);
    const centre = geoCentroid(land).map((value) => Math.round(value * 100) / 100);
    if (countries[code]) continue;
    countries[code] = { name: fine.properties.name, path: path(shape), centre, box };
  }
  const height = Math.ceil(path.bounds({ type: "Sphere" })[1][1]);
  keep("world.json", JSON.stringify({ width, height, scale: projection.scale(), translate: projection.translate(), countries }));
}

rmSync(target, { recursive: true, force: true });
mkdirSync(target, { recursive: true });
yasgui();
script("cytoscape.js", "cytoscape/dist/cytoscape.min.js");
fonts();
world();
cpSync(join(modules, "@fontsource", "ibm-plex-sans", "LICENSE"), join(target, "OFL.txt"));
writeFileSync(join(target, "manifest.json"), JSON.stringify(manifest, null, 1));
console.log(`${Object.keys(manifest).length} files in server/static/vendor`);
