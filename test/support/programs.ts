/**
 * The programs under test as users have them: built. A start from source takes node seven times as long.
 */
import { join } from 'node:path';

const DIST = join(import.meta.dirname, '..', '..', 'dist');

/** The command line. */
export const TRACE = join(DIST, 'trace.js');

/** The debug adapter. */
export const ADAPTER = join(DIST, 'adapter.js');
