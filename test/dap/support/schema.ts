/**
 * The DAP JSON schema, generated from @vscode/debugprotocol's types, and our own events from adapter/protocol: says of
 * each message whether it is valid. Generated once and kept in node_modules/.cache, as it takes seconds.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv, type ValidateFunction } from 'ajv';
import { createGenerator } from 'ts-json-schema-generator';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../../..');
const DAP = join(ROOT, 'node_modules/@vscode/debugprotocol/lib/debugProtocol.d.ts');
const OWN = join(ROOT, 'adapter/protocol/trapline.ts');

interface Message {
  readonly type?: unknown;
  readonly event?: unknown;
  readonly command?: unknown;
  readonly success?: unknown;
  readonly body?: unknown;
}

/** What is wrong with a message from the adapter; undefined when it is valid. */
export type Validate = (message: object) => string | undefined;

export function createValidator(): Validate {
  const ajv = new Ajv({ strict: false, allErrors: true });
  ajv.addSchema(schemaOf(DAP), 'dap');
  ajv.addSchema(schemaOf(OWN), 'own');
  const compiled = new Map<string, ValidateFunction>();

  function check(reference: string, value: unknown): string | undefined {
    const validate = compiled.get(reference) ?? ajv.compile({ $ref: reference });
    compiled.set(reference, validate);
    return validate(value) ? undefined : `${reference}: ${ajv.errorsText(validate.errors)}`;
  }

  return (message) => {
    const { type, event, command, success, body } = message as Message;
    if (type === 'event') {
      const name = String(event);
      if (name.startsWith('trapline/'))
        return check(`own#/definitions/TraplineEvents/properties/${pointer(name)}`, body);
      return check(`dap#/definitions/DebugProtocol.${upper(name)}Event`, message);
    }
    if (type === 'request') return check(`dap#/definitions/DebugProtocol.${upper(String(command))}Request`, message);
    if (type !== 'response') return `neither event, request nor response: ${JSON.stringify(message)}`;
    if (success === false) return check('dap#/definitions/DebugProtocol.ErrorResponse', message);
    const name = String(command);
    if (!name.startsWith('trapline/')) return check(`dap#/definitions/DebugProtocol.${upper(name)}Response`, message);
    if (body === undefined) return check('dap#/definitions/DebugProtocol.Response', message);
    return check(`own#/definitions/TraplineRequests/properties/${pointer(name)}/properties/body`, body);
  };
}

function upper(name: string): string {
  return name.slice(0, 1).toUpperCase() + name.slice(1);
}

/** A property's name inside a JSON pointer inside a URI. */
function pointer(name: string): string {
  return encodeURIComponent(name.replaceAll('~', '~0').replaceAll('/', '~1'));
}

function schemaOf(file: string): object {
  const hash = createHash('sha256').update(readFileSync(file)).digest('hex').slice(0, 16);
  const cache = join(ROOT, 'node_modules/.cache/trapline', `schema-${hash}.json`);
  if (existsSync(cache)) return JSON.parse(readFileSync(cache, 'utf8')) as object;
  const schema = createGenerator({ path: file, type: '*', expose: 'all', skipTypeCheck: true }).createSchema('*');
  mkdirSync(dirname(cache), { recursive: true });
  // Renamed into place: test files running at the same time never read half of it.
  writeFileSync(`${cache}.${process.pid}`, JSON.stringify(schema));
  renameSync(`${cache}.${process.pid}`, cache);
  return schema;
}
