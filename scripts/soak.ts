/**
 * `npm run soak -- MINUTES`: mixed fixtures under the engine for a long time. The work and its rules are in
 * test/tracer/soak.
 */
import '../test/tracer/soak/soak.ts';
