/** Signatures of calls on open descriptors: reading, writing, waiting, duplicating. Format: see ../signature.ts. */
export const DESCRIPTORS = `
read %desc ssize fd:fd buf:>bytes(ret) count:size
write %desc ssize fd:fd buf:bytes(count) count:size
close %desc int fd:fd
close_range - int first:uint last:uint flags:flags(close_range_flags)
lseek %desc off fd:fd offset:off whence:whence
pread64 %desc ssize fd:fd buf:>bytes(ret) count:size offset:loff
pwrite64 %desc ssize fd:fd buf:bytes(count) count:size offset:loff
readv %desc ssize fd:fd iov:>iovec_out(iovcnt,ret) iovcnt:ulong
writev %desc ssize fd:fd iov:iovec(iovcnt) iovcnt:ulong
preadv %desc ssize fd:fd iov:>iovec_out(iovcnt,ret) iovcnt:ulong offset:loff_pair(offset_high) offset_high:hidden
pwritev %desc ssize fd:fd iov:iovec(iovcnt) iovcnt:ulong offset:loff_pair(offset_high) offset_high:hidden
preadv2 %desc ssize fd:fd iov:>iovec_out(iovcnt,ret) iovcnt:ulong offset:loff_pair(offset_high) offset_high:hidden flags:flags(rwf_flags)
pwritev2 %desc ssize fd:fd iov:iovec(iovcnt) iovcnt:ulong offset:loff_pair(offset_high) offset_high:hidden flags:flags(rwf_flags)
sendfile %desc,%net ssize out_fd:fd in_fd:fd offset:<>u64_ptr count:size
splice %desc ssize fd_in:fd off_in:loff_ptr fd_out:fd off_out:loff_ptr len:size flags:flags(splice_flags)
tee %desc ssize fd_in:fd fd_out:fd len:size flags:flags(splice_flags)
vmsplice %desc ssize fd:fd iov:iovec(nr_segs) nr_segs:ulong flags:flags(splice_flags)
copy_file_range %desc ssize fd_in:fd off_in:loff_ptr fd_out:fd off_out:loff_ptr len:size flags:uint
dup %desc fd oldfd:fd
dup2 %desc fd oldfd:fd newfd:fd
dup3 %desc fd oldfd:fd newfd:fd flags:flags(open_flags)
pipe %desc int pipefd:>fd_pair
pipe2 %desc int pipefd:>fd_pair flags:flags(open_flags)
fcntl %desc fcntl_result(op) fd:fd op:fcntl_cmd arg:<>fcntl_arg(op)
ioctl %desc int fd:fd op:ioctl_cmd argp:<>ioctl_arg(op)
flock %desc int fd:fd op:flags(flock_ops)
fsync %desc int fd:fd
fdatasync %desc int fd:fd
sync - int
syncfs %desc int fd:fd
sync_file_range %desc int fd:fd offset:loff nbytes:loff flags:flags(sync_file_range_flags)
fallocate %desc int fd:fd mode:flags(fallocate_modes) offset:loff len:loff
fadvise64 %desc int fd:fd offset:loff size:size advice:enum(fadvise_values)
readahead %desc ssize fd:fd offset:loff count:size
cachestat %desc int fd:fd cstat_range:cachestat_range cstat:>cachestat flags:hex32
getdents %desc long fd:fd dirp:>dents(ret) count:uint
getdents64 %desc ssize fd:fd dirp:>dents64(ret) count:uint
poll %desc int fds:<>pollfd(nfds) nfds:uint timeout:int
ppoll %desc int fds:<>pollfd(nfds) nfds:uint tmo_p:<>timespec sigmask:sigset(sigsetsize) sigsetsize:size
select %desc int nfds:int readfds:<>fd_set(nfds) writefds:<>fd_set(nfds) exceptfds:<>fd_set(nfds) timeout:<>timeval
pselect6 %desc int nfds:int readfds:<>fd_set(nfds) writefds:<>fd_set(nfds) exceptfds:<>fd_set(nfds) timeout:<>timespec sigmask:pselect_sigmask
epoll_create %desc fd size:int
epoll_create1 %desc fd flags:flags(epoll_create_flags)
epoll_ctl %desc int epfd:fd op:enum(epoll_ops) fd:fd event:epoll_event
epoll_wait %desc int epfd:fd events:>epoll_events(ret) maxevents:int timeout:int
epoll_pwait %desc int epfd:fd events:>epoll_events(ret) maxevents:int timeout:int sigmask:sigset(sigsetsize) sigsetsize:size
epoll_pwait2 %desc int epfd:fd events:>epoll_events(ret) maxevents:int timeout:timespec64 sigmask:sigset(sigsetsize) sigsetsize:size
epoll_ctl_old - int epfd:fd op:enum(epoll_ops) fd:fd event:ptr
epoll_wait_old - int epfd:fd events:ptr maxevents:int timeout:int
eventfd %desc fd initval:uint
eventfd2 %desc fd initval:uint flags:flags(eventfd_flags)
signalfd %desc,%signal fd fd:fd mask:sigset(sizemask) sizemask:size
signalfd4 %desc,%signal fd fd:fd mask:sigset(sizemask) sizemask:size flags:flags(signalfd_flags)
memfd_create %desc fd name:cstring flags:memfd_flags
memfd_secret %desc fd flags:flags(memfd_secret_flags)
userfaultfd %desc fd flags:flags(userfaultfd_flags)
pidfd_open %desc fd pid:pid flags:flags(pidfd_open_flags)
pidfd_getfd %desc fd pidfd:fd targetfd:fd_behind(pidfd) flags:hex32
pidfd_send_signal %desc,%signal,%process int pidfd:fd sig:signal info:siginfo flags:flags(pidfd_send_signal_flags)
io_setup %memory int nr_events:uint ctx_idp:>ptr_ptr
io_destroy %memory int ctx_id:ptr
io_submit - int ctx_id:ptr nr:long iocbpp:iocb_ptrs(nr)
io_cancel - int ctx_id:ptr iocb:iocb result:>io_event(1)
io_getevents - int ctx_id:ptr min_nr:long nr:long events:>io_event(ret) timeout:timespec
io_pgetevents - int ctx_id:ptr min_nr:long nr:long events:>io_event(ret) timeout:timespec usig:aio_sigset
io_uring_setup %desc fd entries:uint p:<>io_uring_params
io_uring_enter %desc,%signal int fd:fd to_submit:uint min_complete:uint flags:flags(io_uring_enter_flags) arg:io_uring_enter_arg(argsz) argsz:size
io_uring_register %desc,%memory int fd:io_uring_ring opcode:io_uring_register_opcode arg:<>io_uring_register_arg(opcode,nr_args) nr_args:uint
`;
