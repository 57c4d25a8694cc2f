import { readFileSync } from 'node:fs';
import { z } from 'zod';

export interface Area { readonly x: number; readonly y: number; readonly width: number; readonly height: number }
export interface Bounds { readonly x?: number; readonly y?: number; readonly width: number; readonly height: number }

export const SMALLEST = { width: 1024, height: 600 } as const;
export const USUAL = { width: 1180, height: 780 } as const;

const Stored = z.object({ x: z.number().int(), y: z.number().int(), width: z.number().int().min(1).max(20_000), height: z.number().int().min(1).max(20_000) });

/** Where the window was last time; null when nobody knows. */
export function readBounds(file: string): Area | null {
  try {
    const parsed = Stored.safeParse(JSON.parse(readFileSync(file, 'utf8')));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

/**
 * Puts the remembered window onto a screen that exists now (`screens`: their work areas): never larger than the screen, never
 * with its title bar out of reach. Without a memory, or where no screen shows any of it, the system places it.
 */
export function fitBounds(remembered: Area | null, screens: readonly Area[]): Bounds {
  const screen = remembered === null ? undefined : screens.find((candidate) => overlap(candidate, remembered) > 0.25 * remembered.width * Math.min(remembered.height, candidate.height));
  const room = screen ?? screens[0];
  const { width, height } = remembered ?? USUAL;
  const fitted = {
    width: clamp(width, SMALLEST.width, Math.max(SMALLEST.width, room?.width ?? width)),
    height: clamp(height, SMALLEST.height, Math.max(SMALLEST.height, room?.height ?? height)),
  };
  if (remembered === null || screen === undefined) return fitted;
  return {
    x: clamp(remembered.x, screen.x, Math.max(screen.x, screen.x + screen.width - fitted.width)),
    y: clamp(remembered.y, screen.y, Math.max(screen.y, screen.y + screen.height - fitted.height)),
    ...fitted,
  };
}

function overlap(a: Area, b: Area): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return Math.max(0, width) * Math.max(0, height);
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}
