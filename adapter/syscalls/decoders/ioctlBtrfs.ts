/**
 * Requests of btrfs (linux/btrfs.h) in the notation of ioctlRequests.ts. Must not know how anything is decoded.
 */

export const BTRFS_REQUESTS = `
-: BTRFS_IOC_TRANS_START BTRFS_IOC_TRANS_END BTRFS_IOC_SYNC BTRFS_IOC_SCRUB_CANCEL BTRFS_IOC_QUOTA_RESCAN_WAIT
-: BTRFS_IOC_DEFRAG BTRFS_IOC_BALANCE
= e32(btrfs_balance_ctl): BTRFS_IOC_BALANCE_CTL
< [u64]: BTRFS_IOC_DEFAULT_SUBVOL BTRFS_IOC_WAIT_SYNC
> [u64]: BTRFS_IOC_START_SYNC
> bare_subvol_flags: BTRFS_IOC_SUBVOL_GETFLAGS
< bare_subvol_flags: BTRFS_IOC_SUBVOL_SETFLAGS
< btrfs_vol: BTRFS_IOC_SNAP_CREATE BTRFS_IOC_RESIZE BTRFS_IOC_SCAN_DEV BTRFS_IOC_FORGET_DEV BTRFS_IOC_ADD_DEV BTRFS_IOC_RM_DEV
< btrfs_vol: BTRFS_IOC_SUBVOL_CREATE BTRFS_IOC_SNAP_DESTROY BTRFS_IOC_DEVICES_READY
<> btrfs_vol_v2=>btrfs_transid: BTRFS_IOC_SNAP_CREATE_V2 BTRFS_IOC_SUBVOL_CREATE_V2
< btrfs_defrag_range: BTRFS_IOC_DEFRAG_RANGE
> btrfs_fs_info: BTRFS_IOC_FS_INFO
<> btrfs_dev_asked=>btrfs_dev_info: BTRFS_IOC_DEV_INFO
<> btrfs_ino_asked=>btrfs_ino_found: BTRFS_IOC_INO_LOOKUP
> btrfs_features: BTRFS_IOC_GET_FEATURES
< btrfs_features_set: BTRFS_IOC_SET_FEATURES
> btrfs_features_supported: BTRFS_IOC_GET_SUPPORTED_FEATURES
<> btrfs_search=>btrfs_search: BTRFS_IOC_TREE_SEARCH
<> btrfs_search_v2=>btrfs_search_v2: BTRFS_IOC_TREE_SEARCH_V2
<> btrfs_space=>btrfs_space: BTRFS_IOC_SPACE_INFO
<> btrfs_errors=>btrfs_errors: BTRFS_IOC_GET_DEV_STATS
<> btrfs_paths=>btrfs_paths: BTRFS_IOC_INO_PATHS
<> btrfs_inodes=>btrfs_inodes: BTRFS_IOC_LOGICAL_INO BTRFS_IOC_LOGICAL_INO_V2
<> btrfs_received=>btrfs_received_result: BTRFS_IOC_SET_RECEIVED_SUBVOL
> btrfs_subvol: BTRFS_IOC_GET_SUBVOL_INFO
<> btrfs_roots_asked=>btrfs_roots: BTRFS_IOC_GET_SUBVOL_ROOTREF
<> btrfs_user_asked=>btrfs_user: BTRFS_IOC_INO_LOOKUP_USER
< btrfs_vol_v2: BTRFS_IOC_SNAP_DESTROY_V2 BTRFS_IOC_RM_DEV_V2
< btrfs_qgroup_assign: BTRFS_IOC_QGROUP_ASSIGN
< btrfs_qgroup_create: BTRFS_IOC_QGROUP_CREATE
< btrfs_qgroup_limits: BTRFS_IOC_QGROUP_LIMIT
< btrfs_quota_ctl: BTRFS_IOC_QUOTA_CTL
< btrfs_quota_rescan: BTRFS_IOC_QUOTA_RESCAN
> btrfs_quota_progress: BTRFS_IOC_QUOTA_RESCAN_STATUS
> btrfs_balance: BTRFS_IOC_BALANCE_PROGRESS
<> btrfs_balance_asked=>btrfs_balance: BTRFS_IOC_BALANCE_V2
<> btrfs_replace=>btrfs_replaced: BTRFS_IOC_DEV_REPLACE
< btrfs_send: BTRFS_IOC_SEND
<> btrfs_scrub=>btrfs_scrubbed: BTRFS_IOC_SCRUB
<> btrfs_device=>btrfs_scrubbed: BTRFS_IOC_SCRUB_PROGRESS
`;

const PROGRESS =
  'data_extents_scrubbed:u64 tree_extents_scrubbed:u64 data_bytes_scrubbed:u64 tree_bytes_scrubbed:u64 read_errors:u64 csum_errors:u64 verify_errors:u64 no_csum:u64 csum_discards:u64 super_errors:u64 malloc_errors:u64 uncorrectable_errors:u64 corrected_errors:u64 last_physical:u64 unverified_errors:u64';

