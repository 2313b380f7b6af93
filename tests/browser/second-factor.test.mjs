// The second factor in a real browser: an app's codes without JavaScript, and
// passkeys with Chromium's virtual authenticator.

import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import { account, checkPage, newPage, signIn, startBrowser, startServer } from './support.mjs';

const overview = '/account/second-factor';

let server;
let browser;

before(async () => {
  [server, browser] = await Promise.all([startServer(), startBrowser()]);
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

/** What an authenticator app with this secret shows now (RFC 6238). */
function code(secret) {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...secret.replace(/\s/g, '')].map((c) => letters.indexOf(c).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)));
  const mac = createHmac('sha1', key).update(step).digest();
  const at = mac[19] & 15;
  return String((mac.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

/** Types the address and the password and sends them off. */
async function firstStep(page, { email, password }) {
  await page.goto('/sign-in');
  await page.getByLabel('E-Mail-Adresse').fill(email);
  await page.getByLabel('Passwort').fill(password);
  await page.getByRole('button', { name: 'Anmelden' }).click();
  await page.getByRole('heading', { name: 'Zweiter Schritt' }).waitFor();
}

async function recoveryCodes(page) {
  await page.getByRole('heading', { name: 'Ihre Wiederherstellungscodes' }).waitFor();
  const codes = await page.locator('.codes li').allTextContents();
  assert.equal(codes.length, 10);
  return codes;
}

describe('an authenticator app', () => {
  for (const javaScript of [false, true]) {
    const how = javaScript ? 'with' : 'without';
    it(`is set up and signs in ${how} JavaScript`, async () => {
      const who = account(server, javaScript ? 'deputy' : 'contributor', 'kreis-kleve');
      const page = await newPage(browser, server, { javaScript, width: javaScript ? 1280 : 320 });
      try {
        await signIn(page, server, who.email);
        await page.goto('/account');
        await page.getByRole('link', { name: 'Anmeldung absichern' }).click();
        await checkPage(page, `second-factor-off-${how}-script`);
        await page.getByRole('button', { name: 'Authenticator-App einrichten' }).click();
        await checkPage(page, `second-factor-app-${how}-script`);
        const secret = await page.locator('p.hash').textContent();
        await page.getByLabel('Code aus der App').fill(code(secret));
        await page.getByLabel('Passwort').fill(who.password);
        await page.getByRole('button', { name: 'App einrichten' }).click();
        const codes = await recoveryCodes(page);
        await checkPage(page, `recovery-codes-${how}-script`);
        const [download] = await Promise.all([
          page.waitForEvent('download'),
          page.getByRole('button', { name: 'Als Textdatei speichern' }).click(),
        ]);
        const file = await readFile(await download.path(), 'utf8');
        assert.ok(codes.every((c) => file.includes(c)), file);
        await page.getByRole('link', { name: 'Ich habe die Codes aufbewahrt' }).click();
        await checkPage(page, `second-factor-on-${how}-script`);
        await page.getByRole('link', { name: 'Authenticator-App entfernen' }).click();
        await checkPage(page, `second-factor-app-remove-${how}-script`);
        await page.goto('/account');
        await checkPage(page, `account-secured-${how}-script`);
        await page.getByRole('button', { name: 'Überall abmelden' }).click();

        await firstStep(page, who);
        await checkPage(page, `second-step-${how}-script`);
        await page.getByLabel('Code aus der App').fill('abcd-efgh-jkmn-pqrs-tuvw-xyz1');
        await page.getByRole('button', { name: 'Anmelden' }).click();
        await page.getByText('Dieser Code passt nicht').first().waitFor();
        await checkPage(page, `second-step-wrong-${how}-script`, { status: 422 });
        await page.getByLabel('Code aus der App').fill(codes[0]);
        await page.getByRole('button', { name: 'Anmelden' }).click();
        await page.waitForURL((url) => url.pathname === '/' || url.pathname.startsWith('/alliances/'));
        await page.goto(overview);
        await page.getByText('noch 9 von 10').waitFor();
      } finally {
        await page.context().close();
      }
    });
  }
});

describe('a passkey', () => {
  it('is set up, signs in, is renamed and removed', async () => {
    const who = account(server, 'board_lead', 'kreis-kleve');
    const page = await newPage(browser, server);
    try {
      const cdp = await page.context().newCDPSession(page);
      await cdp.send('WebAuthn.enable');
      const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
        options: {
          protocol: 'ctap2',
          transport: 'internal',
          hasResidentKey: true,
          hasUserVerification: true,
          isUserVerified: true,
          automaticPresenceSimulation: true,
        },
      });

      await signIn(page, server, who.email);
      await page.goto(overview);
      await page.getByRole('button', { name: 'Passkey einrichten' }).click();
      await page.getByLabel('Name').fill('Dienstrechner');
      await page.getByLabel('Passwort').fill('ein falsches Passwort');
      await checkPage(page, 'passkey-new');
      await page.getByRole('button', { name: 'Passkey anlegen' }).click();
      await page.getByText('Das ist nicht Ihr Passwort').first().waitFor();
      // The browser's answer is kept: it is not asked for a second passkey.
      assert.equal(await page.getByLabel('Name').inputValue(), 'Dienstrechner');
      await page.getByLabel('Passwort').fill(who.password);
      await page.getByRole('button', { name: 'Passkey anlegen' }).click();
      await recoveryCodes(page);
      const { credentials } = await cdp.send('WebAuthn.getCredentials', { authenticatorId });
      assert.equal(credentials.length, 1);
      assert.equal(credentials[0].rpId, 'localhost');

      await page.goto('/account');
      await page.getByRole('button', { name: 'Überall abmelden' }).click();
      await firstStep(page, who);
      await checkPage(page, 'second-step-passkey');
      // Whoever holds the device without being its owner gets nowhere.
      await cdp.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: false });
      await page.getByRole('button', { name: 'Mit Passkey anmelden' }).click();
      await page.getByText('Der Browser hat keinen Passkey benutzt').waitFor();
      await cdp.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: true });
      await page.getByRole('button', { name: 'Mit Passkey anmelden' }).click();
      await page.waitForURL((url) => !url.pathname.startsWith('/sign-in'));

      // The same passkey alone: no address, no password, and good for both factors.
      await page.goto('/account');
      await page.getByRole('button', { name: 'Überall abmelden' }).click();
      await page.goto('/sign-in?next=/account');
      await checkPage(page, 'sign-in-with-passkey-link');
      await page.getByRole('link', { name: 'Mit Passkey anmelden' }).click();
      await checkPage(page, 'sign-in-passkey');
      await cdp.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: false });
      await page.getByRole('button', { name: 'Mit Passkey anmelden' }).click();
      await page.getByText('Der Browser hat keinen Passkey benutzt').waitFor();
      await cdp.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: true });
      const [sent] = await Promise.all([
        page.waitForRequest((request) => request.method() === 'POST' && request.url().endsWith('/sign-in/passkey')),
        page.getByRole('button', { name: 'Mit Passkey anmelden' }).click(),
      ]);
      await page.waitForURL((url) => url.pathname === '/account');
      await page.getByText('zwei Faktoren').first().waitFor();
      // What was sent once opens nothing a second time.
      const again = await fetch(`${server.url}/sign-in/passkey`, {
        method: 'POST',
        redirect: 'manual',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: sent.postData(),
      });
      assert.equal(again.status, 422);
      assert.equal(again.headers.get('set-cookie'), null);

      await page.goto(overview);
      await checkPage(page, 'second-factor-passkeys');
      await page.getByRole('link', { name: 'Dienstrechner' }).click();
      await checkPage(page, 'passkey');
      await page.getByLabel('Name').fill('Schlüssel am Bund');
      await page.getByRole('button', { name: 'Namen speichern' }).click();
      await page.getByRole('link', { name: 'Schlüssel am Bund' }).click();
      await page.getByLabel('Passwort').fill(who.password);
      // The passkey was shown just now: no recovery code is asked for.
      await page.getByRole('button', { name: 'Passkey entfernen' }).click();
      await page.getByText('Ihre Anmeldung ist noch nicht abgesichert').waitFor();
    } finally {
      await page.context().close();
    }
  });

  it('of another account is refused', async () => {
    const [owner, other] = [account(server, 'core_group_member', 'kreis-kleve'), account(server, 'ministry')];
    const page = await newPage(browser, server);
    try {
      const cdp = await page.context().newCDPSession(page);
      await cdp.send('WebAuthn.enable');
      const options = {
        protocol: 'ctap2',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
      };
      const taken = [];
      for (const who of [owner, other]) {
        const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', { options });
        await signIn(page, server, who.email);
        await page.goto(overview);
        await page.getByRole('button', { name: 'Passkey einrichten' }).click();
        await page.getByLabel('Name').fill('Schlüssel');
        await page.getByLabel('Passwort').fill(who.password);
        await page.getByRole('button', { name: 'Passkey anlegen' }).click();
        await recoveryCodes(page);
        const { credentials } = await cdp.send('WebAuthn.getCredentials', { authenticatorId });
        taken.push(credentials[0]);
        await cdp.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId });
        await page.goto('/account');
        await page.getByRole('button', { name: 'Überall abmelden' }).click();
      }
      // The other's key under the owner's number: the signature does not fit.
      const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', { options });
      const forged = { ...taken[1], credentialId: taken[0].credentialId, userHandle: taken[0].userHandle };
      await cdp.send('WebAuthn.addCredential', { authenticatorId, credential: forged });
      await firstStep(page, owner);
      await page.getByRole('button', { name: 'Mit Passkey anmelden' }).click();
      await page.getByText('Dieser Passkey gehört nicht zu Ihrem Konto').first().waitFor();
      await page.goto('/sign-in/passkey');
      await page.getByRole('button', { name: 'Mit Passkey anmelden' }).click();
      await page.getByText('Dieser Passkey ist hier nicht bekannt').first().waitFor();
      assert.equal((await page.context().cookies()).filter((c) => c.name === '__Host-klappt' && c.value).length, 0);
    } finally {
      await page.context().close();
    }
  });
});
