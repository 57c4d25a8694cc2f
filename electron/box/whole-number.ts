/** A whole number of at most 15 digits, or null. */
export function wholeNumber(text: string): number | null {
  const trimmed = text.trim();
  return /^-?\d{1,15}$/.test(trimmed) ? Number(trimmed) : null;
}
