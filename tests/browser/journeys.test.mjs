// The main job in a real browser: sign in, fill, see every field save itself,
// meet a conflict, submit, and find the Land changed – with and without
// JavaScript, on a phone and on a desk.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { account, checkPage, newPage, signIn, startBrowser, startServer } from './support.mjs';

let server;
let browser;

before(async () => {
  [server, browser] = await Promise.all([startServer(), startBrowser()]);
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

/** Opens a page for a person, runs the journey, closes it. */
async function as(email, use, options = {}) {
  const page = await newPage(browser, server, options);
  try {
    if (email) await signIn(page, server, email);
    return await use(page);
  } finally {
    await page.context().close();
  }
}

const book = (slug) => `/alliances/${slug}/workbooks/strukturen`;

/** The section of the working aid that holds a field. */
async function openField(page, slug, uid) {
  await page.goto(book(slug));
  const links = await page.locator('.tasks a').evaluateAll((all) => all.map((a) => a.getAttribute('href')));
  for (const link of links) {
    await page.goto(link);
    const form = page.locator(`form[action$="/answers/${uid}"]`);
    if ((await form.count()) > 0) return form;
  }
  throw new Error(`no section holds ${uid}`);
}

describe('a field of the working aid', () => {
  it('saves itself when left and is there after a reload', async () => {
    await as('gfs@herne.example', async (page) => {
      const form = await openField(page, 'herne', 'STR-X.2');
      await form.locator('textarea').fill('Zuerst die Berufskollegs gewinnen.');
      await form.locator('textarea').blur();
      await form.locator('[data-saved][data-state="saved"]').waitFor();
      assert.match(await form.locator('[data-saved]').innerText(), /gespeichert \d\d:\d\d/);
      await page.reload();
      assert.equal(await form.locator('textarea').inputValue(), 'Zuerst die Berufskollegs gewinnen.');
    });
  });

  it('survives a dropped connection and a reload', async () => {
    await as('gfs@bottrop.example', async (page) => {
      const form = await openField(page, 'bottrop', 'STR-X.2');
      await page.context().setOffline(true);
      await form.locator('textarea').fill('Im Zug getippt.');
      await form.locator('textarea').blur();
      await form.locator('[data-saved][data-state="failed"]').waitFor();
      page.on('dialog', (dialog) => dialog.accept());
      await page.context().setOffline(false);
      await form.locator('[data-saved][data-state="saved"]').waitFor();
      await page.reload();
      assert.equal(await form.locator('textarea').inputValue(), 'Im Zug getippt.');
    });
  });

  it('works without JavaScript by a plain button', async () => {
    await as(
      'gfs@leverkusen.example',
      async (page) => {
        const form = await openField(page, 'leverkusen', 'STR-X.2');
        await form.locator('textarea').fill('Ohne Skript gespeichert.');
        await form.locator('button[type=submit]').click();
        await page.waitForLoadState();
        assert.equal(await form.locator('textarea').inputValue(), 'Ohne Skript gespeichert.');
      },
      { javaScript: false },
    );
  });

  it('says at the field when a text is too long, and keeps it', async () => {
    await as('gfs@herne.example', async (page) => {
      const form = await openField(page, 'herne', 'STR-X.2');
      const long = 'x'.repeat(60_000);
      await form.locator('textarea').fill(long);
      await form.locator('textarea').blur();
      await form.locator('[data-saved][data-state="failed"]').waitFor();
      assert.match(await form.locator('[data-saved]').innerText(), /zu lang|kürzen/);
      assert.equal((await form.locator('textarea').inputValue()).length, 60_000);
      await page.evaluate(() => localStorage.clear());
    });
  });
});

describe('two people at one field', () => {
  it('meet a page with both values and choose', async () => {
    await as('gfs@kreis-olpe.example', async (one) => {
      await as('gfs@kreis-olpe.example', async (two) => {
        const first = await openField(one, 'kreis-olpe', 'STR-X.2');
        const second = await openField(two, 'kreis-olpe', 'STR-X.2');
        await first.locator('textarea').fill('Von der Ersten');
        await first.locator('textarea').blur();
        await first.locator('[data-saved][data-state="saved"]').waitFor();
        await second.locator('textarea').fill('Von der Zweiten');
        await second.locator('textarea').blur();
        await second.locator('button[data-choose]').click();
        await two.getByText('Von der Ersten').first().waitFor();
        await two.getByText('Von der Zweiten').first().waitFor();
        await checkPage(two, 'conflict');
        await two.locator('input[type=radio]').last().check();
        await two.locator('main form button[type=submit]').first().click();
        const again = await openField(two, 'kreis-olpe', 'STR-X.2');
        assert.equal(await again.locator('textarea').inputValue(), 'Von der Zweiten');
      });
    });
  });
});

describe('the main job', () => {
  it('an office fills and submits, and the Land sees it at once', async () => {
    const state = async () =>
      as('laki@land.example', async (page) => {
        await page.goto('/land');
        return page.locator('a.tile[aria-label^="Hamm:"]').getAttribute('aria-label');
      });
    assert.match(await state(), /ausstehend/);
    await as('gfs@hamm.example', async (page) => {
      const basis = await openField(page, 'hamm', 'STR-2.1');
      await basis.locator('input[value="nein"]').check();
      await basis.locator('[data-saved][data-state="saved"]').waitFor();
      // An organisation is typed into the actor table and takes its seat.
      const links = await (async () => {
        await page.goto(book('hamm'));
        return page.locator('.tasks a').evaluateAll((all) => all.map((a) => a.getAttribute('href')));
      })();
      for (const link of links) {
        await page.goto(link);
        if ((await page.locator('form.actors__add').count()) > 0) break;
      }
      const area = page.locator('#area-A');
      if (!(await area.evaluate((d) => d.open))) await area.locator('summary').first().click();
      const add = area.locator('form.actors__add:has(input[name=actor_type][value=ki])');
      await add.locator('input[name=name]').fill('Kommunales Integrationszentrum Hamm');
      await add.locator('button').click();
      await page.getByRole('button', { name: /ab heute in die Kerngruppe/ }).click();
      await page.getByText(/Mitglied der Kerngruppe seit/).waitFor();
      await page.goto(`${book('hamm')}/submission`);
      await page.getByText('Kommunales Integrationszentrum', { exact: false }).first().waitFor();
      await checkPage(page, 'submission-preview');
      await page.locator('main form button[type=submit]').first().click();
      await page.waitForURL(/\/submissions\//);
      await checkPage(page, 'submission-receipt');
    });
    assert.match(await state(), /vollständig zurück/);
  });
});

describe('every page', () => {
  const pages = [
    ['sign-in', null, '/sign-in'],
    ['forgotten', null, '/forgotten'],
    ['imprint', null, '/legal/imprint'],
    ['privacy', null, '/legal/privacy'],
    ['accessibility', null, '/legal/accessibility'],
    ['outbox', null, '/outbox'],
    ['not-found', null, '/nowhere'],
    ['account', 'gfs@kreis-kleve.example', '/account'],
    ['alliance', 'gfs@kreis-kleve.example', '/alliances/kreis-kleve'],
    ['workbook', 'gfs@kreis-kleve.example', book('kreis-kleve')],
    ['workbook-print', 'gfs@kreis-kleve.example', `${book('kreis-kleve')}/print`],
    ['organisations', 'gfs@kreis-kleve.example', '/alliances/kreis-kleve/organisations'],
    ['organisation-new', 'gfs@kreis-kleve.example', '/alliances/kreis-kleve/organisations/new'],
    ['core-group', 'gfs@kreis-kleve.example', '/alliances/kreis-kleve/core-group'],
    ['bodies', 'gfs@kreis-kleve.example', '/alliances/kreis-kleve/bodies'],
    ['municipalities', 'gfs@kreis-kleve.example', '/alliances/kreis-kleve/municipalities'],
    ['people', 'gfs@kreis-kleve.example', '/alliances/kreis-kleve/people'],
    ['contact-import', 'gfs@kreis-kleve.example', '/alliances/kreis-kleve/contact-imports/new'],
    ['land', 'laki@land.example', '/land'],
    ['constellations', 'laki@land.example', '/land/constellations?date=2019-07-31'],
    ['core-groups', 'laki@land.example', '/land/core-groups'],
    ['waves', 'laki@land.example', '/land/waves'],
    ['land-alliances', 'laki@land.example', '/land/alliances'],
    ['land-missing', 'laki@land.example', '/land/missing'],
    ['territory', 'laki@land.example', '/territory'],
    ['operator-people', 'betrieb@land.example', '/people'],
    ['municipality-contact', 'kommune@kreis-kleve.example', '/alliances/kreis-kleve'],
  ];
  for (const width of [1280, 320]) {
    for (const [name, email, path] of pages) {
      it(`${name} at ${width} px`, async () => {
        await as(
          email,
          async (page) => {
            await page.goto(path);
            await checkPage(page, `${name}-${width}`);
          },
          { width },
        );
      });
    }
    it(`every section of the working aid at ${width} px`, async () => {
      await as(
        'gfs@kreis-kleve.example',
        async (page) => {
          await page.goto(book('kreis-kleve'));
          const links = await page.locator('.tasks a').evaluateAll((all) => all.map((a) => a.getAttribute('href')));
          for (const [i, link] of links.entries()) {
            await page.goto(link);
            await checkPage(page, `section-${i}-${width}`);
          }
        },
        { width },
      );
    });
  }
});

describe('the keyboard alone', () => {
  it('reaches the content and signs in', async () => {
    const page = await newPage(browser, server);
    const who = account(server, 'office', 'kreis-kleve');
    await page.goto('/sign-in');
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate(() => document.activeElement.className), 'skip');
    await page.locator('input[type=email]').focus();
    await page.keyboard.type(who.email);
    await page.keyboard.press('Tab');
    while ((await page.evaluate(() => document.activeElement.type)) !== 'password') await page.keyboard.press('Tab');
    await page.keyboard.type(who.password);
    await page.keyboard.press('Enter');
    await page.waitForURL((url) => url.pathname !== '/sign-in');
    await page.context().close();
  });
});
