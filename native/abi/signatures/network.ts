/** Signatures of socket calls. Format: see ../signature.ts. */
export const NETWORK = `
socket %net fd domain:enum(address_families) type:socket_type protocol:socket_protocol(domain,type)
socketpair %net int domain:enum(address_families) type:socket_type protocol:uint sv:>fd_pair
bind %net int sockfd:fd addr:sockaddr(addrlen) addrlen:int
connect %net int sockfd:fd addr:sockaddr(addrlen) addrlen:int
listen %net int sockfd:fd backlog:int
accept %net fd sockfd:fd addr:>sockaddr_out(addrlen) addrlen:<>socklen_ptr
accept4 %net fd sockfd:fd addr:>sockaddr_out(addrlen) addrlen:<>socklen_ptr flags:flags(socket_flags)
getsockname %net int sockfd:fd addr:>sockaddr_out(addrlen) addrlen:<>socklen_ptr
getpeername %net int sockfd:fd addr:>sockaddr_out(addrlen) addrlen:<>socklen_ptr
sendto %net ssize sockfd:fd buf:bytes(size) size:size flags:flags(msg_flags) dest_addr:sockaddr(addrlen) addrlen:int
recvfrom %net ssize sockfd:fd buf:>bytes(ret,size) size:size flags:flags(msg_flags) src_addr:>sockaddr_out(addrlen) addrlen:<>socklen_ptr
sendmsg %net ssize sockfd:fd msg:msghdr flags:flags(msg_flags)
recvmsg %net ssize sockfd:fd msg:<>msghdr_out(ret) flags:flags(msg_flags)
sendmmsg %net int sockfd:fd msgvec:<>mmsghdr(vlen) vlen:uint flags:flags(msg_flags)
recvmmsg %net int sockfd:fd msgvec:<>mmsghdr_out(ret) vlen:uint flags:flags(msg_flags) timeout:<>timespec
shutdown %net int sockfd:fd how:enum(shutdown_modes)
setsockopt %net int sockfd:fd level:enum(sockopt_levels) optname:sockopt_name(level) optval:sockopt(level,optname,optlen) optlen:int
getsockopt %net int sockfd:fd level:enum(sockopt_levels) optname:sockopt_name(level) optval:>sockopt_out(level,optname,optlen) optlen:<>socklen_ptr
sethostname - int name:uts_name(len) len:uint
setdomainname - int name:uts_name(len) len:uint
getpmsg %net int arg1:hex arg2:hex arg3:hex arg4:hex arg5:hex
putpmsg %net int arg1:hex arg2:hex arg3:hex arg4:hex arg5:hex
`;
