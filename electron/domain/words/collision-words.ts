import type { OccupiedKind, WayOut } from '../collisions';

/** What is said where a site's addresses are somebody else's as well. */
export interface CollisionWords {
  readonly blocked: string;
  readonly warned: string;
  /** Nobody made a mistake. */
  readonly normal: string;
  readonly belongs: string;
  readonly concerns: string;
  /** `who`: with `network`, `name`, `device`, `interface`, `address`. `why`: what would happen. */
  readonly kinds: Readonly<Record<OccupiedKind, { readonly who: string; readonly why: string }>>;
  readonly waysTitle: string;
  readonly ways: Readonly<Record<WayOut['way'], { readonly title: string; readonly text: string }>>;
  readonly noFreeRange: string;
  readonly ignored: string;
  readonly unseen: string;
}
