// Prints what postgres-compare.mjs found: compare-once.mjs EXCHANGE SETTINGS FUNCTION [OPTIONS]
import { readFileSync } from 'node:fs';
import { ClientShell } from '../../programs/client-shell.mjs';
import * as functions from '../../programs/postgres-compare.mjs';
import { PostgresSql } from '../../programs/postgres-sql.mjs';

const [, , exchange, settings, name, options = '{}'] = process.argv;
const shell = await new ClientShell(exchange).open();
const found = await functions[name](new PostgresSql(shell), JSON.parse(readFileSync(settings, 'utf8')), JSON.parse(options));
console.log(JSON.stringify(found));
