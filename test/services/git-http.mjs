// Serves the bare repositories below a folder over HTTP on 127.0.0.1 by git's own http-backend: for readers, and for
// writers where a repository has http.receivepack on.
// It runs as a process of its own, prints its port, and ends with its standard input.
import { spawn } from 'node:child_process';
import { createServer } from 'node:http';
import process from 'node:process';

const [root, wanted] = process.argv.slice(2);

/** The backend answers as a CGI program does: head, empty line, body. */
function relay(backend, response) {
  let head = Buffer.alloc(0);
  let isOpen = false;
  backend.stdout.on('data', (bytes) => {
    if (isOpen) return void response.write(bytes);
    head = Buffer.concat([head, bytes]);
    const end = head.indexOf('\r\n\r\n');
    if (end < 0) return;
    isOpen = true;
    for (const line of head.subarray(0, end).toString('latin1').split('\r\n')) {
      const [name, value] = line.split(/:\s*/, 2);
      if (name === 'Status') response.statusCode = Number.parseInt(value, 10);
      else response.setHeader(name, value);
    }
    response.write(head.subarray(end + 4));
  });
  backend.stdout.on('end', () => response.end());
}

const server = createServer((request, response) => {
  if (request.headers.authorization !== wanted) {
    response.writeHead(401, { 'www-authenticate': 'Basic realm="git"' }).end();
    return;
  }
  const { pathname, search } = new URL(request.url, 'http://127.0.0.1');
  const env = {
    PATH: process.env.PATH,
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_PROJECT_ROOT: root,
    GIT_HTTP_EXPORT_ALL: '1',
    PATH_INFO: pathname,
    QUERY_STRING: search.slice(1),
    REQUEST_METHOD: request.method,
    CONTENT_TYPE: request.headers['content-type'] ?? '',
    HTTP_CONTENT_ENCODING: request.headers['content-encoding'] ?? '',
    GIT_PROTOCOL: request.headers['git-protocol'] ?? '',
  };
  const backend = spawn('git', ['http-backend'], { env, stdio: ['pipe', 'pipe', 'ignore'] });
  request.pipe(backend.stdin);
  relay(backend, response);
});
server.listen(0, '127.0.0.1', () => process.stdout.write(`${server.address().port}\n`));
process.stdin.resume().on('end', () => process.exit(0));
