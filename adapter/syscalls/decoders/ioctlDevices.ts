/**
 * What the requests of devices take, as data in the notation of ioctlRequests.ts: disks and SCSI, flash, consoles, infrared,
 * clocks, GPIO, video, tracing. Sources: linux/hdreg.h, scsi/sg.h, mtd/*.h, linux/kd.h, lirc.h, ptp_clock.h, gpio.h,
 * videodev2.h, blktrace_api.h, tee.h, kvm.h. Must not know how anything is decoded.
 */
export const DEVICE_REQUESTS = `
> [long]: HDIO_GET_UNMASKINTR HDIO_GET_MULTCOUNT HDIO_GET_KEEPSETTINGS HDIO_GET_32BIT HDIO_GET_NOWERR HDIO_GET_DMA HDIO_GET_WCACHE HDIO_GET_ACOUSTIC HDIO_GET_ADDRESS
> [f64(ide_nice_flags)]: HDIO_GET_NICE
> [e64(ide_bus_states)]: HDIO_GET_BUSSTATE
> [identity]: HDIO_GET_IDENTITY
> [oldidentity]: HDIO_OBSOLETE_IDENTITY
< [x32[3]]: HDIO_DRIVE_RESET HDIO_SCAN_HWIF
<> drive_command=>drive_state: HDIO_DRIVE_CMD
= ulong: HDIO_SET_MULTCOUNT HDIO_SET_UNMASKINTR HDIO_SET_KEEPSETTINGS HDIO_SET_32BIT HDIO_SET_NOWERR HDIO_SET_DMA HDIO_SET_PIO_MODE HDIO_UNREGISTER_HWIF HDIO_SET_WCACHE HDIO_SET_ACOUSTIC HDIO_SET_ADDRESS
= f(ide_nice_flags): HDIO_SET_NICE
= e(ide_bus_states): HDIO_SET_BUSSTATE

< [i32]: SG_SET_TIMEOUT SG_SET_COMMAND_Q SG_SET_RESERVED_SIZE SG_SET_FORCE_LOW_DMA SG_SET_FORCE_PACK_ID SG_SET_DEBUG SG_NEXT_CMD_LEN SG_SET_KEEP_ORPHAN
> [i32]: SG_EMULATED_HOST SG_GET_TRANSFORM SG_GET_COMMAND_Q SG_GET_RESERVED_SIZE SG_GET_LOW_DMA SG_GET_PACK_ID SG_GET_NUM_WAITING SG_GET_SG_TABLESIZE SG_GET_KEEP_ORPHAN
-: SG_GET_TIMEOUT
= x32: SG_SET_TRANSFORM
< [e32(sg_resets)]: SG_SCSI_RESET
> sg_scsi_id: SG_GET_SCSI_ID
> sg_request: SG_GET_REQUEST_TABLE
>> sg_io: SG_IO
<> dm=>dm: DM_VERSION DM_REMOVE_ALL DM_LIST_DEVICES DM_DEV_CREATE DM_DEV_REMOVE DM_DEV_RENAME DM_DEV_SUSPEND DM_DEV_STATUS DM_DEV_WAIT DM_TABLE_LOAD DM_TABLE_CLEAR DM_TABLE_DEPS DM_TABLE_STATUS DM_LIST_VERSIONS DM_TARGET_MSG DM_DEV_SET_GEOMETRY DM_DEV_ARM_POLL DM_GET_TARGET_VERSION

> mtd_info: MEMGETINFO
< erase_info: MEMERASE MEMLOCK MEMUNLOCK MEMISLOCKED
< erase_info64: MEMERASE64
< mtd_oob: MEMWRITEOOB MEMREADOOB
< mtd_oob64: MEMWRITEOOB64 MEMREADOOB64
>> mtd_region: MEMGETREGIONINFO
< mtd_write: MEMWRITE
< [i64]: MEMGETBADBLOCK MEMSETBADBLOCK
< [e32(mtd_otp_modes)]: OTPSELECT
> [u32]: OTPGETREGIONCOUNT
> otp_info: OTPGETREGIONINFO
< otp_info: OTPLOCK
> mtd_ecc_stats: ECCGETSTATS
= e(mtd_file_modes): MTDFILEMODE
-: UBI_IOCVOLRMBLK UBI_IOCVOLCRBLK
< [i32]: UBI_IOCEBER UBI_IOCEBUNMAP UBI_IOCRMVOL UBI_IOCRPEB UBI_IOCSPEB UBI_IOCDET UBI_IOCEBISMAP
< ubi_change: UBI_IOCEBCH
< ubi_map: UBI_IOCEBMAP
< [i64]: UBI_IOCVOLUP
< ubi_resize: UBI_IOCRSVOL
< ubi_property: UBI_IOCSETVOLPROP
< ubi_rename: UBI_IOCRNVOL
<> ubi_attach=>[i32]: UBI_IOCATT
<> ubi_make=>[i32]: UBI_IOCMKVOL

< [e32(lirc_modes)]: LIRC_SET_SEND_MODE LIRC_SET_REC_MODE
> [e32(lirc_modes)]: LIRC_GET_SEND_MODE LIRC_GET_REC_MODE
> [f32(lirc_features)]: LIRC_GET_FEATURES
< [u32]: LIRC_SET_SEND_CARRIER LIRC_SET_REC_CARRIER LIRC_SET_SEND_DUTY_CYCLE LIRC_SET_REC_TIMEOUT LIRC_SET_REC_TIMEOUT_REPORTS LIRC_SET_MEASURE_CARRIER_MODE LIRC_SET_REC_CARRIER_RANGE LIRC_SET_WIDEBAND_RECEIVER
< [x32]: LIRC_SET_TRANSMITTER_MASK
> [u32]: LIRC_GET_REC_RESOLUTION LIRC_GET_MIN_TIMEOUT LIRC_GET_MAX_TIMEOUT LIRC_GET_LENGTH LIRC_GET_REC_TIMEOUT

> ptp_caps: PTP_CLOCK_GETCAPS PTP_CLOCK_GETCAPS2
< ptp_external: PTP_EXTTS_REQUEST2
< ptp_external_old: PTP_EXTTS_REQUEST
< ptp_pin_set: PTP_PIN_SETFUNC2
< ptp_pin_set_old: PTP_PIN_SETFUNC
>> ptp_pin: PTP_PIN_GETFUNC2
>> ptp_pin_old: PTP_PIN_GETFUNC
> ptp_precise: PTP_SYS_OFFSET_PRECISE PTP_SYS_OFFSET_PRECISE2
< ptp_periodic_old: PTP_PEROUT_REQUEST
< ptp_periodic: PTP_PEROUT_REQUEST2
>> ptp_offset: PTP_SYS_OFFSET PTP_SYS_OFFSET2
>> ptp_offset_extended: PTP_SYS_OFFSET_EXTENDED PTP_SYS_OFFSET_EXTENDED2
> [i32]: MEMGETREGIONCOUNT
> mtd_oob_select: MEMGETOOBSEL
> mtd_ecc_layout: ECCGETLAYOUT

< counter_watch: COUNTER_ADD_WATCH_IOCTL
-: COUNTER_ENABLE_EVENTS_IOCTL COUNTER_DISABLE_EVENTS_IOCTL

> gpio_chip: GPIO_GET_CHIPINFO_IOCTL
<> gpio_line=>gpio_line_info: GPIO_GET_LINEINFO_IOCTL GPIO_GET_LINEINFO_WATCH_IOCTL
< gpio_offset: GPIO_GET_LINEINFO_UNWATCH_IOCTL
<> gpio_event=>gpio_event_fd: GPIO_GET_LINEEVENT_IOCTL
> gpio_values: GPIOHANDLE_GET_LINE_VALUES_IOCTL
< gpio_values: GPIOHANDLE_SET_LINE_VALUES_IOCTL
< gpio_config: GPIOHANDLE_SET_CONFIG_IOCTL
<> gpio2_mask=>gpio2_bits: GPIO_V2_LINE_GET_VALUES_IOCTL
< gpio2_values: GPIO_V2_LINE_SET_VALUES_IOCTL

> v4l2_capability: VIDIOC_QUERYCAP
< [e32(v4l2_buffer_types)]: VIDIOC_STREAMON VIDIOC_STREAMOFF
> [i32]: VIDIOC_G_INPUT VIDIOC_G_OUTPUT
< [i32]: VIDIOC_S_INPUT VIDIOC_S_OUTPUT
> [x64]: VIDIOC_G_STD VIDIOC_QUERYSTD
< [x64]: VIDIOC_S_STD
> v4l2_framebuffer: VIDIOC_G_FBUF
< v4l2_framebuffer: VIDIOC_S_FBUF
+ v4l2_request: VIDIOC_REQBUFS
>> v4l2_index_type=>v4l2_format_description: VIDIOC_ENUM_FMT
>> v4l2_index=>v4l2_input: VIDIOC_ENUMINPUT
>> v4l2_index=>v4l2_standard: VIDIOC_ENUMSTD
>> v4l2_type=>v4l2_crop: VIDIOC_G_CROP
< v4l2_crop: VIDIOC_S_CROP
>> v4l2_type=>v4l2_cropcap: VIDIOC_CROPCAP
>> v4l2_id=>v4l2_control: VIDIOC_G_CTRL
+ v4l2_control_set: VIDIOC_S_CTRL
>> v4l2_index=>v4l2_tuner: VIDIOC_G_TUNER
<> v4l2_tuner=>v4l2_tuner_set: VIDIOC_S_TUNER
>> v4l2_format_got: VIDIOC_G_FMT
<> v4l2_format=>v4l2_format_set: VIDIOC_S_FMT VIDIOC_TRY_FMT
>> v4l2_parm_got: VIDIOC_G_PARM
<> v4l2_parm=>v4l2_parm_set: VIDIOC_S_PARM
>> v4l2_buffer: VIDIOC_QUERYBUF VIDIOC_QBUF VIDIOC_DQBUF
+ v4l2_extended: VIDIOC_G_EXT_CTRLS
<> v4l2_extended=>v4l2_extended_set: VIDIOC_S_EXT_CTRLS VIDIOC_TRY_EXT_CTRLS
>> v4l2_size: VIDIOC_ENUM_FRAMESIZES
>> v4l2_interval: VIDIOC_ENUM_FRAMEINTERVALS
>> v4l2_create: VIDIOC_CREATE_BUFS
>> v4l2_id=>v4l2_query: VIDIOC_QUERYCTRL
>> v4l2_id=>v4l2_query_extended: VIDIOC_QUERY_EXT_CTRL
> [keycode]: EVIOCGKEYCODE
< [keycode]: EVIOCSKEYCODE
> keymap: EVIOCGKEYCODE_V2
< keymap: EVIOCSKEYCODE_V2
< effect: EVIOCSFF

> [e32(console_modes)]: KDGETMODE
= e32(console_modes): KDSETMODE
> [f8(console_leds)]: KDGETLED KDGKBLED
> [e8(console_keyboards)]: KDGKBTYPE
> [e32(keyboard_modes)]: KDGKBMODE
> [e32(keyboard_metas)]: KDGKBMETA
= e32(keyboard_metas): KDSKBMETA
-: KDENABIO KDDISABIO KDMAPDISP PIO_FONTRESET
= ulong: KDSIGACCEPT
= e32(keyboard_modes): KDSKBMODE
= f8(console_leds): KDSETLED
= period: KIOCSOUND
= tone: KDMKTONE
> [sample256]: GIO_SCRNMAP
< [sample256]: PIO_SCRNMAP
> [sample8192]: GIO_FONT
< [sample8192]: PIO_FONT
> [sample48]: GIO_CMAP
< [sample48]: PIO_CMAP
< unimap_hints: PIO_UNIMAPCLR
< unimap: PIO_UNIMAP
+ unimap_got: GIO_UNIMAP
< kbentry: KDSKBENT
>> kbentry_got: KDGKBENT
< kbsentry: KDSKBSENT
>> kbsentry_got: KDGKBSENT
> accents: KDGKBDIACR
< accents: KDSKBDIACR
> accents_unicode: KDGKBDIACRUC
< accents_unicode: KDSKBDIACRUC
<> kbd_repeat=>kbd_repeat: KDKBDREP
= f8(keyboard_leds): KDSKBLED
> [x16[256]]: GIO_UNISCRNMAP
< [x16[256]]: PIO_UNISCRNMAP
< console_font: PIO_FONTX
<> console_font_got=>console_font_got: GIO_FONTX
+ font_operation: KDFONTOP
< kbd_key: KDSETKEYCODE
+ kbd_key_got: KDGETKEYCODE

< kvm_regs: KVM_SET_REGS
> kvm_regs: KVM_GET_REGS
< kvm_sregs: KVM_SET_SREGS
> kvm_sregs: KVM_GET_SREGS
< kvm_cpuid: KVM_SET_CPUID2
> kvm_cpuid: KVM_GET_CPUID2 KVM_GET_SUPPORTED_CPUID KVM_GET_EMULATED_CPUID
> tee_version: TEE_IOC_VERSION
<> tee_share=>tee_shared: TEE_IOC_SHM_ALLOC
<> tee_register=>tee_registered: TEE_IOC_SHM_REGISTER
+ tee_open: TEE_IOC_OPEN_SESSION
+ tee_invoke: TEE_IOC_INVOKE
+ tee_receive: TEE_IOC_SUPPL_RECV
+ tee_send: TEE_IOC_SUPPL_SEND
< tee_session: TEE_IOC_CLOSE_SESSION
< tee_cancel: TEE_IOC_CANCEL
`;

