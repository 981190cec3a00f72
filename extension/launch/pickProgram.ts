/**
 * Asks which program to debug: executables of the open folders, newest first, or any file. Must not start anything.
 */
import { basename, dirname, relative } from 'node:path';
import * as vscode from 'vscode';
import { iconFreeText } from '../text/plain.ts';
import { type Executable, findExecutables } from './executables.ts';

interface Item extends vscode.QuickPickItem {
  readonly path?: string;
}

const BROWSE: Item = { label: '$(folder-opened) Browse…', description: 'choose a file', alwaysShow: true };

/** The absolute path of a program, or undefined when the user gives up. */
export async function pickProgram(folders: readonly vscode.WorkspaceFolder[]): Promise<string | undefined> {
  const picked = await vscode.window.showQuickPick<Item>(programItems(folders), {
    title: 'Debug a Program',
    placeHolder: 'Which program?',
    matchOnDescription: true,
  });
  if (!picked) return undefined;
  if (picked.path) return picked.path;
  const [file] =
    (await vscode.window.showOpenDialog({
      title: 'Program to debug',
      openLabel: 'Debug',
      canSelectMany: false,
      ...(folders[0] ? { defaultUri: folders[0].uri } : {}),
    })) ?? [];
  return file?.fsPath;
}

async function programItems(folders: readonly vscode.WorkspaceFolder[]): Promise<Item[]> {
  const groups = await Promise.all(
    folders.map(async (folder) => {
      const executables = await findExecutables(folder.uri.fsPath);
      const head: Item = { label: folder.name, kind: vscode.QuickPickItemKind.Separator };
      const items = executables.map((executable) => programItem(executable, folder.uri.fsPath));
      return items.length > 0 ? [head, ...items] : [];
    }),
  );
  const end: Item = { label: '', kind: vscode.QuickPickItemKind.Separator };
  return [...groups.flat(), end, BROWSE];
}

function programItem({ path, kind }: Executable, folder: string): Item {
  const place = relative(folder, dirname(path));
  const icon = kind === 'elf' ? '$(file-binary)' : '$(terminal)';
  return { label: `${icon} ${iconFreeText(basename(path))}`, description: iconFreeText(place), path };
}
