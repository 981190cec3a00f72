/** Signatures of calls on the whole system, and calls that the kernel no longer has. Format: see ../signature.ts. */
export const SYSTEM = `
uname - int buf:>utsname
sysinfo - int info:>sysinfo
syslog - int type:commented(syslog_actions) bufp:<>syslog_buffer(type) size:syslog_size(type)
reboot - int magic:enum(reboot_magics) magic2:enum(reboot_magics2) op:enum(reboot_cmds) arg:cstring
vhangup - int
umask - umode mask:umode
getrandom - ssize buf:>bytes(ret) size:size flags:flags(getrandom_flags)
perf_event_open %desc fd attr:<>perf_event_attr pid:int cpu:int group_fd:fd_or_neg flags:flags64(perf_event_open_flags)
bpf %desc long cmd:enum(bpf_cmds) attr:<>bpf_attr(cmd,size) size:uint
init_module - int module_image:ptr size:ulong param_values:module_params
finit_module %desc int fd:fd param_values:module_params flags:flags(module_init_flags)
delete_module - int name:cstring flags:flags(delete_module_flags)
create_module - ptr name:cstring size:size
get_kernel_syms - int table:ptr
query_module - int name:cstring which:int buf:ptr bufsize:size ret:ptr
kexec_load - long entry:ptr nr_segments:ulong segments:kexec_segments(nr_segments) flags:kexec_flags
kexec_file_load %desc long kernel_fd:fd initrd_fd:fd cmdline_size:ulong cmdline:bytes(cmdline_size) flags:flags64(kexec_file_load_flags)
lsm_get_self_attr - int attr:enum(lsm_attrs) ctx:<>lsm_contexts size:<>lsm_size flags:flags(lsm_flags)
lsm_set_self_attr - int attr:enum(lsm_attrs) ctx:lsm_ctx(size) size:uint flags:hex32
lsm_list_modules - int ids:>lsm_id_array(ret) size:<>lsm_size flags:hex32
nfsservctl - long cmd:int argp:nfs_arg(cmd) resp:ptr
_sysctl - int args:ptr
afs_syscall - int arg1:hex arg2:hex arg3:hex arg4:hex arg5:hex
tuxcall - int arg1:hex arg2:hex arg3:hex
security - int arg1:hex arg2:hex arg3:hex
vserver - int arg1:hex arg2:hex arg3:hex arg4:hex arg5:hex
`;
