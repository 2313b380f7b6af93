// Sign-in by a central account in a real browser, against the npm package `oidc-provider`:
// klappt serves the demo's data as an installation that trusts it.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import Provider from 'oidc-provider';
import { account, binary, checkPage, newPage, startBrowser, startServer } from './support.mjs';

const SECRET = 'ein Geheimnis zwischen klappt und dem Anmeldedienst';
const GROUPS = `
[[grant]]
group = "klappt-gfs-kleve"
role = "office"
alliance = "kreis-kleve"

[[grant]]
group = "klappt-ministerium"
role = "ministry"
`;

/** Who there is at the provider; tests change their groups. */
const people = {
  anna: { email: 'anna.ait@kreis-kleve.example', name: 'Anna Ait', groups: ['klappt-gfs-kleve', 'alle'] },
  bodo: { email: 'bodo@kreis-kleve.example', name: 'Bodo Berg', groups: ['alle'] },
  cleo: { email: 'cleo@kreis-kleve.example', name: 'Cleo Çelik', groups: ['klappt-ministerium'] },
};

let data;
let demo;
let provider;
let serving;
let browser;
let url;

before(async () => {
  data = await mkdtemp(path.join(tmpdir(), 'klappt-sso-'));
  browser = await startBrowser();
  demo = await startServer({ data });
  await demo.stop();
  const office = account(demo, 'office', 'kreis-kleve');
  people.gerd = { email: office.email, name: 'Gerd', groups: ['klappt-gfs-kleve'], password: office.password };
  const port = await freePort();
  url = `http://localhost:${port}`;
  provider = await startProvider(url);
  await writeFile(path.join(data, 'secret'), SECRET);
  await chmod(path.join(data, 'secret'), 0o600);
  await writeFile(path.join(data, 'groups.toml'), GROUPS);
  serving = await serve(port);
});

after(async () => {
  await browser?.close();
  await serving?.stop();
  await provider?.stop();
  await rm(data, { recursive: true, force: true });
});

