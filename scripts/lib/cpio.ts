/**
 * A folder as a cpio archive in the format that the kernel takes for an initramfs (newc: Documentation/driver-api/
 * early-userspace/buffer-format.rst). Must not know what is in the folder.
 */
import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';

const TRAILER = 'TRAILER!!!';
const KIND = { file: 0o100000, folder: 0o040000, link: 0o120000 } as const;

const padded = (bytes: Buffer): Buffer => Buffer.concat([bytes, Buffer.alloc(-bytes.length & 3)]);

function entry(name: string, inode: number, mode: number, content: Buffer): Buffer {
  const links = 1;
  // ino, mode, uid, gid, nlink, mtime, filesize, device, special device, length of the name with its NUL, check.
  const fields = [inode, mode, 0, 0, links, 0, content.length, 0, 0, 0, 0, Buffer.byteLength(name) + 1, 0];
  const head = `070701${fields.map((field) => field.toString(16).padStart(8, '0')).join('')}${name}\0`;
  return Buffer.concat([padded(Buffer.from(head)), padded(content)]);
}

/** Files, folders and symbolic links, owned by root; nothing else is allowed in the folder. */
export function cpioOf(folder: string): Buffer {
  const parts: Buffer[] = [];
  const add = (path: string): void => {
    for (const name of readdirSync(join(folder, path)).sort()) {
      const inside = path === '' ? name : `${path}/${name}`;
      const full = join(folder, inside);
      const stat = lstatSync(full);
      const permissions = stat.mode & 0o777;
      const put = (kind: number, content: Buffer): void =>
        void parts.push(entry(inside, parts.length + 1, kind | permissions, content));
      if (stat.isSymbolicLink()) put(KIND.link, Buffer.from(readlinkSync(full)));
      else if (stat.isFile()) put(KIND.file, readFileSync(full));
      else if (stat.isDirectory()) {
        put(KIND.folder, Buffer.alloc(0));
        add(inside);
      } else throw new Error(`${full} is no file, folder or link`);
    }
  };
  add('');
  return Buffer.concat([...parts, entry(TRAILER, 0, 0, Buffer.alloc(0))]);
}
