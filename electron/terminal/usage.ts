import { parseArgs } from 'node:util';
import { TunnelError } from '../domain/errors';
import { parseRangeList, rangesIn } from '../domain/range-list';

export const COMMANDS = ['survey', 'check', 'repair', 'plan', 'connect', 'prove', 'undo', 'adopt', 'router', 'report'] as const;
export type Command = (typeof COMMANDS)[number];

export interface Options {
  readonly command: Command;
  readonly site: string | null;
  readonly practice: boolean;
  readonly data: string | null;
  readonly json: boolean;
  readonly acceptHostKey: string | null;
  readonly fresh: boolean;
  /** Is the first line of standard input the one-time code that Netmaker asks for? */
  readonly netmakerCode: boolean;
  /** Which laptop is believed when the box's note and this laptop's journal differ; null: a person is asked. */
  readonly history: 'ours' | 'theirs' | null;
  /** Id of the site whose note on the box is meant; null: this site's. */
  readonly record: string | null;
  /** Further ranges to search, in CIDR form. */
  readonly ranges: readonly string[];
  readonly largeRanges: boolean;
  readonly out: string | null;
  readonly language: 'en' | 'nl' | null;
}

/** Documented in the README and by --help; other tools script against them. */
export const EXIT = { ok: 0, failed: 1, usage: 2, partly: 3, needsPerson: 4, undoIncomplete: 5, bug: 70, cancelled: 130 } as const;

export const USAGE = `kerberos-tunnel: connect a site's cameras to Kerberos.io cloud agents

Usage: npm run cli -- COMMAND (--site FILE | --practice) [options]

Commands
  survey    find every device on the site's network; logs in to nothing, changes nothing
  check     log in to cameras, services and the small computer and look; changes nothing
  repair    do the repairs of the small computer that the check offers, then check it again
  plan      say what connecting will change and how it is taken back; changes nothing
  connect   do all of the above that is missing, then make the changes and prove them
  prove     ask every layer from the camera to the far end again
  undo      take back every change that the journal knows, in reverse order
  adopt     take over what another laptop did, from the note it left on the small computer;
            then prove, undo and report go on from here
  router    instead of a small computer: make a WireGuard configuration for a router that cannot
            run the VPN client, and write it to --out; undo takes the router out again
  report    write the handover report
  why ADDRESS  why is no camera found there? asks everything that needs no login, in ten seconds
            at most, and says which setting of its brand opens it; needs no --site; takes
            --practice, --data, --language and --json
  agents    the agents of a site, for as long as it runs: list, remove, rename a camera, replace it,
            change its password; "agents --help" says how
  clients   the VPN clients that this computer keeps for sites without internet: list, fetch, add,
            trust, remove, check; "clients --help" says how

Options
  --site FILE                  site file (JSON, documented in the README); journal, pictures
                               and report are kept beside it in FILE without .json + .state
  --practice                   the practice site: simulated cameras, computer, Netmaker and
                               Factory on this machine; nothing else is touched
  --data DIR                   where the practice site keeps its state
  --accept-host-key [KEY]      trust the small computer's SSH key, at first contact only: the
                               given SHA256 fingerprint, or "any" for the one shown
  --history ours|theirs        adopt: whose word counts where this laptop knows the site too
  --record ID                  adopt: the note of the site with this id, where there are several
  --netmaker-code              read the one-time code that Netmaker asks this user for from the
                               first line of standard input
  --fresh                      survey and check again even if it was done before
  --range RANGES               search these as well as the site file's ranges (alone where it
                               names none): 192.168.1.0/24, 192.168.1.10-40, 192.168.1.20, several
                               with commas between or the option repeated; surveys again
  --large-ranges               search ranges of more than 1,024 addresses, which takes minutes
  --out FILE                   where the report goes; with router: where its configuration goes,
                               which holds a private key and is readable by you only
  --language en|nl             language of the text and the report
  --json                       one JSON document on standard output; messages on standard error
  --help                       this text

Exit codes
  0  done                      4  a person is needed (unknown host key, missing password)
  1  failed                    5  something could not be taken back
  2  wrong usage or site file  70 a mistake of ours
  3  done for some cameras     130 stopped
  why: 0 it is a camera that can be read, 3 it has either RTSP or ONVIF, 1 neither
`;

/** `--accept-host-key` without a value means "any"; node:util has no optional values, so it is given one before parsing. */
export function readOptions(argv: readonly string[]): Options | 'help' {
  const given = [...argv];
  const flag = given.indexOf('--accept-host-key');
  if (flag >= 0 && (given[flag + 1] === undefined || given[flag + 1]?.startsWith('-') === true)) given.splice(flag + 1, 0, 'any');
  let parsed;
  try {
    parsed = parseArgs({
      args: given,
      allowPositionals: true,
      options: {
        site: { type: 'string' },
        practice: { type: 'boolean', default: false },
        data: { type: 'string' },
        'accept-host-key': { type: 'string' },
        history: { type: 'string' },
        record: { type: 'string' },
        fresh: { type: 'boolean', default: false },
        'netmaker-code': { type: 'boolean', default: false },
        range: { type: 'string', multiple: true, default: [] },
        'large-ranges': { type: 'boolean', default: false },
        out: { type: 'string' },
        language: { type: 'string' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    throw usage(error instanceof Error ? error.message.replace(/\. To specify.*$/s, '') : 'wrong options');
  }
  const { values, positionals } = parsed;
  if (values.help || positionals.length === 0) return 'help';
  const command = COMMANDS.find((candidate) => candidate === positionals[0]);
  if (command === undefined || positionals.length > 1) throw usage(`unknown command "${positionals.join(' ')}"`);
  if (values.practice === (values.site !== undefined)) throw usage('give either --site FILE or --practice');
  const key = values['accept-host-key'];
  if (key !== undefined && key !== 'any' && !/^SHA256:[A-Za-z0-9+/]{43}$/.test(key)) throw usage('--accept-host-key takes SHA256:... or "any"');
  if (values.language !== undefined && values.language !== 'en' && values.language !== 'nl') throw usage('--language takes en or nl');
  if (values.history !== undefined && values.history !== 'ours' && values.history !== 'theirs') throw usage('--history takes ours or theirs');
  if (values.record !== undefined && !/^[a-z0-9][a-z0-9-]{0,39}$/.test(values.record)) throw usage('--record takes the id of a site');
  if (values.range.length > 0 && values.practice) throw usage('the practice site has its own ranges; --range goes with --site');
  if (command === 'router' && values.out === undefined) throw usage('router needs --out FILE for the configuration');
  const entries = parseRangeList(values.range.join(','));
  const wrong = entries.find((entry) => entry.error !== null);
  if (wrong?.error != null) throw new TunnelError(wrong.error.code, wrong.error.params);
  return {
    command,
    site: values.site ?? null,
    practice: values.practice,
    data: values.data ?? null,
    json: values.json,
    acceptHostKey: key ?? null,
    history: values.history ?? null,
    record: values.record ?? null,
    fresh: values.fresh,
    netmakerCode: values['netmaker-code'],
    ranges: rangesIn(entries),
    largeRanges: values['large-ranges'],
    out: values.out ?? null,
    language: values.language ?? null,
  };
}

function usage(reason: string): TunnelError {
  return new TunnelError('input-invalid', { field: 'command line', reason });
}
