import { programOf, scriptIn, stepsIn } from '../../../src/checklist/readers/shell-script';

/** Steps as text: words with bars, files with an arrow. */
const shown = (script: string) => stepsIn(script).map(({ joined, pipeline }) => `${joined} ${pipeline.map(({ words, writes, reads }) => (
  [words.join('_'), ...writes.map((file) => `>${file}`), ...(reads ? ['<'] : [])].join(' '))).join(' | ')}`);

test.each<[string, string, string[]]>([
  ['operators part commands', 'a 1; b && c || d\ne & f', ['; a_1', '; b', '&& c', '|| d', '; e', '& f']],
  ['pipes keep them together', 'a |b|& c', ['; a | b | c']],
  ['quotes keep words together and hide operators', 'a "b; c" \'d | e\' f"g"h', ['; a_b; c_d | e_fgh']],
  ['an apostrophe that nothing closes is a letter', 'a it\'s; b', ['; a_it\'s', '; b']],
  ['comments are left out', '# pg_dump\na # b; c\nd#e', ['; a', '; d#e']],
  ['lines go on after a backslash', 'a \\\n b', ['; a_b']],
  ['output goes to a file', 'a > b >>c 1>d &>e >|f', ['; a >b >c >d >e >f']],
  ['errors do not', 'a 2> b 2>&1 >&2', ['; a']],
  ['input comes from a file', 'a < b', ['; a <']],
  ['what is substituted is one word', 'a $(b | c; d "e") ${f##*|} `g | h` "$(i | j)"', ['; a_$(b | c; d "e")_${f##*|}_`g | h`_$(i | j)']],
  ['a process in the place of a file is one word', 'a | tee >(b | c) > >(d)', ['; a | tee_>(b | c) >>(d)']],
  ['what another command writes is a word where a file is read', 'a < <(b c)', ['; a_<(b c) <']],
  ['here-documents are no commands', 'a <<EOF > b\npg_dump | c\nEOF\nd', ['; a >b', '; d']],
  ['groups are opened', '(a; b) | c', ['; a', '; b | c']],
  ['a function\'s name is no command', 'f() { a; }\nf', ['; {_a', '; }', '; f']],
  ['a pattern of a case is no command', 'case x in a) b;; esac', ['; b', '; esac']],
  ['nothing is nothing', ' \n;; # a', []],
])('%s', (_, script, steps) => expect(shown(script)).toEqual(steps));

test.each([
  ['if ! PGPASSWORD=x timeout -k 5 3600 pg_dump a', 'pg_dump a'], ['sudo -E nice -n 5 a -b', 'a -b'], ['A=1', ''], ['then', ''],
])('the program of %j is what runs', (script, program) => {
  expect(programOf(stepsIn(script)[0].pipeline[0]).join(' ')).toBe(program);
});

test.each<[string[], string | undefined]>([
  [['sh', '-c', 'a'], 'a'], [['/bin/bash', '-euo', 'pipefail', '-c', 'a; b'], 'a; b'], [['tini', '--', 'bash', '-lc', 'a'], 'a'], [['psql', '-c', 'a'], undefined], [['sh', 'a.sh'], undefined],
])('%j starts a shell with %p', (words, script) => expect(scriptIn(words)).toBe(script));

test('a long text takes time in proportion to it', () => {
  const began = Date.now();
  for (const part of ['$(', '${', '"', '\'', '`', '(', ')', '>', '<', '<<a\n', '&', '|', '\\', 'a', 'a b ', '"$(']) stepsIn(part.repeat(200_000));
  expect(Date.now() - began).toBeLessThan(5000);
});
