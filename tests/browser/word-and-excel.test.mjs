// Questions taken along as Word and Excel files: filled in, sent back at the link, looked
// at and taken over; a file with macros is refused.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { checkPage, newPage, signIn, startBrowser, startServer } from './support.mjs';

const HOME = '/alliances/kreis-kleve';
const BOOK = `${HOME}/workbooks/bedarfsanalyse`;
const OFFICE = 'gfs@kreis-kleve.example';

let server;
let browser;
let office;
let folder;

before(async () => {
  [server, browser, folder] = await Promise.all([
    startServer(),
    startBrowser(),
    mkdtemp(path.join(tmpdir(), 'klappt-forms-')),
  ]);
  office = await newPage(browser, server);
  await signIn(office, server, OFFICE);
});

after(async () => {
  await browser?.close();
  await server?.stop();
  if (folder) await rm(folder, { recursive: true, force: true });
});

/** Hands two questions to somebody new; answers the link of the letter. */
async function handOut(email) {
  await office.goto(`${BOOK}/assignments/new`);
  for (const uid of ['BAA-4.2.1', 'BAA-1.1']) await office.locator(`[name=items][value="${uid}"]`).check();
  await office.locator('details:has([name=free_name_1])').evaluate((element) => (element.open = true));
  await office.locator('[name=free_name_1]').fill('Robin Probe');
  await office.locator('[name=free_email_1]').fill(email);
  await office.locator('[name=due_on]').fill(`${new Date().getFullYear() + 1}-03-31`);
  await office.locator('[name=why]').fill('Damit niemand zweimal fragt.');
  await office.getByRole('button', { name: 'E-Mails verschicken' }).click();
  await office.getByText('Die E-Mails sind unterwegs.').waitFor();
  const outbox = await newPage(browser, server);
  await outbox.goto('/outbox');
  const link = await outbox.locator('article', { hasText: email }).locator('a[href*="/z/"]').first().getAttribute('href');
  await outbox.context().close();
  return new URL(link, server.url).pathname;
}

const python = (program, ...words) => promisify(execFile)('python3', ['-c', program, ...words]);

/** Exchanges text in one part of a package, as whoever fills it in would. */
const CHANGE = `
import re, sys, zipfile
file, part, pattern, into = sys.argv[1:]
with zipfile.ZipFile(file) as package:
    parts = {name: package.read(name) for name in package.namelist()}
text, count = re.subn(pattern, into, parts[part].decode(), count=1, flags=re.S)
assert count == 1, 'nothing to exchange in ' + part
parts[part] = text.encode()
with zipfile.ZipFile(file, 'w', zipfile.ZIP_DEFLATED) as package:
    for name, content in parts.items():
        package.writestr(name, content)
`;

/** Adds a part to a package. */
const ADD = `
import sys, zipfile
with zipfile.ZipFile(sys.argv[1], 'a') as package:
    package.writestr(sys.argv[2], 'x')
`;

/** Keeps what a link of the page gives out. */
async function download(page, name, as) {
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name }).click()]);
  const to = path.join(folder, as);
  await file.saveAs(to);
  assert.match(file.suggestedFilename(), /^Bedarfe-und-Angebote_[A-Za-z0-9._-]+_\d{4}-\d{2}-\d{2}\.(docx|xlsx)$/);
  return to;
}

async function sendBack(page, file) {
  await page.locator('input[type=file]').setInputFiles(file);
  await page.getByRole('button', { name: 'Einlesen und ansehen' }).click();
  await page.waitForLoadState();
}

