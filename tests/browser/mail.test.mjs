// Mail through a real SMTP server: the invitation of a new installation's first
// account reaches its reader, and its link opens the house.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { freePort, serve, startPost } from './installation.mjs';
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
  [serving, browser] = await Promise.all([serve({ folder, environment, url }), startBrowser()]);
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
