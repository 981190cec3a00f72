/**
 * Families of generic netlink by number. The kernel numbers most of them as they register (genl_register_family), so it
 * is asked: linux/genetlink.h, CTRL_CMD_GETFAMILY. Must not know what is done with it.
 */
import { askNetlink } from '../ffi/sockDiag.ts';

const NETLINK_GENERIC = 16;
/** struct nlmsghdr and struct genlmsghdr. */
const NLMSG = 16;
const GENL = 4;
const NLA = 4;
const ALIGN = 4;

const DONE = 3;
const GENL_ID_CTRL = 16;
const REQUEST_DUMP = 0x301;
const CTRL_CMD_GETFAMILY = 3;
const CTRL_ATTR_FAMILY_ID = 1;
const CTRL_ATTR_FAMILY_NAME = 2;

const aligned = (length: number): number => Math.ceil(length / ALIGN) * ALIGN;

function request(): Uint8Array {
  const bytes = Buffer.alloc(NLMSG + GENL);
  bytes.writeUInt32LE(bytes.length, 0);
  bytes.writeUInt16LE(GENL_ID_CTRL, 4);
  bytes.writeUInt16LE(REQUEST_DUMP, 6);
  bytes.writeUInt8(CTRL_CMD_GETFAMILY, NLMSG);
  bytes.writeUInt8(1, NLMSG + 1);
  return bytes;
}

/** One family's attributes. */
function readFamily(attributes: Buffer, into: Map<number, string>): void {
  let id: number | undefined;
  let name: string | undefined;
  for (let at = 0; at + NLA <= attributes.length; ) {
    const length = attributes.readUInt16LE(at);
    if (length < NLA || at + length > attributes.length) break;
    const value = attributes.subarray(at + NLA, at + length);
    const type = attributes.readUInt16LE(at + 2);
    if (type === CTRL_ATTR_FAMILY_ID && value.length >= 2) id = value.readUInt16LE(0);
    if (type === CTRL_ATTR_FAMILY_NAME) name = value.toString('latin1').replace(/\0.*$/s, '');
    at += aligned(length);
  }
  if (id !== undefined && name) into.set(id, name);
}

/** The families in a block of messages; true when it was the last. */
export function readFamilies(block: Uint8Array, into: Map<number, string>): boolean {
  const bytes = Buffer.from(block.buffer, block.byteOffset, block.byteLength);
  for (let at = 0; at + NLMSG <= bytes.length; ) {
    const length = bytes.readUInt32LE(at);
    if (length < NLMSG || at + length > bytes.length) return true;
    const type = bytes.readUInt16LE(at + 4);
    if (type === DONE) return true;
    if (type === GENL_ID_CTRL && length > NLMSG + GENL)
      readFamily(bytes.subarray(at + NLMSG + GENL, at + length), into);
    at += aligned(length);
  }
  return false;
}

let families: Map<number, string> | undefined;

/** The name of a family, of those there were when the first was asked for. */
export function genericFamilyOf(id: number): string | undefined {
  if (!families) {
    const found = new Map<number, string>();
    askNetlink(NETLINK_GENERIC, request(), (block) => readFamilies(block, found));
    families = found;
  }
  return families.get(id);
}
