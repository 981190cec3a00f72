/**
 * Calls that are newer than the kernel headers the generator finds, up to Linux 6.18: number, ABIs, name. Source:
 * arch/x86/entry/syscalls/syscall_64.tbl and syscall_32.tbl, scripts/syscall.tbl (arm64) of that kernel; `64` is
 * x86_64 without x32, `common` every ABI. Read by scripts/generate-numbers.ts only.
 */
export const NEWER_CALLS = `
335 64     uretprobe
336 64     uprobe
451 common cachestat
452 common fchmodat2
453 64     map_shadow_stack
453 arm64  map_shadow_stack
453 i386   map_shadow_stack
454 common futex_wake
455 common futex_wait
456 common futex_requeue
457 common statmount
458 common listmount
459 common lsm_get_self_attr
460 common lsm_set_self_attr
461 common lsm_list_modules
462 common mseal
463 common setxattrat
464 common getxattrat
465 common listxattrat
466 common removexattrat
467 common open_tree_attr
468 common file_getattr
469 common file_setattr
`;
