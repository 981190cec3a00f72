/** Signatures of calls that take paths, or change what a path or an inode is. Format: see ../signature.ts. */
export const FILES = `
open %desc,%file fd pathname:path flags:open_flags mode:open_mode(flags)
openat %desc,%file fd dirfd:dirfd pathname:path flags:open_flags mode:open_mode(flags)
openat2 %desc,%file fd dirfd:dirfd pathname:path how:open_how(size) size:size
creat %desc,%file fd pathname:path mode:mode
access %file int pathname:path mode:flags(access_modes)
faccessat %desc,%file int dirfd:dirfd pathname:path mode:flags(access_modes)
faccessat2 %desc,%file int dirfd:dirfd pathname:path mode:flags(access_modes) flags:flags(faccessat_flags)
stat %file,%stat,%stat_like int pathname:path statbuf:>stat
lstat %file,%lstat,%stat_like int pathname:path statbuf:>stat
fstat %desc,%fstat,%stat_like int fd:fd statbuf:>stat
newfstatat %desc,%file,%fstat,%stat_like int dirfd:dirfd pathname:path statbuf:>stat flags:flags(at_flags)
statx %desc,%file,%fstat,%stat_like int dirfd:dirfd pathname:path flags:statx_flags mask:flags(statx_masks) statxbuf:>statx
statfs %file,%statfs,%statfs_like int path:path buf:>statfs
fstatfs %desc,%fstatfs,%statfs_like int fd:fd buf:>statfs
ustat %statfs_like int dev:dev ubuf:>ustat
truncate %file int path:path length:uoff
ftruncate %desc int fd:fd length:uoff
getcwd %file long buf:>cstring_out(ret) size:size
chdir %file int path:path
fchdir %desc int fd:fd
chroot %file int path:path
pivot_root %file int new_root:path put_old:path
rename %file int oldpath:path newpath:path
renameat %desc,%file int olddirfd:dirfd oldpath:path newdirfd:dirfd newpath:path
renameat2 %desc,%file int olddirfd:dirfd oldpath:path newdirfd:dirfd newpath:path flags:flags(rename_flags)
mkdir %file int pathname:path mode:mode
mkdirat %desc,%file int dirfd:dirfd pathname:path mode:mode
rmdir %file int pathname:path
link %file int oldpath:path newpath:path
linkat %desc,%file int olddirfd:dirfd oldpath:path newdirfd:dirfd newpath:path flags:flags(at_flags)
symlink %file int target:path linkpath:path
symlinkat %desc,%file int target:path newdirfd:dirfd linkpath:path
readlink %file ssize pathname:path buf:>path_bytes(ret) bufsiz:size
readlinkat %desc,%file ssize dirfd:dirfd pathname:path buf:>path_bytes(ret) bufsiz:size
unlink %file int pathname:path
unlinkat %desc,%file int dirfd:dirfd pathname:path flags:flags(at_flags)
chmod %file int pathname:path mode:mode
fchmod %desc int fd:fd mode:mode
fchmodat %desc,%file int dirfd:dirfd pathname:path mode:mode
fchmodat2 %desc,%file int dirfd:dirfd pathname:path mode:mode flags:flags(at_flags)
chown %file int pathname:path owner:uid group:gid
lchown %file int pathname:path owner:uid group:gid
fchown %desc int fd:fd owner:uid group:gid
fchownat %desc,%file int dirfd:dirfd pathname:path owner:uid group:gid flags:flags(at_flags)
utime %file int filename:path times:utimbuf
utimes %file int filename:path times:timeval_pair
futimesat %desc,%file int dirfd:dirfd pathname:path times:timeval_pair
utimensat %desc,%file int dirfd:dirfd pathname:path times:timespec_pair flags:flags(at_flags)
mknod %file int pathname:path mode:mode dev:dev
mknodat %desc,%file int dirfd:dirfd pathname:path mode:mode dev:dev
uselib %file int library:path
acct %file int filename:path
swapon %file int path:path swapflags:swap_flags
swapoff %file int path:path
mount %file int source:path target:path filesystemtype:mount_type(mountflags) mountflags:mount_flags data:mount_data(mountflags)
umount2 %file int target:path flags:flags(umount_flags)
open_tree %desc,%file fd dirfd:dirfd pathname:path flags:flags(open_tree_flags)
open_tree_attr %desc,%file fd dirfd:dirfd pathname:path flags:flags(open_tree_flags) uattr:mount_attr(usize) usize:size
move_mount %desc,%file int from_dirfd:dirfd from_pathname:path to_dirfd:dirfd to_pathname:path flags:flags(move_mount_flags)
fsopen %desc fd fsname:cstring flags:flags(fsopen_flags)
fsconfig %desc,%file int fd:fd cmd:enum(fsconfig_cmds) key:fsconfig_key(cmd) value:fsconfig_value(cmd) aux:fsconfig_aux(cmd)
fsmount %desc fd fd:fd flags:flags(fsmount_flags) attr_flags:flags(mount_attr_flags)
fspick %desc,%file fd dirfd:dirfd pathname:path flags:flags(fspick_flags)
mount_setattr %desc,%file int dirfd:dirfd pathname:path flags:flags(mount_setattr_flags) attr:mount_attr(size) size:size
statmount - int req:mnt_id_req buf:>statmount(bufsize) bufsize:size flags:hex32
listmount - ssize req:mnt_id_req mnt_ids:>u64_array(ret) nr_mnt_ids:size flags:flags(listmount_flags)
quotactl %file int op:quota_cmd special:path id:quota_id(op) addr:<>quota_addr(op)
quotactl_fd %desc int fd:fd op:quota_cmd id:quota_id(op) addr:<>quota_addr(op)
setxattr %file int path:path name:cstring value:xattr_value(size) size:size flags:xattr_flags
lsetxattr %file int path:path name:cstring value:xattr_value(size) size:size flags:xattr_flags
fsetxattr %desc int fd:fd name:cstring value:xattr_value(size) size:size flags:xattr_flags
setxattrat %desc,%file int dirfd:dirfd pathname:path at_flags:flags(at_flags) name:cstring uargs:xattr_args(usize) usize:size
getxattr %file ssize path:path name:cstring value:>xattr_value(ret) size:size
lgetxattr %file ssize path:path name:cstring value:>xattr_value(ret) size:size
fgetxattr %desc ssize fd:fd name:cstring value:>xattr_value(ret) size:size
getxattrat %desc,%file ssize dirfd:dirfd pathname:path at_flags:flags(at_flags) name:cstring uargs:<>xattr_args(usize) usize:size
listxattr %file ssize path:path list:>xattr_list(ret) size:size
llistxattr %file ssize path:path list:>xattr_list(ret) size:size
flistxattr %desc ssize fd:fd list:>xattr_list(ret) size:size
listxattrat %desc,%file ssize dirfd:dirfd pathname:path at_flags:flags(at_flags) list:>xattr_list(ret) size:size
removexattr %file int path:path name:cstring
lremovexattr %file int path:path name:cstring
fremovexattr %desc int fd:fd name:cstring
removexattrat %desc,%file int dirfd:dirfd pathname:path at_flags:flags(at_flags) name:cstring
file_getattr %desc,%file int dirfd:dirfd pathname:path ufattr:>file_attr(usize) usize:size at_flags:flags(at_flags)
file_setattr %desc,%file int dirfd:dirfd pathname:path ufattr:file_attr(usize) usize:size at_flags:flags(at_flags)
name_to_handle_at %desc,%file int dirfd:dirfd pathname:path handle:<>file_handle mount_id:>mount_id_ptr flags:flags(name_to_handle_flags)
open_by_handle_at %desc fd mount_fd:fd handle:file_handle flags:open_flags
inotify_add_watch %desc,%file int fd:fd pathname:path mask:flags(inotify_masks)
inotify_rm_watch %desc int fd:fd wd:int
inotify_init %desc fd
inotify_init1 %desc fd flags:flags(inotify_init_flags)
fanotify_init %desc fd flags:fanotify_init_flags event_f_flags:open_flags
fanotify_mark %desc,%file int fanotify_fd:fd flags:flags(fanotify_mark_flags) mask:fanotify_mask dirfd:fanotify_dirfd pathname:path
landlock_create_ruleset %desc fd attr:landlock_ruleset_attr(size) size:size flags:flags(landlock_create_flags)
landlock_add_rule %desc int ruleset_fd:fd rule_type:enum(landlock_rule_types) rule_attr:landlock_rule(rule_type) flags:hex32
landlock_restrict_self %desc int ruleset_fd:fd flags:flags(landlock_restrict_flags)
lookup_dcookie - int cookie:u64 buffer:>path_bytes(ret) len:size
sysfs - int option:int arg1:sysfs_arg(option) arg2:>sysfs_name(option)
`;
