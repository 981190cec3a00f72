/**
 * `node scripts/manpage.ts`: writes docs/trapline.1 from the table of options, so that the page and the parser never
 * differ. What is not in the table is written here.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { GROUPS, OPTIONS, type OptionRow } from '../adapter/cli/table.ts';
import { ROOT } from './lib/project.ts';

/** Text with roff's own characters made plain. */
function plain(text: string): string {
  return text
    .replace(/\\/g, '\\e')
    .replace(/-/g, '\\-')
    .replace(/^([.'])/gm, '\\&$1');
}

function heading(row: OptionRow): string {
  const parts: string[] = [];
  const value = row.value === undefined ? '' : `\\fI${plain(row.value)}\\fR`;
  if (row.short) parts.push(`\\fB\\-${row.short}\\fR${row.argument === 'required' ? ` ${value}` : ''}`);
  const long = [row.long, ...(row.also ?? [])].filter((one) => one !== undefined);
  for (const name of long) {
    const tail = row.argument === 'none' ? '' : row.argument === 'required' ? `=${value}` : `[=${value}]`;
    parts.push(`\\fB\\-\\-${plain(name)}\\fR${tail}`);
  }
  return parts.join(', ');
}

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;

/** The whole page. */
export function manualPage(): string {
  const options = GROUPS.flatMap((group) => [
    `.SS ${group}`,
    ...OPTIONS.filter((row) => row.group === group).flatMap((row) => [
      '.TP',
      heading(row),
      plain(sentence(row.meaning)),
    ]),
  ]);
  return `${[
    '.\\" Made by scripts/manpage.ts from the table of options.',
    '.TH TRAPLINE 1 "" Trapline "User Commands"',
    '.SH NAME',
    'trapline \\- trace system calls and signals',
    '.SH SYNOPSIS',
    '.B trapline',
    '[\\fIOPTIONS\\fR] \\fIPROGRAM\\fR [\\fIARGS\\fR]',
    '.br',
    '.B trapline',
    '[\\fIOPTIONS\\fR] \\fB\\-p\\fR \\fIPID\\fR',
    '.SH DESCRIPTION',
    plain(
      "Runs a program, or attaches to processes, and writes their system calls and signals in strace's format to standard error or to a file. Options and their meaning are those of strace(1): letters may be clustered, values attached, long names shortened as long as they are unambiguous, and -- ends the options.",
    ),
    '.PP',
    plain(
      "A program that was started gets the command's standard streams. Processes that were attached to go on when the command ends; SIGINT, SIGQUIT, SIGTERM and SIGHUP end it (see -I).",
    ),
    '.SH OPTIONS',
    ...options,
    '.SH JSON',
    plain(
      'With --json each stop is one object on a line of ASCII: its stop (entry, exit, signal, group-stop, exited, killed, superseded, detached, unfinished, note), time in seconds since the epoch and pid; of a call its syscall, nr, arch and args by their manual-page names, at its exit the result, errno and duration. Constants have value and name, flags value and names, addresses are hexadecimal texts, texts that are not UTF-8 come as base64.',
    ),
    '.PP',
    '.nf',
    plain(
      `{"stop":"exit","time":1795805259.048331,"pid":6909,"syscall":"openat","nr":257,"arch":"x86_64",
 "args":{"dirfd":{"fd":-100,"name":"AT_FDCWD"},"pathname":"/etc/hostname",
 "flags":{"value":0,"names":["O_RDONLY"]}},"result":{"fd":3},"duration":0.000061}`,
    ),
    '.fi',
    '.SH EXIT STATUS',
    plain(
      "The program's own. When a signal killed the program, the command ends by the same signal. 1 when an option can't be used or nothing could be traced; 0 for processes that were attached to.",
    ),
    '.SH NOTES',
    plain(
      "The times of -c are the system time that the kernel accounts to the process between a call's entry and its exit (the resource usage that wait4(2) reports), which is coarse on kernels without fine accounting; -w takes the time that passed instead, with the tracer's own share in it.",
    ),
    '.PP',
    plain(
      'Without -f only the first thread of a process given with -p is traced. A path of -P is compared with what calls name, and with the files behind their descriptors.',
    ),
    '.SH SEE ALSO',
    '.BR strace (1),',
    '.BR ptrace (2),',
    '.BR syscalls (2)',
  ].join('\n')}\n`;
}

if (import.meta.main) writeFileSync(join(ROOT, 'docs', 'trapline.1'), manualPage());
