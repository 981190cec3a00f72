/** package.json and the extension's sources speak of the same commands, views and files. */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..', '..', '..');

/** A command, or a submenu with more of them. */
interface Menu {
  readonly command?: string;
  readonly submenu?: string;
  readonly when?: string;
}
interface Manifest {
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly title: string; readonly category: string }[];
    readonly menus: Readonly<Record<string, readonly Menu[]>>;
    readonly submenus: readonly { readonly id: string }[];
    readonly views: { readonly debug: readonly { readonly id: string; readonly icon: string }[] };
    readonly viewsWelcome: readonly { readonly contents: string }[];
    readonly grammars: readonly { readonly path: string }[];
    readonly languages: readonly { readonly configuration: string; readonly firstLine: string }[];
  };
}

const { contributes } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as Manifest;
const sources = globSync('extension/**/*.ts', { cwd: ROOT }).map((file) => readFileSync(join(ROOT, file), 'utf8'));

/** Names given to registerCommand, or to a file's own `command`/`onRow` that puts `trapline.` in front. */
function registered(): Set<string> {
  const text = sources.join('\n');
  const whole = [...text.matchAll(/registerCommand\(\s*'trapline\.(\w+)'/g)].map((match) => match[1]);
  const short = [...text.matchAll(/\b(?:command|onRow|onAll)\(\s*'(\w+)'/g)].map((match) => match[1]);
  return new Set([...whole, ...short].map((name) => `trapline.${name}`));
}

describe('the manifest', () => {
  const declared = new Set(contributes.commands.map(({ command }) => command));

  it('declares exactly the commands that are registered', () => {
    expect([...registered()].sort()).toEqual([...declared].sort());
  });

  it('has only its own commands in menus and welcome texts', () => {
    const used = Object.values(contributes.menus).flatMap((menu) => menu.flatMap(({ command }) => command ?? []));
    const linked = contributes.viewsWelcome.flatMap(({ contents }) =>
      [...contents.matchAll(/command:([\w.]+)/g)].map((match) => match[1] ?? ''),
    );
    expect([...used, ...linked].filter((command) => !declared.has(command))).toEqual([]);
  });

  it('fills each submenu that a menu opens', () => {
    const opened = Object.values(contributes.menus).flatMap((menu) => menu.flatMap(({ submenu }) => submenu ?? []));
    expect([...new Set(opened)]).toEqual(contributes.submenus.map(({ id }) => id));
    expect(opened.filter((id) => (contributes.menus[id] ?? []).length === 0)).toEqual([]);
  });

  it('opens a submenu once in a menu: VS Code drops every other', () => {
    for (const menu of Object.values(contributes.menus)) {
      const opened = menu.flatMap(({ submenu }) => submenu ?? []);
      expect(opened).toEqual([...new Set(opened)]);
    }
  });

  it('offers changes of a call in the palette only where one is stopped', () => {
    const changes = contributes.menus['trapline.changeCall'] ?? [];
    const palette = contributes.menus['commandPalette'] ?? [];
    const when = changes.map(({ command }) => palette.find((entry) => entry.command === command)?.when);
    expect([...new Set(when)]).toEqual(['debugType == trapline && debugState == stopped']);
  });

  it('keeps commands of rows out of the palette', () => {
    const rows = contributes.menus['view/item/context'] ?? [];
    const hidden = (contributes.menus['commandPalette'] ?? []).filter(({ when }) => when === 'false');
    const shown = rows.filter(({ command }) => command && !hidden.some((entry) => entry.command === command));
    expect(shown).toEqual([]);
  });

  it('names files that are there', () => {
    const { views, grammars, languages } = contributes;
    const files = [
      ...views.debug.map(({ icon }) => icon),
      ...grammars.map(({ path }) => path),
      ...languages.map(({ configuration }) => configuration),
    ];
    expect(files.filter((file) => !existsSync(join(ROOT, file)))).toEqual([]);
  });

  it.each([
    ['execve("./prog", ["./prog"], 0x7ffd /* 39 vars */) = 0', true],
    ['11060 03:09:01.671510 execve("./prog", ["./prog"], 0x7ffd /* 39 vars */) = 0 <0.000135>', true],
    ['     0.000000 execve("./prog", ["./prog"], 0x7ffd /* 39 vars */) = 0', true],
    ['[pid 11060] close(3)                    = 0', true],
    ['strace: Process 7 attached', true],
    ['int main(void) { return open("x", 0) == 0; }', false],
    ['2024-01-01 12:00:00 server started', false],
  ])('knows a log by its first line: %s', (line, known) => {
    const [language] = contributes.languages;
    expect(new RegExp(language?.firstLine ?? '$^').test(line)).toBe(known);
  });
});
