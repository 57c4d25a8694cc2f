/** What is said of the place where recordings go. Whole sentences. */
export interface StorageWords {
  readonly title: string;
  /** The keys were tried and fit. */
  readonly vault: string;
  readonly hub: string;
  readonly hubUpload: string;
  /** They stay with the agents. */
  readonly none: string;
  readonly unchecked: string;
  /** What Factory gives all of its agents; and what follows for the recordings. */
  readonly given: string;
  readonly givenUnknown: string;
  readonly givenNowhere: string;
  readonly givenOffline: string;
  /** The site has a place of its own, and Factory's interface has no word for one. */
  readonly factoryDecides: string;
}
