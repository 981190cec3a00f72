/**
 * What the requests of ioctl take, as data: `DIRECTION TYPE: NAME NAME …`. Directions: `-` no argument, `=` the argument
 * itself, `<` a pointer that the kernel reads, `>` one that it fills in, `<>` both (shown as `before => after` where it
 * changed; `A=>B`: an A that becomes a B), `+` both, with fields that appear at exit, `>>` the same where failures
 * leave it as it was (`A=>B`: an A is asked for, and shown as a B when it is there). TYPE is a structure of STRUCTURES,
 * `[T]` for a pointer to one T of layout.ts, or for `=` one of int ulong ptr fd x32 e(SET) f(SET). Requests that are
 * not here show their argument in hexadecimal.
 * Sources: the kernel headers that define the requests. Must not know how anything is decoded.
 */

export const REQUESTS = `
-: TIOCSBRK TIOCCBRK TIOCCONS TIOCNOTTY TIOCEXCL TIOCNXCL FIOCLEX FIONCLEX TIOCVHANGUP TIOCSSERIAL
= int: TCSBRK TCSBRKP TIOCSCTTY
= e(tcxonc_actions): TCXONC
= e(tcflush_queues): TCFLSH
> termios: TCGETS TIOCGLCKTRMIOS
< termios: TCSETS TCSETSW TCSETSF TIOCSLCKTRMIOS
> termios2: TCGETS2
< termios2: TCSETS2 TCSETSW2 TCSETSF2
> termio: TCGETA
< termio: TCSETA TCSETAW TCSETAF
> winsize: TIOCGWINSZ
< winsize: TIOCSWINSZ
> [f32(modem_flags)]: TIOCMGET
< [f32(modem_flags)]: TIOCMBIS TIOCMBIC TIOCMSET
> [i32]: TIOCGPGRP TIOCGSID TIOCGETD TIOCGSOFTCAR TIOCGPTN FIONREAD TIOCOUTQ TIOCGEXCL TIOCGDEV
< [i32]: TIOCSPGRP TIOCSETD FIONBIO FIOASYNC TIOCPKT TIOCSSOFTCAR TIOCSPTLCK
< [char]: TIOCSTI

> [i32]: FIOGETOWN SIOCATMARK SIOCGIFENCAP SIOCGPGRP SIOCOUTQNSD
< [i32]: FIOSETOWN SIOCSIFENCAP SIOCSPGRP
< [ifname]: SIOCBRADDBR SIOCBRDELBR
= ptr: SIOCADDDLCI SIOCADDRT SIOCBONDCHANGEACTIVE SIOCBONDENSLAVE SIOCBONDINFOQUERY SIOCBONDRELEASE SIOCBONDSETHWADDR
= ptr: SIOCBONDSLAVEINFOQUERY SIOCDARP SIOCDELDLCI SIOCDELRT SIOCDIFADDR SIOCDRARP SIOCETHTOOL SIOCGARP SIOCGHWTSTAMP
= ptr: SIOCGIFBR SIOCGIFCOUNT SIOCGIFMEM SIOCGIFPFLAGS SIOCGIFVLAN SIOCGMIIPHY SIOCGMIIREG SIOCGRARP SIOCGSKNS
= ptr: SIOCGSTAMP_OLD SIOCGSTAMP_NEW SIOCGSTAMPNS_OLD SIOCGSTAMPNS_NEW SIOCRTMSG SIOCSARP SIOCSHWTSTAMP SIOCSIFBR
= ptr: SIOCSIFLINK SIOCSIFMEM SIOCSIFPFLAGS SIOCSIFVLAN SIOCSMIIREG SIOCSRARP SIOCWANDEV

= ulong: BLKRASET BLKFRASET
> [u16]: BLKSECTGET BLKROTATIONAL
> [i32]: BLKROGET BLKBSZGET BLKSSZGET BLKALIGNOFF
< [i32]: BLKROSET BLKBSZSET
> [u32]: BLKPBSZGET BLKIOMIN BLKIOOPT BLKDISCARDZEROES BLKGETZONESZ BLKGETNRZONES
> [long]: BLKRAGET BLKFRAGET
> [ulong]: BLKGETSIZE
> [u64]: BLKGETSIZE64 BLKGETDISKSEQ
< pair64: BLKDISCARD BLKSECDISCARD BLKZEROOUT
< blkpg: BLKPG
+ blk_trace_setup: BLKTRACESETUP
-: BLKRRPART BLKFLSBUF BLKTRACESTART BLKTRACESTOP BLKTRACETEARDOWN
> hd_geometry: HDIO_GETGEO

> loop_info: LOOP_GET_STATUS
< loop_info: LOOP_SET_STATUS
> loop_info64: LOOP_GET_STATUS64
< loop_info64: LOOP_SET_STATUS64
< loop_config: LOOP_CONFIGURE
-: LOOP_CLR_FD LOOP_SET_CAPACITY LOOP_CTL_GET_FREE
= fd: LOOP_SET_FD LOOP_CHANGE_FD
= int: LOOP_CTL_ADD LOOP_CTL_REMOVE
= ulong: LOOP_SET_DIRECT_IO LOOP_SET_BLOCK_SIZE

> [f32(inode_flags)]: FS_IOC_GETFLAGS FS_IOC32_GETFLAGS
< [f32(inode_flags)]: FS_IOC_SETFLAGS FS_IOC32_SETFLAGS
> [i32]: FS_IOC_GETVERSION FS_IOC32_GETVERSION
< [i32]: FS_IOC_SETVERSION FS_IOC32_SETVERSION
> fsxattr: FS_IOC_FSGETXATTR
< fsxattr_set: FS_IOC_FSSETXATTR
> [label]: FS_IOC_GETFSLABEL
< [label]: FS_IOC_SETFSLABEL
= int: FICLONE
< file_clone_range: FICLONERANGE
< fstrim_range: FITRIM
-: FIFREEZE FITHAW
<> fiemap: FS_IOC_FIEMAP
<> dedupe: FIDEDUPERANGE
> fsuuid: FS_IOC_GETFSUUID
> fs_sysfs_path: FS_IOC_GETFSSYSFSPATH
> epoll_params: EPIOCGPARAMS
< epoll_params: EPIOCSPARAMS

> [i32]: RNDGETENTCNT
< [i32]: RNDADDTOENTCNT
< rand_pool_info: RNDADDENTROPY
-: RNDZAPENTCNT RNDCLEARPOOL RNDRESEEDCRNG

> rtc_time: RTC_ALM_READ RTC_RD_TIME
< rtc_time: RTC_ALM_SET RTC_SET_TIME
= ulong: RTC_IRQP_SET RTC_EPOCH_SET
> [ulong]: RTC_IRQP_READ RTC_EPOCH_READ
> [f32(rtc_vl_flags)]: RTC_VL_READ
> rtc_pll_info: RTC_PLL_GET
< rtc_pll_info: RTC_PLL_SET
> rtc_wkalrm: RTC_WKALM_RD
< rtc_wkalrm: RTC_WKALM_SET
<> rtc_param_got=>rtc_param_got: RTC_PARAM_GET
< rtc_param: RTC_PARAM_SET
-: RTC_AIE_ON RTC_AIE_OFF RTC_UIE_ON RTC_UIE_OFF RTC_PIE_ON RTC_PIE_OFF RTC_WIE_ON RTC_WIE_OFF RTC_VL_CLR

> [x32]: EVIOCGVERSION
> input_id: EVIOCGID
> [u32[2]]: EVIOCGREP
< [u32[2]]: EVIOCSREP
> [i32]: EVIOCGEFFECTS
= int: EVIOCRMFF
= ulong: EVIOCGRAB EVIOCREVOKE
< [u32]: EVIOCSCLOCKID

-: NS_GET_USERNS NS_GET_PARENT NS_GET_NSTYPE
> [id]: NS_GET_OWNER_UID
> [x64]: NS_GET_MNTNS_ID NS_GET_ID
= int: NS_GET_PID_FROM_PIDNS NS_GET_TGID_FROM_PIDNS NS_GET_PID_IN_PIDNS NS_GET_TGID_IN_PIDNS
> mnt_ns_info: NS_MNT_GET_INFO NS_MNT_GET_NEXT NS_MNT_GET_PREV
-: PIDFD_GET_CGROUP_NAMESPACE PIDFD_GET_IPC_NAMESPACE PIDFD_GET_MNT_NAMESPACE PIDFD_GET_NET_NAMESPACE
-: PIDFD_GET_PID_NAMESPACE PIDFD_GET_PID_FOR_CHILDREN_NAMESPACE PIDFD_GET_TIME_NAMESPACE PIDFD_GET_USER_NAMESPACE
-: PIDFD_GET_TIME_FOR_CHILDREN_NAMESPACE PIDFD_GET_UTS_NAMESPACE

= f32(perf_ioctl_flags): PERF_EVENT_IOC_ENABLE PERF_EVENT_IOC_DISABLE PERF_EVENT_IOC_RESET
= int: PERF_EVENT_IOC_REFRESH
< [u64]: PERF_EVENT_IOC_PERIOD
> [u64]: PERF_EVENT_IOC_ID
= fd: PERF_EVENT_IOC_SET_OUTPUT PERF_EVENT_IOC_SET_BPF
< [cstring]: PERF_EVENT_IOC_SET_FILTER
= ulong: PERF_EVENT_IOC_PAUSE_OUTPUT
< perf_attributes: PERF_EVENT_IOC_MODIFY_ATTRIBUTES
>> perf_programs: PERF_EVENT_IOC_QUERY_BPF

= fd: NBD_SET_SOCK
= ulong: NBD_SET_BLKSIZE NBD_SET_SIZE NBD_SET_SIZE_BLOCKS NBD_SET_TIMEOUT
= f32(nbd_flags): NBD_SET_FLAGS
-: NBD_CLEAR_QUE NBD_CLEAR_SOCK NBD_DISCONNECT NBD_DO_IT NBD_PRINT_DEBUG

> watchdog_info: WDIOC_GETSUPPORT
> [i32]: WDIOC_GETSTATUS WDIOC_GETBOOTSTATUS WDIOC_GETTEMP WDIOC_GETTIMEOUT WDIOC_GETPRETIMEOUT WDIOC_GETTIMELEFT
< [i32]: WDIOC_SETPRETIMEOUT WDIOC_SETOPTIONS
<> [i32]: WDIOC_SETTIMEOUT
-: WDIOC_KEEPALIVE

= int: INOTIFY_IOC_SETNEXTWD
+ uffdio_api: UFFDIO_API
+ uffdio_register: UFFDIO_REGISTER
< uffdio_range: UFFDIO_UNREGISTER UFFDIO_WAKE
+ uffdio_copy: UFFDIO_COPY
+ uffdio_zeropage: UFFDIO_ZEROPAGE
+ uffdio_move: UFFDIO_MOVE
+ uffdio_continue: UFFDIO_CONTINUE
+ uffdio_poison: UFFDIO_POISON
< uffdio_writeprotect: UFFDIO_WRITEPROTECT

+ notification: SECCOMP_IOCTL_NOTIF_RECV
< seccomp_notif_resp: SECCOMP_IOCTL_NOTIF_SEND
< [x64]: SECCOMP_IOCTL_NOTIF_ID_VALID
= f(seccomp_notif_modes): SECCOMP_IOCTL_NOTIF_SET_FLAGS
< seccomp_notif_addfd: SECCOMP_IOCTL_NOTIF_ADDFD

= int: KVM_CREATE_VCPU
= e(kvm_capabilities): KVM_CHECK_EXTENSION
< kvm_memory_region: KVM_SET_USER_MEMORY_REGION
`;

