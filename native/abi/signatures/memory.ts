/** Signatures of calls on the address space and memory policy. Format: see ../signature.ts. */
export const MEMORY = `
mmap %desc,%memory ptr addr:ptr length:size prot:flags64(mmap_prot) flags:mmap_flags fd:fd_or_neg offset:hex
munmap %memory int addr:ptr length:size
mprotect %memory int addr:ptr size:size prot:flags64(mmap_prot)
pkey_mprotect %memory int addr:ptr size:size prot:flags64(mmap_prot) pkey:int
pkey_alloc - int flags:hex access_rights:flags64(pkey_access)
pkey_free - int pkey:int
brk %memory ptr addr:ptr
mremap %memory ptr old_address:ptr old_size:size new_size:size flags:flags64(mremap_flags) new_address:mremap_addr(flags)
msync %memory int addr:ptr length:size flags:flags(msync_flags)
mincore %memory int addr:ptr length:size vec:>residency(length)
madvise %memory int addr:ptr length:size advice:enum(madvise_values)
process_madvise %desc ssize pidfd:fd iovec:iovec(n) n:size advice:enum(madvise_values) flags:hex32
process_mrelease %desc int pidfd:fd flags:hex32
mlock %memory int addr:ptr size:size
mlock2 %memory int addr:ptr size:size flags:flags(mlock_flags)
munlock %memory int addr:ptr size:size
mlockall %memory int flags:flags(mlockall_flags)
munlockall %memory int
mseal %memory int addr:ptr size:size flags:hex
map_shadow_stack %memory ptr addr:ptr size:size flags:flags(shadow_stack_flags)
remap_file_pages %memory int addr:ptr size:size prot:flags64(mmap_prot) pgoff:ulong flags:mmap_flags
mbind %memory int addr:ptr len:ulong mode:mempolicy_mode nodemask:node_mask(maxnode) maxnode:ulong flags:flags(mbind_flags)
set_mempolicy %memory int mode:mempolicy_mode nodemask:node_mask(maxnode) maxnode:ulong
get_mempolicy %memory int mode:>mempolicy_ptr nodemask:>node_mask(maxnode) maxnode:ulong addr:ptr flags:flags64(get_mempolicy_flags)
set_mempolicy_home_node %memory int start:ptr len:ulong home_node:ulong flags:hex
migrate_pages %memory long pid:pid maxnode:ulong old_nodes:node_mask(maxnode) new_nodes:node_mask(maxnode)
move_pages %memory long pid:pid count:ulong pages:ptr_array(count) nodes:int_array(count) status:>status_array(count) flags:flags(move_pages_flags)
process_vm_readv - ssize pid:pid local_iov:>iovec_out(liovcnt,ret) liovcnt:ulong remote_iov:iovec(riovcnt) riovcnt:ulong flags:ulong
process_vm_writev - ssize pid:pid local_iov:iovec(liovcnt) liovcnt:ulong remote_iov:iovec(riovcnt) riovcnt:ulong flags:ulong
`;
