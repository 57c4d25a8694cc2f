/**
 * `node build/nightly-table.mjs`: writes what `npm run test:nightly` saw (test-results/nightly.jsonl, one row a line) into the README,
 * between its two marks. Of a row that was seen several times the last one counts.
 */
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const BEGIN = '<!-- nightly: begin (node build/nightly-table.mjs) -->';
const END = '<!-- nightly: end -->';

const rows = new Map();
for (const line of fs.readFileSync(path.join(ROOT, 'test-results/nightly.jsonl'), 'utf8').split('\n').filter((text) => text !== '')) {
  const row = JSON.parse(line);
  rows.delete(row.what);
  rows.set(row.what, row);
}
const all = [...rows.values()];
const sum = (field) => all.reduce((total, row) => total + row[field], 0);
const days = [...new Set(all.map((row) => row.at.slice(0, 10)))].sort();
const cell = (text) => String(text).replaceAll('|', '\\|');
const table = [
  `Seen on ${days.join(' and ')}: ${all.length} rows, ${sum('interruptions')} interruptions, ${sum('stuck')} ends that neither running again nor taking back could mend.`,
  '',
  '| what | seen | interruptions |',
  '|---|---|---|',
  ...all.map((row) => `| ${cell(row.what)} | ${cell(row.seen)} | ${row.interruptions} |`),
].join('\n');

const file = path.join(ROOT, 'README.md');
const readme = fs.readFileSync(file, 'utf8');
const [begin, end] = [readme.indexOf(BEGIN), readme.indexOf(END)];
if (begin < 0 || end < begin) throw new Error(`the README has no place for the table: "${BEGIN}" ... "${END}"`);
fs.writeFileSync(file, `${readme.slice(0, begin + BEGIN.length)}\n${table}\n${readme.slice(end)}`);
console.log(table);