export const BTRFS_STRUCTURES: Readonly<Record<string, string>> = {
  btrfs_vol: 'fd:srcfd name:chars(4088)',
  btrfs_vol_v2:
    'fd:srcfd transid-:u64 flags:f64(btrfs_subvol_flags) size:u64 qgroup_inherit:btrfs_inherit unused-:u64[2] devid:btrfs_inside_device subvolid:btrfs_inside name:chars(4040)',
  btrfs_transid: 'fd-:u64 transid:u64',
  btrfs_defrag_range:
    'start:u64 len:u64 flags:f64(btrfs_defrag_flags) extent_thresh:u32 compress_type:e32(btrfs_compress_types) unused-:pad(16)',
  btrfs_fs_info:
    'max_id:u64 num_devices:u64 fsid:uuid nodesize:u32 sectorsize:u32 clone_alignment:u32 csum_type:e16(btrfs_csum_types) csum_size:u16 flags:f64(btrfs_fs_info_flags) generation:u64 metadata_uuid:uuid reserved-:pad(944)',
  btrfs_dev_asked: 'devid:dev64 uuid:uuid_if_any rest-:pad(4072)',
  btrfs_dev_info: 'devid-:u64 uuid:uuid_if_any bytes_used:u64 total_bytes:u64 unused-:u64[379] path:chars(1024)',
  btrfs_ino_asked: 'treeid:btrfs_object objectid:btrfs_object name-:pad(4080)',
  btrfs_ino_found: 'treeid-:u64 objectid-:u64 name:chars(4080)',
  btrfs_features:
    'compat_flags:f64(btrfs_features_compat) compat_ro_flags:f64(btrfs_features_compat_ro) incompat_flags:f64(btrfs_features_incompat)',
  btrfs_time: 'sec:u64 nsec:u32',
  btrfs_received:
    'uuid:uuid stransid:u64 rtransid-:u64 stime:btrfs_moment rtime-:btrfs_moment flags:u64 reserved-:u64[16]',
  btrfs_received_result:
    'uuid-:uuid stransid-:u64 rtransid:u64 stime-:btrfs_moment rtime:btrfs_moment flags-:u64 reserved-:u64[16]',
  btrfs_subvol:
    'treeid:btrfs_object name:chars(256) parent_id:btrfs_object dirid:btrfs_object generation:u64 flags:f64(btrfs_subvol_flags) uuid:uuid parent_uuid:uuid_if_any received_uuid:uuid_if_any ctransid*:u64 otransid*:u64 stransid*:u64 rtransid*:u64 ctime*:btrfs_moment otime*:btrfs_moment stime*:btrfs_moment rtime*:btrfs_moment reserved-:u64[8]',
  btrfs_roots_asked: 'min_treeid:btrfs_object rest-:pad(4088)',
  btrfs_rootref: 'treeid:btrfs_object dirid:btrfs_object',
  btrfs_roots: 'min_treeid-:u64 rootref:btrfs_rootrefs num_items:u8 align-:bytes(7)',
  btrfs_user_asked: 'dirid:btrfs_object treeid:btrfs_object rest-:pad(4080)',
  btrfs_user: 'dirid-:u64 treeid-:u64 name:chars(256) path:chars(3824)',
  btrfs_qgroup_assign: 'assign:u64 src:u64 dst:u64',
  btrfs_qgroup_create: 'create:u64 qgroupid:u64',
  btrfs_qgroup_limit: 'flags:f64(btrfs_qgroup_limit_flags) max_rfer:u64 max_excl:u64 rsv_rfer:u64 rsv_excl:u64',
  btrfs_qgroup_limits: 'qgroupid:u64 lim:btrfs_qgroup_limit',
  btrfs_quota_ctl: 'cmd:e64(btrfs_quota_cmds) status-:u64',
  btrfs_quota_rescan: 'flags:u64 progress-:u64 reserved-:pad(48)',
  btrfs_quota_progress: 'flags:u64 progress:u64 reserved-:pad(48)',
  btrfs_balance_args:
    'profiles:f64(btrfs_block_groups) usage:u64 devid:dev64 pstart:u64 pend:u64 vstart:u64 vend:u64 target:u64 flags:f64(btrfs_balance_args) limit-:u64 stripes_min-:u32 stripes_max-:u32 unused-:u64[6]',
  btrfs_balance_asked:
    'flags:f64(btrfs_balance_flags) state-:u64 data:btrfs_balance_args meta:btrfs_balance_args sys:btrfs_balance_args rest-:pad(600)',
  btrfs_balance:
    'flags:f64(btrfs_balance_flags) state:f64(btrfs_balance_states) data:btrfs_balance_args meta:btrfs_balance_args sys:btrfs_balance_args rest-:pad(600)',
  btrfs_replace_start:
    'srcdevid:dev64 cont_reading_from_srcdev_mode:e64(btrfs_replace_modes) srcdev_name:chars(1025) tgtdev_name:chars(1025)',
  btrfs_replace_status:
    'replace_state:e64(btrfs_replace_states) progress_1000:permille time_started:seconds time_stopped:seconds num_write_errors:u64 num_uncorrectable_read_errors:u64',
  btrfs_replace: 'cmd:e64(btrfs_replace_cmds) result-:u64 start:btrfs_replace_start spare-:pad(512)',
  btrfs_replaced: 'cmd-:u64 result:e64(btrfs_replace_results) status:btrfs_replace_status',
  btrfs_send:
    'send_fd:srcfd clone_sources_count:u64 clone_sources:btrfs_objects parent_root:btrfs_object flags:f64(btrfs_send_flags) reserved-:pad(32)',
  btrfs_device: 'devid:dev64 rest-:pad(1016)',
  btrfs_scrub: 'devid:dev64 start:u64 end:u64 flags:f64(btrfs_scrub_flags) rest-:pad(992)',
  btrfs_scrub_progress: PROGRESS,
  btrfs_scrubbed: 'devid-:u64 start-:u64 end-:u64 flags-:u64 progress:btrfs_scrub_progress',
};
