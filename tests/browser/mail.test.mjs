// Mail through a real SMTP server: the invitation of a new installation's first
// account reaches its reader, and its link opens the house.

import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { SMTPServer } from 'smtp-server';
import { binary, checkPage, newPage, signIn, startBrowser } from './support.mjs';

const PASSWORD = 'ein ganz neues Passwort';

let folder;
let environment;
let url;
let serving;
let post;
let browser;

before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'klappt-mail-'));
  post = await startPost();
  const port = await freePort();
  url = `http://localhost:${port}`;
  environment = {
    KLAPPT_DATABASE_URL: 'sqlite:klappt.db',
    KLAPPT_LISTEN: `127.0.0.1:${port}`,
    KLAPPT_BASE_URL: url,
    KLAPPT_SMTP_URL: `smtp://127.0.0.1:${post.port}`,
    KLAPPT_MAIL_FROM: 'klappt für alle <klappt@land.example>',
  };
  await klappt('keys', 'new');
  await klappt('migrate');
  [serving, browser] = await Promise.all([serve(), startBrowser()]);
});

after(async () => {
  await browser?.close();
  await serving?.stop();
  await post?.stop();
  await rm(folder, { recursive: true, force: true });
});

describe('an installation that sends mail', () => {
  it('invites its first account, and the link of the letter opens the house', async () => {
    const { stdout } = await klappt(
      'user', 'invite', '--email', 'joerg@land.example', '--name', 'Jörg Müßig', '--role', 'state_coordination',
    );
    const printed = stdout.match(/http:\S+/)[0];
    const letter = await post.next();
    assert.deepEqual(letter.to, ['joerg@land.example']);
    assert.equal(letter.from, 'klappt@land.example');
    assert.match(letter.head.from, /klappt für alle/);
    assert.equal(letter.head.subject, 'Ihre Einladung zu klappt');
    assert.match(letter.body, /Guten Tag Jörg Müßig,/);
    assert.match(letter.body, /Landesweite Koordinierungsstelle/);
    const [link] = letter.body.match(/http:\/\/localhost:\d+\/links\/\S+/);
    assert.equal(link, printed, 'the printed link is the one of the letter');

    const page = await newPage(browser, { url });
    await page.goto(link);
    await checkPage(page, 'link-invitation');
    await page.locator('input[name=password]').fill(PASSWORD);
    await page.locator('input[name=password_again]').fill(PASSWORD);
    await page.getByRole('button', { name: 'Passwort speichern' }).click();
    await page.waitForURL(/\/sign-in/);
    await signIn(page, { url }, 'joerg@land.example', PASSWORD);
    await page.getByText('Jörg Müßig').first().waitFor();
    await page.goto(link);
    await page.getByRole('heading', { name: 'Dieser Link gilt nicht mehr' }).waitFor();
    await page.context().close();
  });

  it('sends a link to whoever forgot the password, and says the same to strangers', async () => {
    const page = await newPage(browser, { url });
    for (const email of ['niemand@land.example', 'joerg@land.example']) {
      await page.goto('/forgotten');
      await page.locator('input[name=email]').fill(email);
      await page.getByRole('button', { name: 'Link anfordern' }).click();
      await page.getByRole('heading', { name: 'Bitte sehen Sie in Ihr Postfach' }).waitFor();
      await checkPage(page, 'forgotten-sent');
    }
    const letter = await post.next();
    assert.deepEqual(letter.to, ['joerg@land.example'], 'nobody else got a letter');
    assert.equal(letter.head.subject, 'Neues Passwort für klappt');
    await page.context().close();
  });

  it('proves to its operator that letters arrive', async () => {
    const { stdout } = await klappt('check', '--mail', 'betrieb@land.example');
    assert.match(stdout, /✓ Die Testnachricht ist unterwegs/);
    const letter = await post.next();
    assert.deepEqual(letter.to, ['betrieb@land.example']);
    assert.equal(letter.head.subject, 'klappt prüft den Versand: Testnachricht');
    assert.match(letter.body, /ä ö ü ß/);
  });
});

/** Runs `klappt …` in the folder of the installation. */
function klappt(...args) {
  return promisify(execFile)(binary, args, { cwd: folder, env: environment });
}

async function serve() {
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

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

/** A mail server that keeps what it gets. */
async function startPost() {
  const letters = [];
  const waiting = [];
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    onData(stream, session, done) {
      const chunks = [];
      stream.on('data', (chunk) => chunks.push(chunk));
      stream.on('end', () => {
        const letter = {
          from: session.envelope.mailFrom.address,
          to: session.envelope.rcptTo.map((to) => to.address),
          ...read(Buffer.concat(chunks).toString('latin1')),
        };
        const reader = waiting.shift();
        if (reader) reader(letter);
        else letters.push(letter);
        done();
      });
    },
  });
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  return {
    port: server.server.address().port,
    /** The next letter; klappt looks into its queue every two seconds. */
    next() {
      if (letters.length > 0) return letters.shift();
      return new Promise((resolve, reject) => {
        const tooLate = setTimeout(() => reject(new Error('no letter came')), 20_000);
        waiting.push((letter) => {
          clearTimeout(tooLate);
          resolve(letter);
        });
      });
    },
    stop: () => new Promise((resolve) => server.close(resolve)),
  };
}

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
