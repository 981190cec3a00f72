/**
 * Launch configurations in VS Code: F5 without a launch.json, a first launch.json, and completing one before it goes
 * to the adapter. Must not look at the program: a preLaunchTask may be about to build it.
 */
import { basename, dirname, relative } from 'node:path';
import * as vscode from 'vscode';
import { DEBUG_TYPE } from '../session/sessions.ts';
import { isEmpty, launchConfiguration, problemOf, toPid } from './configuration.ts';
import { findExecutables } from './executables.ts';
import { pickProcess } from './pickProcess.ts';
import { pickProgram } from './pickProgram.ts';

type Folder = vscode.WorkspaceFolder | undefined;

/** Registers the providers and the commands that start a session without a configuration. */
export function registerConfigurations(): vscode.Disposable {
  const { Initial, Dynamic } = vscode.DebugConfigurationProviderTriggerKind;
  return vscode.Disposable.from(
    vscode.debug.registerDebugConfigurationProvider(
      DEBUG_TYPE,
      { provideDebugConfigurations, resolveDebugConfiguration, resolveDebugConfigurationWithSubstitutedVariables },
      Initial,
    ),
    vscode.debug.registerDebugConfigurationProvider(DEBUG_TYPE, { provideDebugConfigurations: oneForEach }, Dynamic),
    vscode.commands.registerCommand('trapline.pickProcess', pickProcess),
    vscode.commands.registerCommand('trapline.debugProgram', () => start({ request: 'launch', name: 'Debug Program' })),
    vscode.commands.registerCommand('trapline.attachToProcess', () => start({ request: 'attach', name: 'Attach' })),
  );
}

function start(configuration: { request: string; name: string }): Thenable<boolean> {
  const folder = vscode.workspace.workspaceFolders?.[0];
  return vscode.debug.startDebugging(folder, { type: DEBUG_TYPE, ...configuration });
}

/** For a new launch.json. */
function provideDebugConfigurations(): vscode.DebugConfiguration[] {
  return [
    { ...launchConfiguration('${workspaceFolder}/a.out', 'Program'), args: [], cwd: '${workspaceFolder}' },
    { type: DEBUG_TYPE, request: 'attach', name: 'Attach to Process', pid: '${command:trapline.pickProcess}' },
  ];
}

/** For the list of the Run and Debug view: the newest programs of the folder. */
async function oneForEach(folder: Folder): Promise<vscode.DebugConfiguration[]> {
  if (!folder) return [];
  const root = folder.uri.fsPath;
  const executables = (await findExecutables(root)).filter(({ kind }) => kind === 'elf').slice(0, 10);
  return executables.map(({ path }) => {
    const place = relative(root, path);
    return { ...launchConfiguration(`\${workspaceFolder}/${place}`, place), cwd: '${workspaceFolder}' };
  });
}

/** Fills in what only a person can say. Undefined ends the start without a message; null opens launch.json. */
async function resolveDebugConfiguration(
  folder: Folder,
  given: vscode.DebugConfiguration,
): Promise<vscode.DebugConfiguration | undefined | null> {
  const configuration: vscode.DebugConfiguration = isEmpty(given)
    ? { ...given, type: DEBUG_TYPE, request: 'launch', name: '' }
    : { ...given };
  const problem = problemOf({ ...configuration, pid: undefined });
  if (problem) return refuse(problem);
  if (configuration.request === 'launch' && !configuration['program']) {
    const program = await pickProgram(folder ? [folder] : (vscode.workspace.workspaceFolders ?? []));
    if (!program) return undefined;
    configuration['program'] = program;
    configuration.name ||= `Debug ${basename(program)}`;
  }
  if (configuration.request === 'attach' && !configuration['pid']) {
    const pid = await pickProcess();
    if (!pid) return undefined;
    configuration['pid'] = pid;
  }
  if (configuration.request === 'launch' && !configuration['cwd']) {
    const program: unknown = configuration['program'];
    const cwd =
      folder?.uri.fsPath ?? (typeof program === 'string' && program.startsWith('/') ? dirname(program) : undefined);
    if (cwd) configuration['cwd'] = cwd;
  }
  return configuration;
}

/** Variables are filled in now: a picked pid is text and becomes a number. */
async function resolveDebugConfigurationWithSubstitutedVariables(
  _folder: Folder,
  configuration: vscode.DebugConfiguration,
): Promise<vscode.DebugConfiguration | undefined | null> {
  const problem = problemOf(configuration);
  if (problem) return refuse(problem);
  return configuration.request === 'attach' ? { ...configuration, pid: toPid(configuration['pid']) } : configuration;
}

async function refuse(problem: string): Promise<undefined | null> {
  const open = 'Open launch.json';
  return (await vscode.window.showErrorMessage(problem, { modal: true }, open)) === open ? null : undefined;
}
