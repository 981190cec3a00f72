/**
 * Collecting garbage now: between two sessions of a thread that never returns to its event loop while it works, so that V8
 * finds no idle time and lets the heap grow to its limit. Asked of the inspector of this thread: V8's flag for a gc()
 * belongs to all threads, and one that takes it back while another looks for the function leaves that one without. Must
 * not know what is collected.
 */
import { Session } from 'node:inspector';

/** A full collection, some 20 ms. */
export async function collectGarbage(): Promise<void> {
  const inspector = new Session();
  inspector.connect();
  try {
    await new Promise<void>((done) => inspector.post('HeapProfiler.collectGarbage', () => done()));
  } finally {
    inspector.disconnect();
  }
}
