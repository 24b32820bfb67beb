// Cuts every YAML block out of guides: `node scripts/guide-blocks.mjs OUTDIR GUIDE…`. Files are named guide-line-kinds.yaml, and listed on stdout.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, extname, join } from 'node:path';

const HEADING = /^(?:#{2,6} |\d+\.\d+ \S)/;
/** A saved page has no fences: YAML is told by its keys. Prose and lists of the guides begin with capitals. */
const KEY = /^[a-z][A-Za-z0-9]*:(?:\s|$)/;

/** Blocks between fences that say yaml. */
function fenced(lines) {
  const blocks = [];
  let open;
  lines.forEach((line, index) => {
    if (open === undefined && /^\s*```ya?ml\s*$/.test(line)) {open = { line: index + 2, text: [] };} else if (open !== undefined && /^\s*```\s*$/.test(line)) {
      blocks.push(open);
      open = undefined;
    } else {open?.text.push(line);}
  });
  return blocks;
}

/** Runs of lines that are YAML; a key that comes again without `---` between begins the next block. */
function bare(lines) {
  const blocks = [];
  let block;
  let keys = new Set();
  let comments = [];
  const close = () => {
    if (block) blocks.push(block);
    block = undefined;
    keys = new Set();
    comments = [];
  };
  lines.forEach((line, index) => {
    const key = KEY.exec(line)?.[0].trim();
    if (key !== undefined) {
      const before = comments;
      if (keys.has(key)) close();
      block ??= { line: index + 1 - before.length, text: [] };
      block.text.push(...before, line);
      comments = [];
      keys.add(key);
    } else if (line.startsWith('#')) {comments.push(line);} else if (line.trim() === '---') {
      comments.push(line);
      keys = new Set();
    } else if (line.trim() === '') {comments.push(line);} else if (block && /^\s/.test(line)) {
      block.text.push(...comments, line);
      comments = [];
    } else {close();}
  });
  close();
  return blocks;
}

function sectionOf(lines, line) {
  const headings = lines.slice(0, line).filter((text) => HEADING.test(text));
  return headings.at(-1)?.replace(/^#+ /, '') ?? '';
}

const [outdir, ...guides] = process.argv.slice(2);
if (guides.length === 0) throw new Error('usage: node scripts/guide-blocks.mjs OUTDIR GUIDE…');
mkdirSync(outdir, { recursive: true });

for (const guide of guides) {
  const lines = readFileSync(guide, 'utf8').split(/\r?\n/);
  const marked = lines.some((line) => /^\s*```/.test(line));
  for (const { line, text } of marked ? fenced(lines) : bare(lines)) {
    const kinds = text.flatMap((each) => /^kind: (\w+)/.exec(each)?.[1] ?? []);
    const name = [basename(guide, extname(guide)), String(line).padStart(4, '0'), ...(kinds.length > 0 ? kinds : ['part'])].join('-');
    writeFileSync(join(outdir, `${name}.yaml`), `${text.join('\n').trim()}\n`);
    process.stdout.write(`${name}.yaml\t${sectionOf(lines, line)}\n`);
  }
}
