import { expect, test } from 'vitest';
import {
  configuredVariables,
  environmentStrings,
  mergeEnvironment,
  withoutHostVariables,
} from '../../../../adapter/plan/environment.ts';

test('the host’s variables are gone, the user’s stay', () => {
  const kept = withoutHostVariables({
    PATH: '/bin',
    ELECTRON_RUN_AS_NODE: '1',
    VSCODE_IPC_HOOK: '/x',
    VSCODE_PID: '1',
    VSCODE_PORTABLE: '/p',
    NODE_OPTIONS: '--trace-warnings',
    MY_VSCODE_THING: 'y',
    GONE: undefined,
  });
  expect(Object.fromEntries(kept)).toEqual({
    PATH: '/bin',
    VSCODE_PORTABLE: '/p',
    NODE_OPTIONS: '--trace-warnings',
    MY_VSCODE_THING: 'y',
  });
});

test('env goes over envFile over what is inherited; null removes', () => {
  const changes = configuredVariables(
    new Map([
      ['A', 'file'],
      ['B', 'file'],
    ]),
    { B: 'env', C: null },
  );
  const merged = mergeEnvironment(
    new Map([
      ['A', 'old'],
      ['C', 'old'],
      ['D', 'old'],
    ]),
    changes,
  );
  expect(environmentStrings(merged)).toEqual(['A=file', 'D=old', 'B=env']);
});
