import { compareAddresses } from '../../../electron/domain/addresses';
import type { Device, DeviceKind } from '../../../electron/domain/device';

/** A device as the list shows it. `included` null: nothing can be chosen now, or it is no camera. */
export interface Row { readonly device: Device; readonly name: string | null; readonly included: boolean | null; readonly isCamera: boolean }

/** Everything, what was chosen, what the technician has to do something about, or one kind of device. */
export type Filter = 'all' | 'chosen' | 'left-out' | 'advice' | DeviceKind;
export type Order = 'address' | 'name' | 'maker';

export interface View { readonly text: string; readonly filter: Filter; readonly order: Order }
export const WHOLE: View = { text: '', filter: 'all', order: 'address' };

/** What a row is called where nobody gave it a name; null: only its kind is known. */
export function titleOf({ device, name }: Pick<Row, 'device' | 'name'>): string | null {
  return name ?? device.name ?? makeOf(device);
}

export function makeOf(device: Device): string | null {
  const make = [device.vendor, device.model].filter((part) => part !== null && part !== '').join(' ');
  return make === '' ? null : make;
}

export function shownRows(rows: readonly Row[], view: View): Row[] {
  // A row is left out of no list while it is looked for by a part of what it shows: "axis 40.2".
  const words = view.text.toLowerCase().split(/\s+/).filter((word) => word !== '');
  return rows.filter((row) => passes(row, view.filter) && words.every((word) => textOf(row).includes(word))).sort(ORDERS[view.order]);
}

function passes(row: Row, filter: Filter): boolean {
  switch (filter) {
    case 'all':
      return true;
    case 'chosen':
      return row.included === true;
    case 'left-out':
      return row.included === false;
    case 'advice':
      return row.device.advice.length > 0;
    default:
      return row.device.kind === filter;
  }
}

function textOf({ device, name }: Row): string {
  return [name, device.name, device.vendor, device.model, device.address, ...device.otherAddresses, device.mac].filter((part) => part !== null).join(' ').toLowerCase();
}

// Numbers in names are counted: Camera 9 comes before Camera 10.
const names = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });
const byAddress = (a: Row, b: Row): number => compareAddresses(a.device.address, b.device.address);
const byText = (text: (row: Row) => string | null) => (a: Row, b: Row): number => {
  const [left, right] = [text(a), text(b)];
  // What has no name or maker comes last.
  if (left === null || right === null) return Number(left === null) - Number(right === null) || byAddress(a, b);
  return names.compare(left, right) || byAddress(a, b);
};

const ORDERS: Readonly<Record<Order, (a: Row, b: Row) => number>> = {
  address: byAddress,
  name: byText(titleOf),
  maker: byText(({ device }) => makeOf(device)),
};

/** Kinds that occur, in the order of their first appearance in `kinds`. */
export function kindsOf(rows: readonly Row[], kinds: readonly DeviceKind[]): { kind: DeviceKind; count: number }[] {
  return kinds.map((kind) => ({ kind, count: rows.filter((row) => row.device.kind === kind).length })).filter(({ count }) => count > 0);
}

const MILESTONES = [1, 5, 10, 25, 50, 100, 250, 500, 1000];

/** The number that a screen reader is told while devices stream in: it changes rarely, so that it can be listened to. */
export function announcedCount(count: number): number {
  return MILESTONES.filter((milestone) => milestone <= count).at(-1) ?? 0;
}
