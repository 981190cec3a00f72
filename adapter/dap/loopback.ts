/**
 * --server=PORT: DAP over TCP for debugging the adapter alone, on loopback only, one session a connection. Must not
 * know what a session does.
 */
import { createServer } from 'node:net';
import { type DebugSession, type SessionHost, serveSession } from './session.ts';

/** Listens until the process ends; says the address on stderr. Port 0 takes any free one. */
export function serveLoopback(port: number, host: SessionHost, sessions: Set<DebugSession>): void {
  const server = createServer((socket) => {
    const session = serveSession(socket, socket, {
      ...host,
      ended(clean) {
        host.ended(clean);
        sessions.delete(session);
        socket.destroySoon();
      },
    });
    sessions.add(session);
  });
  server.on('error', (error) => {
    host.complain(`can't listen on 127.0.0.1:${port}: ${error.message}`);
    process.exit(1);
  });
  server.listen(port, '127.0.0.1', () => {
    const address = server.address();
    host.complain(`listening on 127.0.0.1:${typeof address === 'object' && address ? address.port : port}`);
  });
}
