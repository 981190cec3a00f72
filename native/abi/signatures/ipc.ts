/** Signatures of System V IPC, POSIX message queues and keys. Format: see ../signature.ts. */
export const IPC = `
shmget %ipc int key:key size:size shmflg:shmget_flags
shmat %ipc,%memory ptr shmid:int shmaddr:ptr shmflg:flags(shmat_flags)
shmdt %ipc,%memory int shmaddr:ptr
shmctl %ipc int shmid:int op:enum(shmctl_cmds) buf:<>shmid_ds(op)
semget %ipc int key:key nsems:int semflg:semget_flags
semop %ipc int semid:int sops:sembuf(nsops) nsops:uint
semtimedop %ipc int semid:int sops:sembuf(nsops) nsops:uint timeout:timespec
semctl %ipc int semid:int semnum:int op:enum(semctl_cmds) arg:<>semctl_arg(op)
msgget %ipc int key:key msgflg:semget_flags
msgsnd %ipc int msqid:int msgp:msgbuf(msgsz) msgsz:size msgflg:flags(msg_ipc_flags)
msgrcv %ipc ssize msqid:int msgp:>msgbuf(ret) msgsz:size msgtyp:long msgflg:flags(msg_ipc_flags)
msgctl %ipc int msqid:int op:enum(msgctl_cmds) buf:<>msqid_ds(op)
mq_open %desc fd name:path oflag:open_flags mode:open_mode(oflag) attr:mq_attr
mq_unlink - int name:path
mq_timedsend %desc int mqdes:fd msg_ptr:bytes(msg_size) msg_size:size msg_prio:uint abs_timeout:timespec
mq_timedreceive %desc ssize mqdes:fd msg_ptr:>bytes(ret) msg_size:size msg_prio:>uint_ptr abs_timeout:timespec
mq_notify %desc int mqdes:fd sevp:sigevent
mq_getsetattr %desc int mqdes:fd newattr:mq_attr oldattr:>mq_attr
add_key - key_serial type:cstring description:cstring payload:bytes(plen) plen:size keyring:key_serial
request_key - key_serial type:cstring description:cstring callout_info:cstring dest_keyring:key_serial
keyctl - long op:enum(keyctl_ops) arg2:<>keyctl_arg(op,2) arg3:<>keyctl_arg(op,3) arg4:<>keyctl_arg(op,4) arg5:<>keyctl_arg(op,5)
`;
