// What mongodump laid on the volume: `<SCRATCH>/dump/<database>/<name>.bson.gz` with documents, `<name>.metadata.json.gz` with how a collection is defined. Names of
// files are written otherwise than those of collections; the latter stand in the metadata. What mongosh calls is in mongo-session.js.
const { createReadStream, existsSync, readdirSync, readFileSync, writeFileSync } = require('node:fs');
const { createGunzip, gunzipSync, gzipSync } = require('node:zlib');
const { partsOf, Sum } = require('./mongo-bson.js');

exports.withoutServer = true;
const METADATA = '.metadata.json.gz';

function folder() {
  const { SCRATCH = '/scratch' } = process.env;
  const [database, ...others] = readdirSync(`${SCRATCH}/dump`, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map(({ name }) => name);
  if (database === undefined || others.length > 0) throw new Error('the dump holds no database, or several');
  return `${SCRATCH}/dump/${database}`;
}

function dumped() {
  const at = folder();
  return readdirSync(at).filter((file) => file.endsWith(METADATA)).map((file) => {
    const json = gunzipSync(readFileSync(`${at}/${file}`)).toString('utf8');
    const { collectionName: name, type, options } = JSON.parse(json);
    return { name, isView: type === 'view', isCapped: options?.capped === true, file: `${at}/${file}`, rows: `${at}/${file.slice(0, -METADATA.length)}.bson.gz`, json };
  });
}

/**
 * What was dumped. Takes from it that indexes delete what expires: restored with it, a server would begin to delete before anybody compared. `expiring` says which
 * ones did. All else stays letter by letter.
 */
exports.list = async () => dumped().map(({ name, isView, isCapped, file, json }) => {
  const left = withoutExpiry(json);
  if (left.expiring.length > 0) writeFileSync(file, gzipSync(left.json));
  return { name, isView, isCapped, expiring: left.expiring };
});

/** Sums of all documents, as mongo-look.js has them of a server. */
exports.sums = async () => {
  const sums = {};
  for (const { name, isView, isCapped, rows } of dumped()) {
    if (isView) continue;
    const sum = new Sum(isCapped);
    // an empty collection may have no file
    if (existsSync(rows)) for await (const document of documentsOf(rows)) sum.add(document);
    sums[name] = sum.is;
  }
  return sums;
};

/** Each begins with its own length. */
async function* documentsOf(file) {
  let rest = Buffer.alloc(0);
  for await (const part of createReadStream(file).pipe(createGunzip())) {
    rest = rest.length === 0 ? part : Buffer.concat([rest, part]);
    let at = 0;
    while (rest.length - at >= 4 && rest.length - at >= rest.readInt32LE(at)) {
      const length = rest.readInt32LE(at);
      if (length < 5) throw new Error('the dump is damaged');
      yield rest.subarray(at, at + length);
      at += length;
    }
    rest = rest.subarray(at);
  }
  if (rest.length > 0) throw new Error('the dump ends in the middle of a document');
}

function withoutExpiry(json) {
  const names = [];
  const members = partsOf(json).map(([key, value]) => {
    if (key !== 'indexes' || value === 'null') return [key, value];
    const indexes = partsOf(value).map((index) => {
      const parts = partsOf(index);
      if (!parts.some(([part]) => part === 'expireAfterSeconds')) return index;
      names.push(JSON.parse(index).name);
      return objectOf(parts.filter(([part]) => part !== 'expireAfterSeconds'));
    });
    return [key, `[${indexes.join(',')}]`];
  });
  return { expiring: names, json: objectOf(members) };
}

function objectOf(members) {
  return `{${members.map(([key, value]) => `${JSON.stringify(key)}:${value}`).join(',')}}`;
}