/** struct v4l2_tuner behind its index. */
const TUNER =
  'name:name32 type:e32(v4l2_tuner_types) capability:f32(v4l2_tuner_capabilities) rangelow:u32 rangehigh:u32 rxsubchans:f32(v4l2_tuner_sounds) audmode:e32(v4l2_tuner_modes) signal:i32 afc:i32 reserved-:u32[4]';

/** Structures in layout.ts's notation, from the headers that define the requests. */
export const DEVICE_STRUCTURES: Readonly<Record<string, string>> = {
  counter_component: 'type:e8(counter_components) scope:e8(counter_scopes) parent:u8 id:u8',
  counter_watch: 'component:counter_component event:e8(counter_events) channel:u8',
  sg_scsi_id:
    'host_no:i32 channel:i32 scsi_id:x32 lun:i32 scsi_type:x32 h_cmd_per_lun:i16 d_queue_depth:i16 unused-:i32[2]',
  sg_request: 'req_state:u8 orphan:u8 sg_io_owned:u8 problem:u8 pack_id:i32 usr_ptr:ptr duration:u32 unused-:i32',
  mtd_info: 'type:e8(mtd_types) flags:f32(mtd_flags) size:x32 erasesize:x32 writesize:x32 oobsize:x32 padding:x64',
  erase_info: 'start:x32 length:x32',
  erase_info64: 'start:x64 length:x64',
  mtd_oob: 'start:x32 length:x32 ptr:ptr',
  mtd_oob64: 'start:x64 pad-:u32 length:x32 usr_ptr:x64',
  mtd_region: 'offset>:x32 erasesize>:x32 numblocks>:x32 regionindex:x32',
  mtd_write: 'start:x64 len:x64 ooblen:x64 usr_data:x64 usr_oob:x64 mode:e8(mtd_modes) padding-:bytes(7)',
  otp_info: 'start:x32 length:x32 locked:u32',
  mtd_ecc_stats: 'corrected:x32 failed:x32 badblocks:x32 bbtblocks:x32',
  ubi_change: 'lnum:i32 bytes:i32 dtype:e8(ubi_data_types) padding-:bytes(7)',
  ubi_map: 'lnum:i32 dtype:e8(ubi_data_types) padding-:bytes(3)',
  ubi_resize: 'bytes:i64 vol_id:i32',
  ubi_property: 'property:e8(ubi_properties) padding-:bytes(7) value:x64',
  ubi_attach:
    'ubi_num:i32 mtd_num:i32 vid_hdr_offset:i32 max_beb_per1024:i16 disable_fm?:u8 need_resv_pool?:u8 padding-:bytes(8)',
  ubi_make:
    'vol_id:i32 alignment:i32 bytes:i64 vol_type:e8(ubi_volume_types) flags:f8(ubi_volume_flags) name_len:i16 padding2-:bytes(4) name:volumename',
  ptp_caps:
    'max_adj:i32 n_alarm:i32 n_ext_ts:i32 n_per_out:i32 pps:i32 n_pins:i32 cross_timestamping:i32 adjust_phase:i32 max_phase_adj?:i32 rsv?:x32[11]',
  ptp_external: 'index:u32 flags:f32(ptp_external_flags) rsv?:x32[2]',
  ptp_pin_set: 'name-:bytes(64) index:u32 func:e32(ptp_pin_functions) chan:u32 rsv?:x32[5]',
  ptp_external_old: 'index:u32 flags:f32(ptp_external_flags) rsv-:x32[2]',
  ptp_pin_set_old: 'name-:bytes(64) index:u32 func:e32(ptp_pin_functions) chan:u32 rsv-:x32[5]',
  ptp_pin: 'name>:name64 index:u32 func>:e32(ptp_pin_functions) chan>:u32 rsv?:x32[5]',
  ptp_pin_old: 'name>:name64 index:u32 func>:e32(ptp_pin_functions) chan>:u32 rsv-:x32[5]',
  ptp_time: 'sec:i64 nsec:u32 reserved?:x32',
  ptp_periodic: 'start:ptp_moment period:ptp_time index:u32 flags:f32(ptp_periodic_flags) rsv?:x32[4]',
  ptp_periodic_old: 'start:ptp_moment period:ptp_time index:u32 flags:f32(ptp_periodic_flags) rsv-:x32[4]',
  ptp_precise: 'device:ptp_moment sys_realtime:ptp_moment sys_monoraw:ptp_time rsv?:x32[4]',
  gpio_chip: 'name:name32 label:name32 lines:u32',
  gpio_offset: 'offset:u32',
  gpio_line: 'line_offset:u32 flags-:u32 name-:bytes(32) consumer-:bytes(32)',
  gpio_line_info: 'line_offset-:u32 flags:f32(gpio_line_flags) name:name32 consumer:name32',
  gpio_event:
    'lineoffset:u32 handleflags:f32(gpio_handle_flags) eventflags:f32(gpio_event_flags) consumer_label:name32 fd-:i32',
  gpio_event_fd: 'lineoffset-:u32 handleflags-:u32 eventflags-:u32 consumer_label-:bytes(32) fd:fd',
  gpio_values: 'values:u8[64]',
  gpio_config: 'flags:f32(gpio_handle_flags) default_values:u8[64] padding-:u32[4]',
  gpio2_mask: 'bits-:x64 mask:x64',
  gpio2_bits: 'bits:x64 mask-:x64',
  gpio2_values: 'bits:x64 mask:x64',
  v4l2_capability:
    'driver:name16 card:name32 bus_info:name32 version:kernelversion capabilities:f32(v4l2_capabilities) device_caps:f32(v4l2_capabilities) reserved-:u32[3]',
  v4l2_framebuffer: 'capability:x32 flags:x32 base:ptr format-:bytes(32)',
  v4l2_request:
    'count=:u32 type:e32(v4l2_buffer_types) memory:e32(v4l2_memories) capabilities-:u32 flags-:u8 reserved-:bytes(3)',
  v4l2_format_description:
    'index:u32 type:e32(v4l2_buffer_types) flags:f32(v4l2_format_flags) description:name32 pixelformat:pixels mbus_code-:u32 reserved-:u32[3]',
  v4l2_input:
    'index:u32 name:name32 type:e32(v4l2_input_types) audioset-:u32 tuner-:u32 std-:u64 status-:u32 capabilities-:u32 reserved-:u32[3]',
  v4l2_standard: 'index:u32 id-:u64 name:name24 frameperiod:fraction framelines:u32 reserved-:u32[4]',
  v4l2_rect: 'left:i32 top:i32 width:u32 height:u32',
  v4l2_crop: 'type:e32(v4l2_buffer_types) c:v4l2_rect',
  v4l2_cropcap: 'type:e32(v4l2_buffer_types) bounds:v4l2_rect defrect:v4l2_rect pixelaspect:fraction',
  v4l2_control: 'id:controlid value:i32',
  v4l2_control_set: 'id:controlid value=:i32',
  v4l2_id: 'id:controlid',
  v4l2_index: 'index:u32',
  v4l2_type: 'type:e32(v4l2_buffer_types)',
  v4l2_index_type: 'index:u32 type:e32(v4l2_buffer_types)',
  v4l2_tuner: `index:u32 ${TUNER}`,
  v4l2_tuner_set: `index-:u32 ${TUNER}`,
  v4l2_query:
    'id:controlid type:e32(v4l2_control_types) name:name32 minimum*:i32 maximum*:i32 step*:i32 default_value*:i32 flags*:f32(v4l2_control_flags) reserved-:u32[2]',
  v4l2_query_extended:
    'id:controlid type:e32(v4l2_control_types) name:name32 minimum*:i64 maximum*:i64 step*:u64 default_value*:i64 flags*:f32(v4l2_control_flags) elem_size*:u32 elems*:u32 nr_of_dims*:u32 dims*:dims reserved-:u32[32]',
  keymap: 'flags:u8 len:u8 index*:u16 keycode*:e32(input_keys) scancode*:x8[32]',
  effect:
    'type:e16(input_effects) id:i16 direction:u16 trigger*:effect_trigger replay*:effect_replay union-:effect_union',
  effect_trigger: 'button:u16 interval:u16',
  effect_replay: 'length:u16 delay:u16',
  kbd_key: 'scancode:x32 keycode:x32',
  kbd_key_got: 'scancode:x32 keycode=:x32',
  kvm_regs:
    'rax:x64 rbx~:x64 rcx~:x64 rdx~:x64 rsi~:x64 rdi~:x64 rsp:x64 rbp:x64 r8~:x64 r9~:x64 r10~:x64 r11~:x64 r12~:x64 r13~:x64 r14~:x64 r15~:x64 rip:x64 rflags:x64',
  kvm_segment:
    'base:x64 limit:u32 selector:u16 type:u8 present:u8 dpl:u8 db:u8 s:u8 l:u8 g:u8 avl:u8 unusable-:u8 padding-:u8',
  kvm_table: 'base:x64 limit:u16 padding-:u16[3]',
  kvm_sregs:
    'cs:kvm_segment ds*:kvm_segment es*:kvm_segment fs*:kvm_segment gs*:kvm_segment ss*:kvm_segment tr*:kvm_segment ldt*:kvm_segment gdt*:kvm_table idt*:kvm_table cr0*:u64 cr2*:u64 cr3*:u64 cr4*:u64 cr8*:u64 efer*:u64 apic_base*:x64 interrupt_bitmap*:x64[4]',
  tee_share: 'size:x64 flags:f32(tee_memory_flags) id-:i32',
  tee_shared: 'size:x64 flags:f32(tee_memory_flags) id:i32',
  tee_register: 'addr:ptr64 length:x64 flags:f32(tee_memory_flags) id-:i32',
  tee_registered: 'addr-:x64 length:x64 flags:f32(tee_memory_flags) id:i32',
  mtd_oob_select: 'useecc:e32(mtd_nand_ecc) eccbytes:x32 oobfree:mtd_pair[8] eccpos:x32[32]',
  mtd_ecc_layout: 'eccbytes:x32 eccpos:x32[64] oobavail:x32 oobfree:mtd_oob_free[8]',
  mtd_oob_free: 'offset:x32 length:x32',
  unimap_hints: 'advised_hashsize:u16 advised_hashstep:u16 advised_hashlevel:u16',
  kbd_repeat: 'delay:i32 period:i32',
  tee_session: 'session:x32',
  tee_cancel: 'cancel_id:u32 session:x32',
};
