// The main job in a real browser: sign in, fill, see every field save itself,
// meet a conflict, submit, and find the Land changed – with and without
// JavaScript, on a phone and on a desk, with a mouse and with the keyboard alone.

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
    await signIn(page, server, email);
    return await use(page);
  } finally {
    await page.context().close();
  }
}

const book = (slug) => `/alliances/${slug}/workbooks/strukturen`;

/** Addresses of the sections of an alliance's working aid. */
async function sections(page, slug) {
  await page.goto(book(slug));
  return page.locator('.tasks a').evaluateAll((all) => all.map((a) => a.getAttribute('href')));
}

/** Opens the section of the working aid that holds something. */
async function openSection(page, slug, what) {
  for (const link of await sections(page, slug)) {
    await page.goto(link);
    if ((await page.locator(what).count()) > 0) return page.locator(what);
  }
  throw new Error(`no section holds ${what}`);
}

const openField = (page, slug, uid) => openSection(page, slug, `form[action$="/answers/${uid}"]`);

const savedState = (form, state) => form.locator(`[data-saved][data-state="${state}"]`);

/** Types into the text of a field and leaves it. */
async function type(form, text) {
  await form.locator('textarea').fill(text);
  await form.locator('textarea').blur();
}

/** What an alliance's field holds for somebody who opens it anew. */
const stored = (slug, uid) =>
  as(`gfs@${slug}.example`, async (page) => (await openField(page, slug, uid)).locator('textarea').inputValue());

describe('a field of the working aid', () => {
  it('saves itself when left and is there after a reload', async () => {
    await as('gfs@essen.example', async (page) => {
      const form = await openField(page, 'essen', 'STR-X.2');
      await type(form, 'Zuerst die Berufskollegs gewinnen.');
      await savedState(form, 'saved').waitFor();
      assert.match(await form.locator('[data-saved]').innerText(), /gespeichert \d\d:\d\d/);
      await page.reload();
      assert.equal(await form.locator('textarea').inputValue(), 'Zuerst die Berufskollegs gewinnen.');
    });
  });

  it('says at the field when a text is too long, and keeps it', async () => {
    await as('gfs@essen.example', async (page) => {
      const form = await openField(page, 'essen', 'STR-X.2');
      await type(form, 'x'.repeat(60_000));
      await savedState(form, 'failed').waitFor();
      assert.match(await form.locator('[data-saved]').innerText(), /zu lang|kürzen/);
      assert.equal((await form.locator('textarea').inputValue()).length, 60_000);
    });
  });

  it('is saved by itself when a dropped connection is back', async () => {
    await as('gfs@duisburg.example', async (page) => {
      const form = await openField(page, 'duisburg', 'STR-X.2');
      await page.context().setOffline(true);
      await type(form, 'Im Zug getippt.');
      await savedState(form, 'failed').waitFor();
      await page.context().setOffline(false);
      await savedState(form, 'saved').waitFor();
    });
    assert.equal(await stored('duisburg', 'STR-X.2'), 'Im Zug getippt.');
  });

  it('holds what was typed without a connection, whatever becomes of the page, and sends it later', async () => {
    await as('gfs@krefeld.example', async (page) => {
      page.on('dialog', (dialog) => dialog.accept());
      const form = await openField(page, 'krefeld', 'STR-X.2');
      const address = page.url();
      await page.context().setOffline(true);
      await type(form, 'Im Tunnel getippt.');
      await savedState(form, 'failed').waitFor();
      // The reload finds no server; the page is gone, and what was typed with it.
      await assert.rejects(page.reload(), /ERR_INTERNET_DISCONNECTED/);
      const later = await page.context().newPage();
      await page.close();
      await later.context().setOffline(false);
      await later.goto(address);
      const again = later.locator('form[action$="/answers/STR-X.2"]');
      assert.equal(await again.locator('textarea').inputValue(), 'Im Tunnel getippt.');
      // Sent by this page, or already by the one that the browser had tried again by itself.
      await later.waitForFunction(() => Object.keys(localStorage).length === 0);
    });
    assert.equal(await stored('krefeld', 'STR-X.2'), 'Im Tunnel getippt.');
  });

  it('says that something is not saved yet while the server cannot take it', async () => {
    await as('gfs@gelsenkirchen.example', async (page) => {
      page.on('dialog', (dialog) => dialog.accept());
      await page.route('**/answers/**', (route) => (route.request().method() === 'POST' ? route.abort() : route.continue()));
      const form = await openField(page, 'gelsenkirchen', 'STR-X.2');
      await type(form, 'Noch nicht angekommen.');
      await savedState(form, 'failed').waitFor();
      await page.reload();
      assert.equal(await form.locator('textarea').inputValue(), 'Noch nicht angekommen.');
      await savedState(form, 'failed').waitFor();
      await page.unroute('**/answers/**');
      await savedState(form, 'saved').waitFor();
    });
    assert.equal(await stored('gelsenkirchen', 'STR-X.2'), 'Noch nicht angekommen.');
  });

  it('never overwrites with an old draft what somebody saved since', async () => {
    await as('gfs@hagen.example', async (page) => {
      const form = await openField(page, 'hagen', 'STR-X.2');
      const address = page.url();
      const context = page.context();
      await context.route('**/answers/**', (route) => route.abort());
      await type(form, 'Alter Entwurf');
      await savedState(form, 'failed').waitFor();
      await page.close();
      await as('gfs@hagen.example', async (other) => {
        const theirs = await openField(other, 'hagen', 'STR-X.2');
        assert.equal(await theirs.locator('textarea').inputValue(), '');
        await type(theirs, 'Inzwischen gespeichert');
        await savedState(theirs, 'saved').waitFor();
      });
      await context.unroute('**/answers/**');
      const later = await context.newPage();
      await later.goto(address);
      const again = later.locator('form[action$="/answers/STR-X.2"]');
      await again.locator('button[data-choose]').waitFor();
      assert.equal(await again.locator('textarea').inputValue(), 'Alter Entwurf');
    });
    assert.equal(await stored('hagen', 'STR-X.2'), 'Inzwischen gespeichert');
  });
});

