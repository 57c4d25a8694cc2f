import type { Brand, BrandGuess, BrandSetting, ConclusionName, DoorFault, DoorName, DoorOutcome } from '../why-not';

/** What is said about an address where no camera was found. The menus of a device itself are not here: they are as the device names them. */
export interface WhyNotWords {
  readonly headings: Readonly<Record<'asking' | 'brand' | 'unknownBrand' | 'settings' | 'asked' | 'networkCard' | 'ports', string>>;
  /** What was asked; `{port}` where the door has one. */
  readonly doors: Readonly<Record<DoorName, string>>;
  readonly outcomes: Readonly<Record<DoorOutcome, string>>;
  readonly faults: Readonly<Record<DoorFault, string>>;
  readonly conclusions: Readonly<Record<ConclusionName, { readonly what: string; readonly todo: string }>>;
  /** Why this brand is supposed; `{said}` are the device's own words. */
  readonly guessed: Readonly<Record<BrandGuess['from'], string>>;
  /** What there is to know about the settings of a brand. */
  readonly brands: Readonly<Record<Brand, string>>;
  readonly opens: Readonly<Record<BrandSetting['opens'], string>>;
  readonly places: Readonly<Record<BrandSetting['place'], string>>;
  readonly variants: Readonly<Record<Exclude<BrandSetting['variant'], 'usual'>, string>>;
}
