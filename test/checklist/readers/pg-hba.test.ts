import { loginOf, refusesPlaintext } from '../../../src/checklist/readers/pg-hba';

test.each<[string[], boolean]>([
  [['hostssl all all all md5'], true],
  [[], true],
  [['hostnossl all all all reject', 'host all all all md5'], true],
  [['local all all trust', 'host all all 127.0.0.1/32 md5', 'hostnossl all all all reject', 'host all all all md5'], true],
  [['hostnossl all all 0.0.0.0/0 reject', 'host all all all md5'], false],
  [['host all all all md5'], false],
  [['hostssl all all all md5', 'hostnossl all monitor 10.0.0.0/8 md5'], false],
  [['hostnossl all postgres all reject', 'host all all all md5'], false],
  [['hostnossl all all 10.0.0.0/8 reject', 'host all all all md5'], false],
  [['# host all all all md5'], true],
  [['host all all 10.0.0.0 255.0.0.0 md5'], false],
  [['"host" "all" "all" "all" "reject"'], true],
])('%p turn a client without TLS away: %p', (lines, refuses) => expect(refusesPlaintext(lines)).toBe(refuses));

test.each<[string[], string | undefined]>([
  [['hostssl all all all md5'], 'hostssl all all all md5'],
  [['hostssl all app,postgres 10.0.0.0/8 md5'], 'hostssl all app,postgres 10.0.0.0/8 md5'],
  [['host all postgres all reject', 'hostssl all all all md5'], undefined],
  [['hostssl all postgres all reject', 'hostssl all all all md5'], undefined],
  [['hostssl all postgres all reject', 'host all all all md5'], 'host all all all md5'],
  [['hostssl orders postgres all reject', 'hostssl all all all md5'], 'hostssl all all all md5'],
  [['hostssl all +admins all md5', 'local all postgres peer'], undefined],
  [['hostssl replication all all md5'], undefined],
  [['host all postgres localhost md5'], undefined],
])('by %p the superuser logs in with %p', (lines, line) => expect(loginOf('postgres', lines)).toBe(line));
