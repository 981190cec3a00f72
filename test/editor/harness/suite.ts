/**
 * One window for a test file: opened before its tests, closed after them, and a picture of it where a test fails.
 * Imported by vitest's files only.
 */
import { afterAll, afterEach, beforeAll } from 'vitest';
import { extensionReady, showDebugView } from './debugging.ts';
import { copySample, type Sample, type SampleOptions } from './sample.ts';
import { openWorkbench, type Workbench } from './workbench.ts';

export interface Window {
  readonly sample: Sample;
  readonly workbench: Workbench;
}

export interface WindowOptions extends SampleOptions {
  /** The editor's own. */
  readonly settings?: Readonly<Record<string, unknown>>;
}

/** Call it at the top of a file; the window is there from the first test on. */
export function useWindow(options: WindowOptions = {}): Window {
  let sample: Sample | undefined;
  let workbench: Workbench | undefined;
  beforeAll(async () => {
    sample = copySample(options);
    workbench = await openWorkbench({ folder: sample.folder, ...(options.settings && { settings: options.settings }) });
    await extensionReady(workbench.page);
    await showDebugView(workbench.page);
    await workbench.widenSidebar(440);
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await workbench?.screenshot(`failed-${task.name.replaceAll(/\W+/g, '-')}`);
  });
  afterAll(async () => {
    await workbench?.close();
    sample?.remove();
  });
  const there = <T>(value: T | undefined): T => {
    if (value === undefined) throw new Error('The window is not open yet.');
    return value;
  };
  return {
    get sample() {
      return there(sample);
    },
    get workbench() {
      return there(workbench);
    },
  };
}
