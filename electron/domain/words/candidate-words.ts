import type { CandidateKind, Fit } from '../box-candidates';

/** What is said of a device that could carry the tunnel. */
export interface CandidateWords {
  readonly title: string;
  /** `title`: what it is. `why`: why it is suitable, or not. Whole sentences. */
  readonly kinds: Readonly<Record<CandidateKind, { readonly title: string; readonly why: string }>>;
  readonly fits: Readonly<Record<Fit, string>>;
}
