// Answers questions about a MongoDB server: mongo-eval.mjs has mongosh require this file. It is no script of mongosh's, which makes its own of the code,
// but a module of Node.js, as are those that it calls: what waits says `await`.
//
// Variables: MONGODB_URI says where the server is and how it is reached (mongodb://host:port[,…]/?authSource=admin&tls=true&tlsCAFile=…), MONGODB_USER and
// MONGODB_PASSWORD as whom to log in, MONGODB_DATABASE which database it is about.
const { writeSync } = require('node:fs');

/** Connections of a migration have it, so that they are known from others'. */
const APP = 'cdk8s-migration';
const OPTIONS = { authSource: 'admin', appName: APP, w: 'majority', readConcernLevel: 'majority', serverSelectionTimeoutMS: '15000', connectTimeoutMS: '10000' };

function uriOf(seconds) {
  const { MONGODB_URI, MONGODB_USER, MONGODB_PASSWORD } = process.env;
  const [address, asked = ''] = MONGODB_URI.split('?');
  const options = new URLSearchParams(asked);
  const more = { ...OPTIONS, ...(seconds && { socketTimeoutMS: String(seconds * 1000) }) };
  for (const [name, value] of Object.entries(more)) if (!options.has(name)) options.set(name, value);
  const login = [MONGODB_USER, MONGODB_PASSWORD].map(encodeURIComponent).join(':');
  return `${address.replace('://', `://${login}@`)}${address.split('://')[1].includes('/') ? '' : '/'}?${options}`;
}

async function connected(Mongo, seconds) {
  const { MONGODB_DATABASE: database } = process.env;
  // mongosh's own gives a promise
  const to = await new Mongo(uriOf(seconds));
  return { to, provider: to._serviceProvider, database, data: to.getDB(database), admin: to.getDB('admin') };
}

/** Calls functions of modules, one after the other, and prints what they give or how one failed in a line that nothing else that is printed looks like. */
exports.answer = async ({ Mongo, EJSON }, { nonce, questions, seconds }) => {
  let said;
  try {
    const modules = questions.map(([file]) => require(file));
    const server = modules.every(({ withoutServer }) => withoutServer) ? {} : await connected(Mongo, seconds);
    const is = [];
    for (const [i, [, name, args = {}]] of questions.entries()) is.push(await modules[i][name](server, args) ?? null);
    said = { is };
  } catch (error) {
    said = { error: { name: error.name, code: error.code ?? null, words: error.message } };
  }
  // canonical, so that no number is taken for another
  writeAll(`\n${nonce}${EJSON.stringify(said, { relaxed: false })}\n`);
};

/** A pipe takes only a part. */
function writeAll(text) {
  for (let rest = Buffer.from(text); rest.length > 0;) {
    try {
      rest = rest.subarray(writeSync(1, rest));
    } catch (error) {
      if (error.code !== 'EAGAIN') throw error;
    }
  }
}
