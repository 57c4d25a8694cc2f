/** Go's templates as far as `docker ... --format` is asked for: `{{json .A.B}}` and `{{.A.B}}`. */
export function render(format: string, of: unknown): string {
  return format.replace(/\{\{(json )?\.([\w.]+)\}\}/g, (_all, json: string | undefined, path: string) => {
    const value = path.split('.').reduce<unknown>((at, key) => (typeof at === 'object' && at !== null ? (at as Record<string, unknown>)[key] : undefined), of);
    return json === undefined ? (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : '<no value>') : JSON.stringify(value ?? null);
  });
}
