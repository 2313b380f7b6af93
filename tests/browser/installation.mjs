// An installation as its operator runs it: `klappt serve`, and a mail server that keeps
// what it gets.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { binary } from './support.mjs';

/** How long a letter may take, in milliseconds; klappt looks into its queue every two seconds. */
const LETTER_MS = 60_000;

/** Starts `klappt serve` in a folder with these settings, and waits until it answers. */
export async function serve({ folder, environment, url }) {
  const child = spawn(binary, ['serve'], { cwd: folder, env: environment, stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = once(child, 'exit');
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (text) => (log += text));
  const stop = async () => {
    if (child.exitCode === null) child.kill('SIGTERM');
    await ended;
  };
  for (let tries = 0; tries < 200; tries++) {
    assert.equal(child.exitCode, null, `the server ended:\n${log}`);
    if (await fetch(`${url}/healthz`).then((a) => a.ok, () => false)) return { stop };
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  await stop();
  throw new Error(`the server does not answer:\n${log}`);
}

/** A port nobody listens on. */
export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

/** A mail server that keeps what it gets. */
export async function startPost() {
  const letters = [];
  const waiting = [];
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    onData(stream, session, done) {
      const chunks = [];
      stream.on('data', (chunk) => chunks.push(chunk));
      stream.on('end', () => {
        const letter = {
          from: session.envelope.mailFrom.address,
          to: session.envelope.rcptTo.map((to) => to.address),
          ...read(Buffer.concat(chunks).toString('latin1')),
        };
        const reader = waiting.findIndex(({ to }) => isFor(letter, to));
        if (reader >= 0) waiting.splice(reader, 1)[0].take(letter);
        else letters.push(letter);
        done();
      });
    },
  });
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  return {
    port: server.server.address().port,
    /** The next letter, to this address if one is given; each is given out once. */
    next(to) {
      const here = letters.findIndex((letter) => isFor(letter, to));
      if (here >= 0) return letters.splice(here, 1)[0];
      return new Promise((resolve, reject) => {
        const tooLate = setTimeout(() => reject(new Error(`no letter came${to ? ` to ${to}` : ''}`)), LETTER_MS);
        waiting.push({
          to,
          take: (letter) => {
            clearTimeout(tooLate);
            resolve(letter);
          },
        });
      });
    },
    stop: () => new Promise((resolve) => server.close(resolve)),
  };
}

const isFor = (letter, to) => to === undefined || letter.to.includes(to);

/** What a mail program makes of a letter without attachments. */
function read(raw) {
  const [top, ...rest] = raw.split('\r\n\r\n');
  const head = {};
  for (const line of top.replace(/\r\n[ \t]+/g, ' ').split('\r\n')) {
    const [name] = line.split(':', 1);
    head[name.toLowerCase()] = words(line.slice(name.length + 1).trim());
  }
  const how = (head['content-transfer-encoding'] ?? '7bit').toLowerCase();
  const body = rest.join('\r\n\r\n');
  const bytes =
    how === 'base64' ? Buffer.from(body, 'base64')
    : how === 'quoted-printable' ? quoted(body.replace(/=\r\n/g, ''))
    : Buffer.from(body, 'latin1');
  return { head, body: bytes.toString('utf8') };
}

/** Words of a header in another alphabet than ASCII (RFC 2047). */
function words(text) {
  return text
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(/(=\?utf-8\?[bq]\?[^?]*\?=)+/gi, (run) => {
      const parts = [...run.matchAll(/=\?utf-8\?([bq])\?([^?]*)\?=/gi)];
      const bytes = parts.map(([, how, word]) =>
        how.toLowerCase() === 'b' ? Buffer.from(word, 'base64') : quoted(word.replaceAll('_', ' ')),
      );
      return Buffer.concat(bytes).toString('utf8');
    });
}

function quoted(text) {
  return Buffer.from(text.replace(/=([0-9a-f]{2})/gi, (_, hex) => String.fromCharCode(parseInt(hex, 16))), 'latin1');
}
