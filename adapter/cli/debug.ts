/** What -d says of the command itself: what it runs on, and the comings and goings that it has heard of. Pure texts. */
import { release } from 'node:os';
import type { EngineEvent } from '../engine/api.ts';

/** What --debug says first: versions, processor and the command's own pid, without an end of line. */
export const surroundingsText = (version: string): string =>
  `debug: version ${version}, Node.js ${process.version}, Linux ${release()} ${process.arch}, pid ${process.pid}`;

/** Undefined for events that nobody looks for here. */
export function debugText(event: EngineEvent): string | undefined {
  switch (event.type) {
    case 'thread':
      return `debug: thread ${event.tid} ${event.reason}`;
    case 'process':
      return `debug: process ${event.pid}: ${event.startMethod}`;
    case 'exited':
      return `debug: the program ${event.text}`;
    case 'terminated':
      return 'debug: no tracee is left';
    default:
      return undefined;
  }
}
