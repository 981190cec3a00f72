/**
 * File systems: the mount interface, quota, landlock, fanotify, file attributes, handles, xattr arguments.
 */
import type { Decoder } from '../context.ts';

export const FILESYSTEMS: Readonly<Record<string, Decoder>> = {};
