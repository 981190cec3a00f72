/** The programs' own texts: scripts and sources that make many kinds of calls. */

export const SHELL = `
ls tree | wc -l
(exit 3); echo $?
cat <tree/file1 >copy; rm copy
trap 'echo caught' USR1; kill -USR1 $$
sh -c 'kill -TERM $$'; echo $?
sleep 0.01 & wait $!
cat /nonexistent; cd /nonexistent
test -d tree && mkdir -p a/b && rmdir a/b a
umask 077; : >made; chmod 640 made; ln -s made link; ln made hard; mv link moved; rm moved hard made
exec true
`;

export const PYTHON = `
import os, json, socket, struct, subprocess, tempfile, threading, time, signal, select, mmap, fcntl
with tempfile.TemporaryDirectory(dir='.') as d:
    open(d + '/a', 'w').write('x' * 100)
    os.rename(d + '/a', d + '/b'); os.stat(d + '/b'); os.utime(d + '/b', (1, 2)); os.truncate(d + '/b', 10)
subprocess.run(['true'])
a, b = socket.socketpair(); a.sendmsg([b'hello', b'there'], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, struct.pack('i', 1))])
b.recvmsg(100, 100)
t = threading.Thread(target=lambda: time.sleep(0.01)); t.start(); t.join()
s = socket.socket(); s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1); s.bind(('127.0.0.1', 0)); s.listen(5)
c = socket.create_connection(s.getsockname()); p, _ = s.accept(); c.sendall(b'x'); p.recv(10); c.close(); p.close()
signal.signal(signal.SIGALRM, lambda *a: None); signal.setitimer(signal.ITIMER_REAL, 0.01); signal.pause()
select.select([a], [b], [], 0); po = select.poll(); po.register(a, select.POLLIN); po.poll(1)
ep = select.epoll(); ep.register(a.fileno(), select.EPOLLIN); ep.poll(0.001)
m = mmap.mmap(-1, 4096); m[0] = 1; m.close()
f = open('tree/file1'); fcntl.flock(f, fcntl.LOCK_SH); fcntl.fcntl(f, fcntl.F_GETFL); os.sendfile(1, f.fileno(), 0, 10)
r, w = os.pipe(); os.writev(w, [b'ab', b'cd']); os.readv(r, [bytearray(2), bytearray(2)])
u = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM); u.bind('sock'); u.sendto(b'hi', 'sock'); u.recvfrom(10)
os.getxattr('tree/file1', 'user.none') if False else None
os.sched_getaffinity(0); os.getgroups(); os.getpriority(os.PRIO_PROCESS, 0); os.statvfs('.')
`;

export const NODE = `
const fs = require('fs'), http = require('http'), cp = require('child_process');
fs.writeFileSync('out', 'text'); fs.readdirSync('tree'); fs.copyFileSync('out', 'copied'); fs.statSync('copied');
fs.promises.readFile('tree/file1').then(() => {
  const server = http.createServer((q, r) => r.end('body')).listen(0, '127.0.0.1', () => {
    http.get({ port: server.address().port, host: '127.0.0.1', agent: false }, (r) => {
      r.resume();
      r.on('end', () => { server.close(); cp.spawn('true').on('exit', () => process.kill(process.pid, 'SIGUSR2')); });
    });
  });
});
process.on('SIGUSR2', () => process.exit(4));
`;

export const GO = `package main

import ("fmt"; "net"; "os"; "os/exec"; "sync"; "time")

func main() {
	data, _ := os.ReadFile("tree/file1")
	os.WriteFile("out", data, 0o600)
	os.Rename("out", "moved")
	os.MkdirAll("deep/er", 0o755)
	var group sync.WaitGroup
	listener, _ := net.Listen("tcp", "127.0.0.1:0")
	group.Add(2)
	go func() {
		defer group.Done()
		c, _ := listener.Accept()
		fmt.Fprint(c, "hello")
		c.Close()
	}()
	go func() {
		defer group.Done()
		c, _ := net.Dial("tcp", listener.Addr().String())
		c.Read(make([]byte, 10))
		c.Close()
	}()
	group.Wait()
	exec.Command("true").Run()
	time.Sleep(5 * time.Millisecond)
	os.Exit(3)
}
`;

export const RUST = `
use std::io::{Read, Write};
fn main() {
    let data = std::fs::read("tree/file1").unwrap();
    std::fs::write("out", &data).unwrap();
    std::fs::rename("out", "moved").unwrap();
    std::fs::create_dir_all("deep/er").unwrap();
    let _ = std::fs::metadata("missing");
    for entry in std::fs::read_dir("tree").unwrap() { let _ = entry.unwrap().metadata(); }
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let thread = std::thread::spawn(move || {
        let mut c = std::net::TcpStream::connect(address).unwrap();
        c.write_all(b"hello").unwrap();
    });
    let (mut c, _) = listener.accept().unwrap();
    let mut text = String::new();
    c.read_to_string(&mut text).unwrap();
    thread.join().unwrap();
    let _ = std::process::Command::new("true").status();
    std::process::exit(3);
}
`;
