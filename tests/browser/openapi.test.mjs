// The description of the API, judged by somebody else: @seriousme/openapi-schema-validator
// holds it against the official JSON schema of OpenAPI 3.1 and shares ajv with html-validate,
// where the larger ones would bring a hundred packages for style rules nobody asked for.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { it } from 'node:test';
import { promisify } from 'node:util';
import { Validator } from '@seriousme/openapi-schema-validator';
import { binary } from './support.mjs';

it('the API is described in valid OpenAPI 3.1, and every reference leads somewhere', async () => {
  const { stdout } = await promisify(execFile)(binary, ['openapi'], { maxBuffer: 2 ** 26 });
  const described = JSON.parse(stdout);
  const validator = new Validator();
  const { valid, errors } = await validator.validate(described);
  assert.ok(valid, JSON.stringify(errors, null, 2));
  assert.equal(validator.version, '3.1');
  validator.resolveRefs();
  const operations = Object.values(described.paths).flatMap((path) => Object.values(path));
  assert.ok(operations.length > 40, `only ${operations.length} operations`);
  const ids = operations.map((operation) => operation.operationId);
  assert.equal(new Set(ids).size, ids.length, 'operations have names of their own');
});
