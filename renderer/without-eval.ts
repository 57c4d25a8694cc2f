import { config } from 'zod';

// Zod asks whether it may compile parsers; under our policy the question alone is reported as a violation. Schemas ask when they
// are made, so this module is imported before any of them.
config({ jitless: true });