/** Structures in layout.ts's notation, from the headers that define the requests. */
export const STRUCTURES: Readonly<Record<string, string>> = {
  winsize: 'ws_row:u16 ws_col:u16 ws_xpixel:u16 ws_ypixel:u16',
  blk_trace_setup: 'name>:chars(32) act_mask:u16 buf_size:u32 buf_nr:u32 start_lba:u64 end_lba:u64 pid:pid',
  hd_geometry: 'heads:u8 sectors:u8 cylinders:u16 start:ulong',
  fsuuid: 'len:u8 uuid:hex(16)',
  fs_sysfs_path: 'len:u8 name:chars(128)',
  epoll_params: 'busy_poll_usecs:u32 busy_poll_budget:u16 prefer_busy_poll:u8 __pad?:x8',
  mnt_ns_info: 'size:u32 nr_mounts:u32 mnt_ns_id:x64',
  loop_info:
    'lo_number:i32 lo_device*:olddev lo_inode*:ulong lo_rdevice*:olddev lo_offset:x32 lo_encrypt_type^:e32(loop_crypt_types) lo_encrypt_key_size^:u32 lo_flags:f32(loop_flags) lo_name:chars(64) lo_encrypt_key^:lokey lo_init*:xlong[2] reserved*:x8[4]',
  loop_info64:
    'lo_device*:dev64 lo_inode*:u64 lo_rdevice*:dev64 lo_offset:x64 lo_sizelimit*:u64 lo_number:u32 lo_encrypt_type^:e32(loop_crypt_types) lo_encrypt_key_size^:u32 lo_flags:f32(loop_flags) lo_file_name:chars(64) lo_crypt_name^:chars(64) lo_encrypt_key^:lokey64 lo_init*:x64[2]',
  loop_config: 'fd:fd block_size:u32 info:loop_info64 __reserved?:x64[8]',
  fsxattr:
    'fsx_xflags:f32(fs_xflags) fsx_extsize:u32 fsx_nextents:u32 fsx_projid:x32 fsx_cowextsize:u32 fsx_pad-:bytes(8)',
  fsxattr_set:
    'fsx_xflags:f32(fs_xflags) fsx_extsize:u32 fsx_nextents-:u32 fsx_projid:x32 fsx_cowextsize:u32 fsx_pad-:bytes(8)',
  file_clone_range: 'src_fd:srcfd src_offset:u64 src_length:u64 dest_offset:u64',
  fstrim_range: 'start:x64 len:u64 minlen:u64',
  rtc_time:
    'tm_sec:i32 tm_min:i32 tm_hour:i32 tm_mday:i32 tm_mon:i32 tm_year:i32 tm_wday*:i32 tm_yday*:i32 tm_isdst*:i32',
  rtc_wkalrm: 'enabled:u8 pending:u8 time:rtc_time',
  rtc_pll_info: 'pll_ctrl:i32 pll_value:i32 pll_max:i32 pll_min:i32 pll_posmult:i32 pll_negmult:i32 pll_clock:long',
  input_id: 'bustype:u16 vendor:u16 product:u16 version:u16',
  watchdog_info: 'options:x32 firmware_version:u32 identity:chars(32)',
  uffdio_range: 'start:x64 len:x64',
  uffdio_api: 'api:x64 features:f64(uffd_features) ioctls>:f64(uffd_ioctls)',
  uffdio_register: 'range:uffdio_range mode:f64(uffd_register_modes) ioctls>:f64(uffd_register_ioctls)',
  uffdio_copy: 'dst:x64 src:x64 len:x64 mode:f64(uffd_copy_modes) copy>:x64',
  uffdio_zeropage: 'range:uffdio_range mode:f64(uffd_zeropage_modes) zeropage>:x64',
  uffdio_move: 'dst:x64 src:x64 len:x64 mode:f64(uffd_move_modes) move>:x64',
  uffdio_continue: 'range:uffdio_range mode:f64(uffd_continue_modes) mapped>:u64',
  uffdio_poison: 'range:uffdio_range mode:f64(uffd_poison_modes) updated>:u64',
  uffdio_writeprotect: 'range:uffdio_range mode:f64(uffd_writeprotect_modes)',
  seccomp_data: 'nr:callnumber arch:e32(audit_archs) instruction_pointer:ptr64 args:x64[6]',
  seccomp_notif: 'id:x64 pid:pid flags:x32 data:seccomp_data',
  seccomp_notif_resp: 'id:x64 val:i64 error:error flags:f32(seccomp_response_flags)',
  seccomp_notif_addfd: 'id:x64 flags:f32(seccomp_addfd_flags) srcfd:fd newfd:i32 newfd_flags:f32(open_flags)',
  kvm_memory_region: 'slot:u32 flags:f32(kvm_memory_flags) guest_phys_addr:x64 memory_size:u64 userspace_addr:ptr64',
};
