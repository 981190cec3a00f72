/**
 * The process picker for attach. Must not attach.
 */
import * as vscode from 'vscode';
import { iconFreeText } from '../text/plain.ts';
import { listProcesses, type ProcessInfo, processName } from './processes.ts';

interface Item extends vscode.QuickPickItem {
  readonly pid: number;
}

const REFRESH: vscode.QuickInputButton = { iconPath: new vscode.ThemeIcon('refresh'), tooltip: 'Read the list again' };

/** A pid as text, as `${command:trapline.pickProcess}` wants it; undefined when the user gives up. */
export function pickProcess(): Promise<string | undefined> {
  const input = vscode.window.createQuickPick<Item>();
  input.title = 'Attach to a Process';
  input.placeholder = 'Name, pid, user or part of the command line';
  input.matchOnDescription = true;
  input.matchOnDetail = true;
  // One looks a pid up in a terminal, and the list must still be there.
  input.ignoreFocusOut = true;
  input.buttons = [REFRESH];
  const read = async () => {
    input.busy = true;
    const processes = await listProcesses(process.pid);
    const names = new Map(processes.map((one) => [one.pid, processName(one)]));
    input.items = processes.map((one) => processItem(one, names));
    input.busy = false;
  };
  return new Promise((resolve, reject) => {
    const finish = (pid: string | undefined) => {
      resolve(pid);
      input.dispose();
    };
    input.onDidTriggerButton(() => void read().catch(reject));
    input.onDidAccept(() => finish(input.activeItems[0] && String(input.activeItems[0].pid)));
    input.onDidHide(() => finish(undefined));
    input.show();
    void read().catch(reject);
  });
}

function processItem(info: ProcessInfo, names: ReadonlyMap<number, string>): Item {
  const { pid, comm, commandLine, user, tracer } = info;
  const name = processName(info);
  const thread = name.startsWith(comm) ? '' : ` · ${iconFreeText(comm, 32)}`;
  const by = names.get(tracer);
  const traced = tracer === 0 ? '' : ` · $(lock) traced by ${by ? `${iconFreeText(by, 32)} (${tracer})` : tracer}`;
  return {
    label: iconFreeText(name, 64),
    description: `${pid} · ${iconFreeText(user, 32)}${thread}${traced}`,
    detail: iconFreeText(commandLine, 300),
    pid,
  };
}
