// Draws docs/reconnect.svg: `npm run plot`.
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { histogram, RESTARTS, simulate } from "./simulation.js";

const WIDTH = 720;
const HEIGHT = 150;
const LEFT = 56;
const TOP = 34;
const BIN = 500;

const charts = RESTARTS.map((restart, row) => {
  const { arrivals, connected } = simulate(restart);
  const end = restart.backAt > 30_000 ? 90_000 : 40_000;
  const curve = histogram(arrivals, BIN, end);
  const most = Math.max(...curve);
  const top = row * (HEIGHT + TOP + 40) + TOP;
  const x = (ms: number) => LEFT + (ms / end) * (WIDTH - LEFT - 12);
  const y = (count: number) => top + HEIGHT - (count / most) * HEIGHT;
  const bars = curve
    .map((count, piece) => {
      const [left, right] = [x(piece * BIN), x((piece + 1) * BIN)];
      const late = piece * BIN >= restart.backAt;
      return `<rect x="${left.toFixed(1)}" y="${y(count).toFixed(1)}" width="${(right - left - 0.5).toFixed(1)}" height="${(top + HEIGHT - y(count)).toFixed(1)}" fill="${late ? "#2a6f97" : "#c9a227"}"/>`;
    })
    .join("");
  const share = (part: number) => ((connected[Math.ceil(part * connected.length) - 1] ?? 0) / 1000).toFixed(1);
  const ticks = Array.from({ length: end / 10_000 + 1 }, (_, n) => n * 10_000)
    .map((ms) => `<text x="${x(ms)}" y="${top + HEIGHT + 16}" text-anchor="middle">${ms / 1000} s</text>`)
    .join("");
  return [
    `<text x="${LEFT}" y="${top - 12}" font-weight="bold">${restart.name}: half are back after ${share(0.5)} s, 95 % after ${share(0.95)} s</text>`,
    `<text x="${LEFT - 6}" y="${top + 8}" text-anchor="end">${most}</text>`,
    `<text x="${LEFT - 6}" y="${top + HEIGHT}" text-anchor="end">0</text>`,
    bars,
    `<line x1="${LEFT}" x2="${WIDTH - 12}" y1="${top + HEIGHT}" y2="${top + HEIGHT}" stroke="#444"/>`,
    `<line x1="${x(restart.backAt)}" x2="${x(restart.backAt)}" y1="${top}" y2="${top + HEIGHT}" stroke="#9b2226" stroke-dasharray="4 3"/>`,
    ticks,
  ].join("\n");
});

const height = RESTARTS.length * (HEIGHT + TOP + 40);
const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="system-ui, sans-serif" font-size="12">
<title>Attempts a half second of 10,000 clients after the server went away; dashed: it is back</title>
<rect width="${WIDTH}" height="${height}" fill="#fff"/>
${charts.join("\n")}
</svg>
`;
writeFileSync(fileURLToPath(new URL("../../../docs/reconnect.svg", import.meta.url)), svg);