describe('questions taken along', () => {
  it('come back as a Word file, on a phone without JavaScript', async () => {
    const link = await handOut('wort@schule.example');
    const page = await newPage(browser, server, { javaScript: false, width: 320, height: 640 });
    await page.goto(link);
    await page.getByRole('button', { name: 'Zu den Fragen' }).click();
    await page.goto(link);
    await page.getByRole('link', { name: 'Lieber in Word oder Excel ausfüllen' }).click();
    await page.getByRole('heading', { name: '1. Datei herunterladen' }).waitFor();
    await checkPage(page, 'link-form');
    const file = await download(page, 'Word-Datei', 'fragen.docx');
    const hint = String.raw`(BAA-4\.2\.1.*?)<w:showingPlcHdr/>(.*?<w:t xml:space="preserve">)[^<]*`;
    await python(CHANGE, file, 'word/document.xml', hint, String.raw`\1\2Kurse am Abend`);
    await sendBack(page, file);
    await page.getByText('Eine Antwort ist neu oder anders').waitFor();
    await checkPage(page, 'link-returned-form-320');
    await page.getByRole('button', { name: 'Angekreuzte Antworten übernehmen' }).click();
    await page.getByText('1 von 2 Fragen beantwortet').first().waitFor();
    await page.context().close();
  });

  it('come back as an Excel file, and the office sees how they came', async () => {
    const link = await handOut('tabelle@schule.example');
    const page = await newPage(browser, server);
    await page.goto(link);
    await page.getByRole('button', { name: 'Zu den Fragen' }).click();
    await page.goto(`${link}/form`);
    const file = await download(page, 'Excel-Datei', 'fragen.xlsx');
    const cell = String.raw`<c r="(C[0-9]+)" s="([0-9]+)"/>`;
    for (const words of ['unbekannt', 'viele']) {
      const filled = String.raw`<c r="\1" s="\2" t="inlineStr"><is><t>${words}</t></is></c>`;
      await python(CHANGE, file, 'xl/worksheets/sheet1.xml', cell, filled);
    }
    await sendBack(page, file);
    await page.getByText('Eine Antwort ist neu oder anders').waitFor();
    await checkPage(page, 'link-returned-form');
    // Nothing is there before somebody has looked, and it waits until then.
    await page.getByRole('link', { name: 'Später entscheiden' }).click();
    await page.getByText('0 von 2 Fragen beantwortet').first().waitFor();
    await page.goto(`${link}/form`);
    await page.getByRole('link', { name: /fragen\.xlsx, eingelesen am/ }).click();
    await page.getByRole('button', { name: 'Angekreuzte Antworten übernehmen' }).click();
    await page.getByText('Die Antworten aus der Datei sind übernommen.').waitFor();
    // What did not fit is named once more.
    await page.getByRole('heading', { name: 'Eine Angabe aus der Datei fehlt noch' }).waitFor();
    await checkPage(page, 'link-returned-form-left');
    await page.getByRole('link', { name: 'Weiter zu den Antworten' }).click();
    await page.getByText('1 von 2 Fragen beantwortet').first().waitFor();
    await office.goto(`${BOOK}/assignments?q=${encodeURIComponent('tabelle@schule.example')}`);
    await office.locator('tbody th a').first().click();
    await office.getByText('unbekannt').first().waitFor();
    await office.getByRole('link', { name: 'Als Word- oder Excel-Datei' }).click();
    await checkPage(office, 'assignment-form');
    await page.context().close();
  });

  it('are refused with macros inside, at the field, and nothing is held', async () => {
    const link = await handOut('makro@schule.example');
    const page = await newPage(browser, server, { width: 320, height: 640 });
    await page.goto(`${link}/form`);
    const file = await download(page, 'Word-Datei', 'makro.docx');
    await python(ADD, file, 'word/vbaProject.bin');
    await sendBack(page, file);
    await page.locator('#e-file', { hasText: 'Makros' }).waitFor();
    await checkPage(page, 'link-form-refused', { status: 422 });
    await page.goto(`${link}/form`);
    assert.equal(await page.getByText('noch nicht entschieden').count(), 0);
    await writeFile(path.join(folder, 'brief.docx'), 'Guten Tag');
    await sendBack(page, path.join(folder, 'brief.docx'));
    await page.locator('#e-file', { hasText: 'keine Word-Datei' }).waitFor();
    await page.context().close();
  });

  it('leave as a whole working copy and come back into it', async () => {
    await office.goto(BOOK);
    await office.getByRole('link', { name: 'Als Word- oder Excel-Datei' }).click();
    await checkPage(office, 'workbook-form');
    const file = await download(office, 'Word-Datei', 'mappe.docx');
    assert.ok((await readFile(file)).length > 10_000);
    const hint = String.raw`(BAA-4\.5.*?)<w:showingPlcHdr/>(.*?<w:t xml:space="preserve">)[^<]*`;
    await python(CHANGE, file, 'word/document.xml', hint, String.raw`\1\2Ein Stammtisch`);
    await sendBack(office, file);
    await office.getByText('Ein Stammtisch').waitFor();
    await checkPage(office, 'workbook-returned-form');
    await office.getByRole('button', { name: 'Angekreuzte Antworten übernehmen' }).click();
    await office.getByText('Die Antworten aus der Datei sind übernommen.').waitFor();
    await office.goto(`${BOOK}/BAA-IV`);
    assert.equal(await office.locator('[id="f-BAA-4.5"]').inputValue(), 'Ein Stammtisch');
  });
});
