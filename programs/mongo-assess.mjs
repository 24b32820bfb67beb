// Looks at a MongoDB database that shall be moved, and at where it shall go: read-only, and with a report for whoever moves it.
import { assessment, blocking } from './migration-findings.mjs';
import { findingsOf } from './mongo-assess-findings.mjs';
import { reportOf } from './mongo-assess-report.mjs';
import { MongoError, MongoEval } from './mongo-eval.mjs';

/** What Node.js says of a certificate that does not serve. */
const TLS = /certificate|altnames|SSL routines|ERR_TLS/i;

export async function run({ settings, shell, state }) {
  const ask = new MongoEval(shell);
  await state.step('asking source and target');
  const at = new Date().toISOString();
  const facts = await factsOf(ask);
  const findings = facts.untrusted ?? findingsOf(facts, settings);
  if (!facts.untrusted) {
    const { bytes, collections } = facts.source;
    await state.step('judged', { figures: { bytes, tables: collections.length, copySeconds: Math.ceil(facts.copySeconds), writesPerSecond: Math.round(facts.more.writesPerSecond) } });
  }
  return assessment(findings, { settings, at, report: reportOf(facts, findings, settings, at) });
}

async function factsOf(ask) {
  const untrusted = [];
  const trusted = async (server, questions) => {
    try {
      return await ask.askAll(server, questions);
    } catch (error) {
      if (!(error instanceof MongoError) || !TLS.test(error.message)) throw error;
      untrusted.push(blocking(`${server}-not-trusted`, true, `the certificate of the ${server} does not verify: ${error.message.slice(0, 300)}`,
        `Have the ${server} show a certificate of the CA that was given, with the host's name in it.`));
      return [];
    }
  };
  const [source, more] = await trusted('source', [['./mongo-facts.js', 'server'], ['./mongo-facts.js', 'source']]);
  const [target, mark] = await trusted('target', [['./mongo-facts.js', 'server'], ['./mongo-copied.js', 'mark']]);
  if (untrusted.length > 0) return { untrusted };
  return { source, target, more, mark, copySeconds: more.bytesPerSecond ? source.bytes / more.bytesPerSecond : 0 };
}
