/** The programs that talk over loopback: a client with a server of ours, and a server with a client of ours. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, get } from 'node:http';
import { join } from 'node:path';
import type { Program, Surroundings } from './programs.ts';

/** Resolves with the body, trying again until somebody listens. */
function fetched(port: number, end: { now: boolean }): Promise<string> {
  return new Promise((done) => {
    const ask = (): void => {
      const again = (): void => {
        if (end.now) done('');
        else setImmediate(ask);
      };
      get({ port, host: '127.0.0.1', path: '/index.html', agent: false }, (response) => {
        let body = '';
        response.on('data', (chunk) => {
          body += String(chunk);
        });
        response.on('end', () => done(body));
        response.on('error', again);
      }).on('error', again);
    };
    ask();
  });
}

const nginxConfig = ({ folder, port }: Surroundings): string => `
daemon off; worker_processes 1; pid ${folder}/pid; error_log ${folder}/error.log;
events { worker_connections 64; }
http {
  access_log ${folder}/access.log;
  client_body_temp_path ${folder}/body; proxy_temp_path ${folder}/proxy; fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi; scgi_temp_path ${folder}/scgi;
  server { listen 127.0.0.1:${port}; root ${folder}/root; }
}
`;

export const SERVERS: readonly Program[] = [
  {
    name: 'curl',
    needs: ['/usr/bin/curl'],
    packages: ['curl'],
    steady: false,
    words: ({ port }) => ['curl', '-s', '-o', 'body', `http://127.0.0.1:${port}/`],
    beside: ({ port }) =>
      new Promise((done) => {
        const server = createServer((_request, response) => {
          response.sendDate = false;
          response.end('body');
        });
        server.listen(port, '127.0.0.1', () => done(() => void server.close()));
      }),
  },
  {
    name: 'nginx',
    needs: ['/usr/sbin/nginx'],
    packages: ['nginx-light'],
    steady: false,
    prepare(around) {
      mkdirSync(join(around.folder, 'root'));
      writeFileSync(join(around.folder, 'root/index.html'), 'page\n');
      writeFileSync(join(around.folder, 'config'), nginxConfig(around));
    },
    words: ({ folder }) => ['/usr/sbin/nginx', '-c', join(folder, 'config'), '-e', join(folder, 'error.log')],
    async beside({ port, folder }) {
      const end = { now: false };
      void fetched(port, end).then(() => {
        if (!end.now) process.kill(Number(readFileSync(join(folder, 'pid'), 'utf8')), 'SIGQUIT');
      });
      return () => {
        end.now = true;
      };
    },
  },
];