/** A provider on another host name, so that the browser takes it for another site. */
async function startProvider(klappt) {
  const port = await freePort();
  const issuer = `http://127.0.0.1:${port}`;
  const oidc = new Provider(issuer, {
    clients: [
      {
        client_id: 'klappt',
        client_secret: SECRET,
        redirect_uris: [`${klappt}/sign-in/sso/callback`],
        post_logout_redirect_uris: [`${klappt}/sign-in`],
        response_types: ['code'],
        grant_types: ['authorization_code'],
      },
    ],
    pkce: { required: () => true },
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name', 'groups'] },
    findAccount: (_, id) => ({
      accountId: id,
      claims: () => ({ sub: id, email_verified: true, ...people[id], password: undefined }),
    }),
    features: {
      devInteractions: { enabled: false },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: (ctx, form) => {
          ctx.body = `<!DOCTYPE html><title>Abmelden</title>${form}<button form="op.logoutForm" name="logout" value="yes">Ja</button>`;
        },
      },
    },
    interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
    cookies: { keys: ['only for tests'] },
    ttl: { AccessToken: 60, AuthorizationCode: 60, Grant: 60, IdToken: 60, Interaction: 600, Session: 600 },
  });
  oidc.use(async (ctx, next) => {
    if (!ctx.path.startsWith('/interaction/')) return next();
    if (ctx.method === 'GET') {
      ctx.body = `<!DOCTYPE html><title>Anmeldedienst</title><form method="post"><input name="login" aria-label="Name">
        <button name="do" value="in">Anmelden</button><button name="do" value="no">Abbrechen</button></form>`;
      return undefined;
    }
    let body = '';
    for await (const piece of ctx.req) body += piece;
    const form = new URLSearchParams(body);
    const { params } = await oidc.interactionDetails(ctx.req, ctx.res);
    const accountId = form.get('login');
    let result = { error: 'access_denied', error_description: 'sie wollte nicht' };
    if (form.get('do') === 'in') {
      const grant = new oidc.Grant({ accountId, clientId: params.client_id });
      grant.addOIDCScope('openid email profile');
      result = { login: { accountId, remember: false }, consent: { grantId: await grant.save() } };
    }
    ctx.respond = false;
    return oidc.interactionFinished(ctx.req, ctx.res, result, { mergeWithLastSubmission: false });
  });
  const server = oidc.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    issuer,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function serve(port) {
  const env = {
    KLAPPT_DATABASE_URL: 'sqlite:klappt.db',
    KLAPPT_JOURNAL: 'journal',
    KLAPPT_LISTEN: `127.0.0.1:${port}`,
    KLAPPT_BASE_URL: url,
    KLAPPT_SMTP_URL: 'smtp://127.0.0.1:9',
    KLAPPT_SSO_ISSUER: provider.issuer,
    KLAPPT_SSO_CLIENT_ID: 'klappt',
    KLAPPT_SSO_CLIENT_SECRET_FILE: 'secret',
    KLAPPT_SSO_LABEL: 'Kreisverwaltung',
    KLAPPT_SSO_GROUPS_FILE: 'groups.toml',
  };
  const child = spawn(binary, ['serve'], { cwd: data, env, stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = once(child, 'exit');
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (text) => (log += text));
  const stop = async () => {
    if (child.exitCode === null) child.kill('SIGTERM');
    await ended;
  };
  for (let tries = 0; tries < 400; tries++) {
    assert.equal(child.exitCode, null, `the server ended:\n${log}`);
    if (await fetch(`${url}/healthz`).then((a) => a.ok, () => false)) return { stop, log: () => log };
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

/** A browser of its own, for one journey. */
async function inBrowser(use, options) {
  const page = await newPage(browser, { url }, options);
  try {
    return await use(page);
  } finally {
    await page.context().close();
  }
}

/** From klappt's sign-in page to the provider. */
async function setOut(page, from = '/sign-in') {
  await page.goto(from);
  await page.getByRole('link', { name: 'Mit Kreisverwaltung anmelden' }).click();
  await page.waitForURL(`${provider.issuer}/interaction/*`);
}

/** All the way, as somebody at the provider. */
async function signInAs(page, who, from) {
  await setOut(page, from);
  await page.getByLabel('Name').fill(who);
  await page.getByRole('button', { name: 'Anmelden' }).click();
  await page.waitForURL((at) => at.href.startsWith(url));
}

const sessions = async (page) =>
  (await page.context().cookies()).filter((cookie) => cookie.name === '__Host-klappt' && cookie.value);

/** The page as it is shown, wide and narrow, held against the judges. */
async function checkBoth(page, name, status) {
  for (const width of [1280, 320]) {
    await page.setViewportSize({ width, height: 900 });
    await checkPage(page, `${name}-${width}`, { status });
  }
}

describe('a central account', () => {
  it('opens an account with the role of its group, and leads on to where one wanted to go', () =>
    inBrowser(async (page) => {
      await page.goto('/alliances/kreis-kleve/people');
      await checkBoth(page, 'sso-sign-in');
      await page.getByRole('link', { name: 'Mit Kreisverwaltung anmelden' }).click();
      await page.getByLabel('Name').fill('anna');
      await page.getByRole('button', { name: 'Anmelden' }).click();
      await page.waitForURL(`${url}/alliances/kreis-kleve/people`);
      await page.getByRole('link', { name: 'Anna Ait' }).waitFor();
      await page.goto('/account/data');
      await page.getByText(provider.issuer).waitFor();
      await checkPage(page, 'sso-own-data');

      await page.locator('.menu--end summary').click();
      await page.locator('form[data-sign-out] button').click();
      await page.getByText('Sie sind in klappt abgemeldet.').waitFor();
      await checkBoth(page, 'sso-signed-out');
      await page.getByRole('link', { name: 'Auch bei Kreisverwaltung abmelden' }).click();
      await page.getByRole('button', { name: 'Ja' }).click();
      await page.waitForURL((at) => at.href.startsWith(`${url}/sign-in`));
    }));

  it('loses the role with the group, and works without JavaScript', () =>
    inBrowser(
      async (page) => {
        await signInAs(page, 'cleo');
        await page.goto('/land');
        await checkPage(page, 'sso-land-without-script');
        people.cleo.groups = ['alle'];
        await inBrowser(async (other) => {
          await signInAs(other, 'cleo');
          assert.equal((await sessions(other)).length, 1, 'the account stays, with what is hers');
          assert.equal((await other.goto('/land')).status(), 404);
        });
        assert.equal((await page.goto('/land')).status(), 404, 'the first session has lost it too');
        await page.goto('/account');
        await page.getByText('cleo@kreis-kleve.example').first().waitFor();
      },
      { javaScript: false },
    ));

  it('without a task here gets a friendly word and no account', () =>
    inBrowser(async (page) => {
      await signInAs(page, 'bodo');
      await page.getByRole('heading', { name: 'Ihr Konto ist bekannt, hat hier aber keine Aufgabe' }).waitFor();
      await checkBoth(page, 'sso-no-task', 403);
      assert.deepEqual(await sessions(page), []);
    }));

  it('is linked to an account that is there once its password is shown', () =>
    inBrowser(
      async (page) => {
        await signInAs(page, 'gerd');
        await page.getByRole('heading', { name: 'Konten verbinden' }).waitFor();
        await checkBoth(page, 'sso-link');
        await page.getByLabel('Ihr klappt-Passwort').fill('ein falsches Passwort');
        await page.getByRole('button', { name: 'Verbinden und anmelden' }).click();
        await page.getByText('Das ist nicht das Passwort').first().waitFor();
        await checkPage(page, 'sso-link-wrong', { status: 422 });
        assert.deepEqual(await sessions(page), []);
        await page.getByLabel('Ihr klappt-Passwort').fill(people.gerd.password);
        await page.getByRole('button', { name: 'Verbinden und anmelden' }).click();
        await page.waitForURL((at) => !at.pathname.startsWith('/sign-in'));
        assert.equal((await sessions(page)).length, 1);
      },
      { javaScript: false },
    ));

  it('is refused when the provider was told no', () =>
    inBrowser(async (page) => {
      await setOut(page);
      await page.getByRole('button', { name: 'Abbrechen' }).click();
      await page.getByRole('heading', { name: 'Anmeldung abgebrochen' }).waitFor();
      await checkBoth(page, 'sso-denied', 403);
      assert.doesNotMatch(await page.content(), /sie wollte nicht/);
    }));

  it('is refused with a state that is not this browser\'s', () =>
    inBrowser(async (page) => {
      await setOut(page);
      await page.goto(`/sign-in/sso/callback?code=x&state=${'0'.repeat(64)}`);
      await page.getByRole('heading', { name: 'Diese Anmeldung gilt nicht mehr' }).waitFor();
      await checkBoth(page, 'sso-over', 400);
      assert.deepEqual(await sessions(page), []);
    }));

  it('is refused when an answer is shown a second time, with its cookie and without', () =>
    inBrowser(async (page) => {
      let answer;
      let cookie;
      page.on('request', async (request) => {
        if (request.url().startsWith(`${url}/sign-in/sso/callback`)) answer = request.url();
      });
      await setOut(page);
      cookie = (await page.context().cookies(url)).find((c) => c.name === '__Host-klappt-sso');
      await page.getByLabel('Name').fill('anna');
      await page.getByRole('button', { name: 'Anmelden' }).click();
      await page.waitForURL((at) => at.href.startsWith(url) && !at.pathname.startsWith('/sign-in'));
      assert.equal((await page.context().cookies(url)).filter((c) => c.name === cookie.name).length, 0);
      await page.context().clearCookies();
      assert.equal((await page.goto(answer)).status(), 400);
      await page.context().addCookies([cookie]);
      assert.equal((await page.goto(answer)).status(), 400);
      assert.deepEqual(await sessions(page), []);
    }));

  it('leaves no code, token or secret in the log', () => {
    assert.ok(serving.log().includes('/sign-in/sso/callback'), 'requests are logged');
    assert.doesNotMatch(serving.log(), /code=|state=|eyJ|ein Geheimnis|anna|cleo@/i);
  });
});
