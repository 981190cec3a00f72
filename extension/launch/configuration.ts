/**
 * Launch configurations as plain values: what a new one holds, and what is wrong with one before anything starts. The
 * adapter checks the rest; this is for mistakes that the editor can help with. Must not know of VS Code.
 */

export interface Configuration {
  readonly type?: string;
  readonly name?: string;
  readonly request?: string;
  readonly [attribute: string]: unknown;
}

/** A configuration that runs this program. */
export function launchConfiguration(program: string, name: string) {
  return { type: 'trapline', request: 'launch', name: `Debug ${name}`, program, catch: [] };
}

/** Whether F5 came without a launch.json: VS Code hands an empty configuration over. */
export function isEmpty({ type, request, name }: Configuration): boolean {
  return !type && !request && !name;
}

/** What keeps this configuration from starting, in one sentence; undefined when it may go to the adapter. */
export function problemOf(configuration: Configuration): string | undefined {
  const { request, program, pid, args, name } = configuration;
  const which = typeof name === 'string' && name !== '' ? `“${name}”` : 'This launch configuration';
  switch (request) {
    case 'launch':
      if (program !== undefined && typeof program !== 'string') {
        return `${which}: "program" must be a file name in quotes.`;
      }
      if (args !== undefined && !(Array.isArray(args) && args.every((word) => typeof word === 'string'))) {
        return `${which}: "args" must be a list of texts, one for each argument: ["-l", "/tmp"].`;
      }
      return undefined;
    case 'attach':
      if (pid === undefined || pid === '' || toPid(pid) !== undefined) return undefined;
      return `${which}: "pid" must be the number of a process, or "\${command:trapline.pickProcess}" to choose one.`;
    default:
      return `${which}: "request" must be "launch" (start a program) or "attach" (to a running process).`;
  }
}

/** A pid given as a number or as digits; undefined for anything else. */
export function toPid(value: unknown): number | undefined {
  const number = typeof value === 'string' && /^\s*\d+\s*$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isSafeInteger(number) && number > 0 ? number : undefined;
}
