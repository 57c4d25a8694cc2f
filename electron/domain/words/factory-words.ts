/** What a plan says of an agent that Factory makes, besides that it is made. */
export interface FactoryWords {
  readonly changes: Readonly<Record<'stream' | 'login' | 'onvif' | 'recording', string>>;
  /** `{changes}`: the above, as a list. */
  readonly remade: string;
  readonly untold: Readonly<Record<'sub' | 'storage' | 'time-zone' | 'title' | 'key', string>>;
  /** `{untold}`: the above, as a list. */
  readonly decides: string;
}
