import type { CheckId, Repair } from '../box';
import type { Finding, Severity } from '../camera';
import type { Advice, DeviceKind, Reason } from '../device';
import type { ErrorCode } from '../errors';
import type { Params } from '../json';
import type { StepKind } from '../plan';
import type { Layer } from '../proof';
import type { Site } from '../site';
import type { Progress, Stage } from '../stage';
import type { AgentsWords } from './agents-words';
import type { CandidateWords } from './candidate-words';
import type { ClientWords } from './client-words';
import type { CollisionWords } from './collision-words';
import type { ProofWords } from './proof-words';
import { en } from './en';
import type { FactoryWords } from './factory-words';
import { nl } from './nl';
import type { WayWords } from './way-words';
import type { RouterWords } from './router-words';
import type { StorageWords } from './storage-words';
import type { WhyNotWords } from './why-not-words';

export type Language = Site['language'];

/**
 * The product's words for everything that is data in this layer; a language that lacks one does not compile. `{name}` is
 * replaced by a parameter. What only the window says is in the renderer.
 */
export interface Words {
  /** What happened, why (as far as known), what to do. Whole sentences. */
  readonly errors: Readonly<Record<ErrorCode, { readonly what: string; readonly why: string; readonly todo: string }>>;
  readonly steps: Readonly<Record<StepKind, { readonly title: string; readonly will: string; readonly undo: string }>>;
  readonly checks: Readonly<Record<CheckId, { readonly title: string; readonly ok: string; readonly problem: string; readonly todo: string }>>;
  /** The button that does a repair. */
  readonly repairs: Readonly<Record<Repair, string>>;
  readonly layers: Readonly<Record<Layer, { readonly title: string; readonly proven: string; readonly failed: string; readonly notAsked: string }>>;
  readonly findings: Readonly<Record<Finding['finding'], { readonly what: string; readonly todo: string }>>;
  readonly severities: Readonly<Record<Severity, string>>;
  readonly reasons: Readonly<Record<Reason['reason'], string>>;
  readonly advice: Readonly<Record<Advice['advice'], { readonly what: string; readonly todo: string }>>;
  readonly kinds: Readonly<Record<DeviceKind, string>>;
  readonly tasks: Readonly<Record<Progress['task'], string>>;
  readonly stages: Readonly<Record<Stage, string>>;
  /** What a box remembers, for people: of whom, and where it cannot. */
  readonly boxRecord: Readonly<Record<'seen' | 'until-restart' | 'forgets' | 'tookOver' | 'trips', string>>;
  readonly whyNot: WhyNotWords;
  readonly collisions: CollisionWords;
  readonly proof: ProofWords;
  readonly router: RouterWords;
  readonly clients: ClientWords;
  readonly factory: FactoryWords;
  readonly candidates: CandidateWords;
  readonly storage: StorageWords;
  readonly install: WayWords;
  readonly siteAgents: AgentsWords;
  readonly report: Readonly<Record<keyof typeof en.report, string>>;
}

export const WORDS: Readonly<Record<Language, Words>> = { en, nl };

/** Puts parameters into a template; an unknown name stays visible, so that a test finds it. */
export function fill(template: string, params: Params): string {
  return template.replace(/\{([a-zA-Z]+)\}/g, (all, name: string) => (Object.hasOwn(params, name) ? String(params[name]) : all));
}