// --- the main job, four ways ----------------------------------------------------

const ways = [
  { javaScript: true, width: 1280, slug: 'hamm', name: 'Hamm' },
  { javaScript: true, width: 320, slug: 'herne', name: 'Herne' },
  { javaScript: false, width: 1280, slug: 'bottrop', name: 'Bottrop' },
  { javaScript: false, width: 320, slug: 'leverkusen', name: 'Leverkusen' },
];

for (const way of ways) {
  const { javaScript, width, slug, name } = way;
  const office = `gfs@${slug}.example`;
  const shot = (what) => `${what}-${width}${javaScript ? '' : '-no-script'}`;

  /** A field is saved by leaving it, or by its button where no script runs. */
  async function save(form) {
    if (javaScript) {
      await savedState(form, 'saved').waitFor();
    } else {
      await form.locator('button[type=submit]').click();
      await form.locator('[data-saved]').filter({ hasText: /\d\d:\d\d/ }).waitFor();
    }
  }

  describe(`the main job ${javaScript ? 'with' : 'without'} JavaScript at ${width} px`, () => {
    it('an office fills and submits, and the Land sees it at once', async () => {
      const state = () =>
        as(
          'laki@land.example',
          async (page) => {
            await page.goto('/land');
            return page.locator(`a.tile[aria-label*="${name}:"]`).getAttribute('aria-label');
          },
          way,
        );
      assert.match(await state(), /ausstehend/);
      await as(
        office,
        async (page) => {
          const text = await openField(page, slug, 'STR-X.2');
          await type(text, 'Zuerst die Berufskollegs gewinnen.');
          await save(text);
          const choice = await openField(page, slug, 'STR-2.1');
          await choice.locator('input[value="nein"]').check();
          await save(choice);
          await page.reload();
          assert.ok(await choice.locator('input[value="nein"]').isChecked());

          // An organisation is typed into the actor table, gets a tick and takes its seat.
          await openSection(page, slug, 'form.actors__add');
          const area = page.locator('#area-A');
          if (!(await area.evaluate((details) => details.open))) await area.locator('summary').first().click();
          const add = area.locator('form.actors__add:has(input[name=actor_type][value=ki])');
          await add.locator('input[name=name]').fill(`Kommunales Integrationszentrum ${name}`);
          await add.locator('button').click();
          const row = page.locator('form.actor').filter({ hasText: `Kommunales Integrationszentrum ${name}` });
          await row.locator('input[name=cooperates]').check();
          if (javaScript) {
            await savedState(row, 'saved').waitFor();
            await page.reload();
          } else {
            await row.locator('button[type=submit]').click();
            await page.waitForURL(/#/);
          }
          assert.ok(await row.locator('input[name=cooperates]').isChecked());
          await page.getByRole('button', { name: /ab heute in die Kerngruppe/ }).click();
          await page.getByText(/Mitglied der Kerngruppe: seit/).waitFor();
          await checkPage(page, shot('actors'));

          await page.goto(`${book(slug)}/submission`);
          await page.getByText('Kommunales Integrationszentrum', { exact: false }).first().waitFor();
          await checkPage(page, shot('submission-preview'));
          await page.locator('main form button[type=submit]').first().click();
          await page.waitForURL(/\/submissions\//);
          await checkPage(page, shot('submission-receipt'));
        },
        way,
      );
      assert.match(await state(), /vollständig zurück/);
    });

    it('two people at one field meet a page with both values and choose', async () => {
      await as(
        office,
        async (one) => {
          await as(
            office,
            async (two) => {
              const first = await openField(one, slug, 'STR-2.4');
              const second = await openField(two, slug, 'STR-2.4');
              await type(first, 'Von der Ersten');
              await save(first);
              await type(second, 'Von der Zweiten');
              await second.locator(javaScript ? 'button[data-choose]' : 'button[type=submit]').click();
              await two.getByText('Von der Ersten').first().waitFor();
              await two.getByText('Von der Zweiten').first().waitFor();
              await checkPage(two, shot('conflict'), { status: 412 });
              await two.locator('input[type=radio]').last().check();
              await two.locator('main form button[type=submit]').first().click();
              const again = await openField(two, slug, 'STR-2.4');
              assert.equal(await again.locator('textarea').inputValue(), 'Von der Zweiten');
            },
            way,
          );
        },
        way,
      );
    });

    it('a text that is too long comes back with the reason', async () => {
      await as(
        office,
        async (page) => {
          const form = await openField(page, slug, 'STR-X.2');
          await type(form, 'x'.repeat(60_000));
          if (javaScript) {
            await savedState(form, 'failed').waitFor();
          } else {
            await form.locator('button[type=submit]').click();
            await form.locator('.field__error').waitFor();
            await checkPage(page, shot('too-long'), { status: 422 });
          }
          assert.match(await form.innerText(), /zu lang|kürzen/);
          assert.equal((await form.locator('textarea').inputValue()).length, 60_000);
        },
        way,
      );
    });
  });
}

describe('the keyboard alone', () => {
  /** Goes on with the tab key until something has the focus, and it can be seen. */
  async function tabTo(page, selector) {
    for (let presses = 0; presses < 400; presses++) {
      await page.keyboard.press('Tab');
      const here = await page.evaluate((wanted) => {
        const focused = document.activeElement;
        if (!focused.matches(wanted)) return null;
        const { outlineStyle, boxShadow } = getComputedStyle(focused);
        return { marked: outlineStyle !== 'none' || boxShadow !== 'none' };
      }, selector);
      if (here) {
        assert.ok(here.marked, `${selector} shows that it has the focus`);
        return;
      }
    }
    assert.fail(`the tab key does not reach ${selector} on ${page.url()}`);
  }

  const arrive = (page, address) => page.waitForURL((url) => address.test(url.pathname));

  it('signs in, fills a field, ticks, and submits', async () => {
    const { email, password } = account(server, 'office', 'siegen');
    const page = await newPage(browser, server);
    await page.goto('/');
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate(() => document.activeElement.className), 'skip', 'the first stop leads to the content');
    await page.keyboard.press('Enter');
    await tabTo(page, 'input[type=email]');
    await page.keyboard.type(email);
    await tabTo(page, 'input[type=password]');
    await page.keyboard.type(password);
    await page.keyboard.press('Enter');
    await arrive(page, /^\/(?!sign-in)/);

    const into = async (uid) => {
      // Sections are opened one after the other until one holds the field.
      const links = await sections(page, 'siegen');
      for (const link of links) {
        await page.goto(book('siegen'));
        await tabTo(page, `.tasks a[href="${link}"]`);
        await page.keyboard.press('Enter');
        await arrive(page, new RegExp(`${link}$`));
        if ((await page.locator(`form[action$="/answers/${uid}"]`).count()) > 0) return page.locator(`form[action$="/answers/${uid}"]`);
      }
      return assert.fail(`no section holds ${uid}`);
    };

    const text = await into('STR-X.2');
    await tabTo(page, 'form[action$="/answers/STR-X.2"] textarea');
    await page.keyboard.type('Nur mit Tasten geschrieben.');
    await page.keyboard.press('Tab');
    await savedState(text, 'saved').waitFor();

    const choice = await into('STR-2.1');
    await tabTo(page, 'form[action$="/answers/STR-2.1"] input[type=radio]');
    // Of a group the tab key reaches the chosen one; arrows go to the others.
    await page.keyboard.press('ArrowDown');
    await savedState(choice, 'saved').waitFor();

    // An organisation: its area is unfolded, its name typed, a box ticked.
    await openSection(page, 'siegen', 'form.actors__add');
    await tabTo(page, '#area-A > summary');
    if (!(await page.locator('#area-A').evaluate((details) => details.open))) await page.keyboard.press('Enter');
    await tabTo(page, '#area-A form.actors__add input[name=name]');
    await page.keyboard.type('Ausländerbehörde Siegen');
    await page.keyboard.press('Enter');
    await page.locator('form.actor').waitFor();
    await tabTo(page, 'form.actor input[name=cooperates]');
    await page.keyboard.press('Space');
    await savedState(page.locator('form.actor'), 'saved').waitFor();

    await page.goto(book('siegen'));
    await tabTo(page, 'main .actions a[href$="/submission"]');
    await page.keyboard.press('Enter');
    await arrive(page, /\/submission$/);
    await tabTo(page, 'form[action$="/submission"] button');
    await page.keyboard.press('Enter');
    await arrive(page, /\/submissions\//);
    await page.locator('.hash').waitFor();
    await page.context().close();
  });
});
