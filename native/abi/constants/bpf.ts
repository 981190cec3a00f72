/**
 * Constants by set. Written by scripts/generate-constants.ts from scripts/constants/bpf.txt and the headers each
 * set names. Do not edit. Format: see index.ts.
 */
export const BPF = `
bpf_lookup_flags flags BPF_??? linux/bpf.h
BPF_ANY 0x0
BPF_F_LOCK 0x4

bpf_file_flags flags BPF_F_??? linux/bpf.h
BPF_F_RDONLY 0x8
BPF_F_WRONLY 0x10
BPF_F_PATH_FD 0x4000
BPF_F_TOKEN_FD 0x10000

bpf_file_modes flags BPF_F_??? linux/bpf.h
BPF_F_RDONLY 0x8
BPF_F_WRONLY 0x10

bpf_prog_flags flags BPF_F_??? linux/bpf.h
BPF_F_STRICT_ALIGNMENT 0x1
BPF_F_ANY_ALIGNMENT 0x2
BPF_F_TEST_RND_HI32 0x4
BPF_F_TEST_STATE_FREQ 0x8
BPF_F_SLEEPABLE 0x10
BPF_F_XDP_HAS_FRAGS 0x20
BPF_F_XDP_DEV_BOUND_ONLY 0x40
BPF_F_TEST_REG_INVARIANTS 0x80
BPF_F_TOKEN_FD 0x10000

bpf_attach_flags flags BPF_F_??? linux/bpf.h
BPF_F_ALLOW_OVERRIDE 0x1
BPF_F_ALLOW_MULTI 0x2
BPF_F_REPLACE 0x4
BPF_F_BEFORE 0x8
BPF_F_AFTER 0x10
BPF_F_ID 0x20
BPF_F_PREORDER 0x40
BPF_F_LINK 0x2000

bpf_query_flags flags BPF_F_QUERY_??? linux/bpf.h
BPF_F_QUERY_EFFECTIVE 0x1

bpf_test_run_flags flags BPF_F_TEST_??? linux/bpf.h
BPF_F_TEST_RUN_ON_CPU 0x1
BPF_F_TEST_XDP_LIVE_FRAMES 0x2
BPF_F_TEST_SKB_CHECKSUM_COMPLETE 0x4

bpf_task_fd_types enum BPF_FD_TYPE_??? linux/bpf.h
BPF_FD_TYPE_RAW_TRACEPOINT 0
BPF_FD_TYPE_TRACEPOINT 1
BPF_FD_TYPE_KPROBE 2
BPF_FD_TYPE_KRETPROBE 3
BPF_FD_TYPE_UPROBE 4
BPF_FD_TYPE_URETPROBE 5

bpf_stats_types enum BPF_STATS_??? linux/bpf.h
BPF_STATS_RUN_TIME 0

bpf_netfilter_flags flags BPF_F_NETFILTER_??? -
BPF_F_NETFILTER_IP_DEFRAG 0x1

bpf_kprobe_multi_flags flags BPF_F_KPROBE_MULTI_??? linux/bpf.h
BPF_F_KPROBE_MULTI_RETURN 0x1

bpf_uprobe_multi_flags flags BPF_F_UPROBE_MULTI_??? -
BPF_F_UPROBE_MULTI_RETURN 0x1

ebpf_classes enum BPF_??? linux/bpf.h
BPF_LD 0
BPF_LDX 1
BPF_ST 2
BPF_STX 3
BPF_ALU 4
BPF_JMP 5
BPF_JMP32 6
BPF_ALU64 7

ebpf_sizes enum BPF_??? linux/bpf.h
BPF_DW 24

ebpf_modes enum BPF_??? linux/bpf.h
BPF_IMM 0
BPF_ABS 32
BPF_IND 64
BPF_MEM 96
BPF_MEMSX 128
BPF_XADD 192

ebpf_alu_ops enum BPF_??? linux/bpf.h
BPF_MOV 176
BPF_ARSH 192
BPF_END 208

ebpf_jmp_ops enum BPF_??? linux/bpf.h
BPF_JNE 80
BPF_JSGT 96
BPF_JSGE 112
BPF_CALL 128
BPF_EXIT 144
BPF_JLT 160
BPF_JLE 176
BPF_JSLT 192
BPF_JSLE 208
BPF_JCOND 224

ebpf_registers enum BPF_REG_??? linux/bpf.h
BPF_REG_0 0
BPF_REG_1 1
BPF_REG_2 2
BPF_REG_3 3
BPF_REG_4 4
BPF_REG_5 5
BPF_REG_6 6
BPF_REG_7 7
BPF_REG_8 8
BPF_REG_9 9
BPF_REG_10 10
`;
