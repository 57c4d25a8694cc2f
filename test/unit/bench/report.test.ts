import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { openPorts } from '../../bench/peers/nmap';
import { intoReadme, markdown, type Measured } from '../../bench/report';

const measured: Measured = {
  at: '2026-11-24T08:00:00.000Z',
  machine: '2 processor cores, Linux, Node 20',
  load: 'nothing else was running',
  results: [{
    name: 'survey-24',
    lab: 'a wire.',
    lines: [
      { what: 'Found', bar: '21 of 21', measured: '21 of 21', holds: true },
      { what: 'Sooner | later', bar: '5x', measured: '4.9x', holds: false },
      { what: 'Against nmap', bar: '5x', measured: 'nmap is not installed here', holds: null },
    ],
    figures: {},
  }],
};

describe('the table of what was measured', () => {
  it('says of each bar whether it holds, does not, or was not measured', () => {
    const rows = markdown(measured).split('\n').filter((line) => line.startsWith('| ')).slice(1);
    expect(rows).toEqual(['| Found | 21 of 21 | 21 of 21 | holds |', '| Sooner \\| later | 5x | 4.9x | **does not hold** |', '| Against nmap | 5x | nmap is not installed here | not measured |']);
  });

  it('replaces the one before in the README and nothing else', () => {
    const readme = readFileSync(path.resolve(import.meta.dirname, '../../../README.md'), 'utf8');
    const once = intoReadme(readme, 'FIRST');
    const twice = intoReadme(once, 'SECOND');
    const after = readme.slice(readme.indexOf('<!-- measured: end'));
    expect(once).toContain('\nFIRST\n');
    expect(after).toContain('## Licence');
    expect(once.endsWith(after)).toBe(true);
    expect(twice).toBe(once.replace('\nFIRST\n', '\nSECOND\n'));
  });

  it('is not written into a README without a place for it', () => {
    expect(() => intoReadme('# Another', 'TABLE')).toThrow('no place');
  });
});

describe('what nmap says', () => {
  it('is read as the open ports of each host', () => {
    const said = '# Nmap 7.93 scan\nHost: 192.168.77.20 ()\tStatus: Up\nHost: 192.168.77.20 ()\tPorts: 554/open/tcp//rtsp///, 80/open/tcp//http///, 22/closed/tcp//ssh///\nHost: 192.168.77.28 ()\tPorts: 80/filtered/tcp//http///\n';
    expect([...openPorts(said)]).toEqual(['192.168.77.20:554', '192.168.77.20:80']);
  });
});
