/**
 * keyctl: the arguments by operation (linux/keyctl.h).
 */
import { bitsOf, nameIn } from '../constants.ts';
import type { DecodeContext, Decoder } from '../context.ts';
import type { Decoded } from '../decoded.ts';
import { array, decimal, hex, named, pending, pointer, signed32, struct, unsignedWord } from '../nodes.ts';
import { bytesAt, cstringAt, fieldsAt, structAt } from '../reading.ts';
import { type FieldType, layout, structOf } from './layout.ts';
import { type ArgumentReader, operationArgument, operations } from './operations.ts';
import { iovecNode } from './strings.ts';

const OPERATIONS = `
KEYCTL_GET_KEYRING_ID key int
KEYCTL_JOIN_SESSION_KEYRING str
KEYCTL_UPDATE key data4 ulong
KEYCTL_REVOKE,KEYCTL_CLEAR,KEYCTL_INVALIDATE,KEYCTL_ASSUME_AUTHORITY key
KEYCTL_LINK,KEYCTL_UNLINK key key
KEYCTL_DESCRIBE,KEYCTL_GET_SECURITY key >text4 ulong
KEYCTL_READ key >read4 ulong
KEYCTL_SEARCH key str str key
KEYCTL_CHOWN key id id
KEYCTL_SETPERM key f32(key_perms)
KEYCTL_INSTANTIATE key data4 ulong key
KEYCTL_NEGATE key uint key
KEYCTL_SET_REQKEY_KEYRING request
KEYCTL_SET_TIMEOUT key uint
KEYCTL_SESSION_TO_PARENT
KEYCTL_REJECT key uint error key
KEYCTL_INSTANTIATE_IOV key vector ulong key
KEYCTL_GET_PERSISTENT id key
KEYCTL_DH_COMPUTE dh >read4 ulong kdf
KEYCTL_PKEY_QUERY key hex str >query
KEYCTL_PKEY_ENCRYPT,KEYCTL_PKEY_DECRYPT,KEYCTL_PKEY_SIGN pkey str input >output
KEYCTL_PKEY_VERIFY verify str input second
KEYCTL_RESTRICT_KEYRING key str str
KEYCTL_MOVE key key key f32(keyctl_move_flags)
KEYCTL_CAPABILITIES >capabilities ulong
KEYCTL_WATCH_KEY key fd int
`;

function keyNode(context: DecodeContext, value: bigint): Decoded {
  const serial = signed32(value);
  const name = nameIn('key_specials', serial, context.arch);
  return name === undefined ? decimal(serial) : named(name, serial);
}

const KEY: FieldType = {
  size: () => 4,
  align: () => 4,
  node: (context, fields, at) => keyNode(context, BigInt(fields.u32(at))),
};

const DH = layout('private:key prime:key base:key', { key: KEY });
const QUERY = layout(
  'supported_ops:f32(keyctl_pkey_ops) key_size:u32 max_data_size:u16 max_sig_size:u16 max_enc_size:u16 max_dec_size:u16 __spare?:x32[10]',
);
const PARAMETERS = layout('key_id:key in_len:u32 out_len:u32 __spare?:x32[7]', { key: KEY });
const VERIFY = layout('key_id:key in_len:u32 in2_len:u32 __spare?:x32[7]', { key: KEY });

const word = (context: DecodeContext, index: number): bigint => unsignedWord(context.args[index] ?? 0n, context.word);

/** As many bytes as the result says, but not more than there was room for. */
function filled(context: DecodeContext): bigint {
  const room = word(context, 3);
  const result = context.result?.value ?? 0n;
  return result < room ? result : room;
}

/** A length in struct keyctl_pkey_params, whose second field it is, or third. */
const length = (context: DecodeContext, offset: number): bigint | undefined => {
  const fields = fieldsAt(context, word(context, 1), 12);
  return fields && BigInt(fields.u32(offset));
};

const measured =
  (offset: number): ArgumentReader =>
  (context, value) => {
    const size = length(context, offset);
    return size === undefined ? pointer(value) : bytesAt(context, value, size);
  };

const OWN: Readonly<Record<string, ArgumentReader>> = {
  key: keyNode,
  data4: (context, value) => bytesAt(context, value, word(context, 3)),
  read4: (context, value) => bytesAt(context, value, filled(context)),
  text4: (context, value) => {
    const count = filled(context);
    const node = bytesAt(context, value, count);
    if (node.kind !== 'string' || node.truncated || node.bytes.at(-1) !== 0) return node;
    return { ...node, bytes: node.bytes.slice(0, -1) };
  },
  vector: (context, value) => iovecNode(context, value, word(context, 3)),
  request: (context, value) => {
    const number = signed32(value);
    const name = nameIn('key_reqkeys', number, context.arch);
    return name === undefined ? named(`${number} /* KEY_REQKEY_DEFL_??? */`, number) : named(name, number);
  },
  error: (context, value) => {
    const number = BigInt.asUintN(32, value);
    const name = nameIn('errnos', number, context.arch);
    return name === undefined ? decimal(number) : named(name, number);
  },
  dh: (context, value) => structOf(context, value, DH),
  kdf: (context, value) =>
    context.before ??
    structAt(context, value, context.word * 2 + 36, (fields) => {
      const { word: size } = context;
      const count = BigInt(fields.u32(size * 2));
      const other = fields.ulong(size);
      const limit = context.options.abbreviate ? Math.min(8, context.options.strings) : 8;
      const spare = Array.from({ length: 8 }, (_, i) => fields.u32(size * 2 + 4 + i * 4));
      return struct(value, [
        ['hashname', cstringAt(context, fields.ulong(0))],
        ['otherinfo', count === 0n ? pointer(other) : bytesAt(context, other, count)],
        ['otherinfolen', decimal(count)],
        [
          '__spare',
          spare.every((one) => one === 0) ? undefined : array(value, spare.slice(0, limit).map(hex), limit < 8),
        ],
      ]);
    }),
  query: (context, value) => structOf(context, value, QUERY),
  pkey: (context, value) => structOf(context, value, PARAMETERS),
  verify: (context, value) => structOf(context, value, VERIFY),
  input: measured(4),
  output: (context, value) => (context.phase === 'entry' ? pending(value) : measured(8)(context, value)),
  second: measured(8),
  capabilities: (context, value) => {
    const room = word(context, 2);
    const count = Number([room, context.result?.value ?? 0n, 64n].reduce((a, b) => (a < b ? a : b)));
    const fields = count <= 0 ? undefined : fieldsAt(context, value, count);
    if (!fields) return pointer(value);
    const items = [...fields.bytes].map((byte, i) => {
      const set = ['keyctl_caps0', 'keyctl_caps1'][i];
      return set === undefined ? hex(byte) : bitsOf(set, BigInt(byte), context.arch);
    });
    return array(value, items);
  },
};

const keyctl = operations(OPERATIONS, 'keyctl_ops', OWN);

export const keyctlShape = keyctl.shape;

export const KEYCTL: Readonly<Record<string, Decoder>> = { keyctl_arg: operationArgument(keyctl) };
