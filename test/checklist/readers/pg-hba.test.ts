import { loginOf, refusesPlaintext } from '../../../src/checklist/readers/pg-hba';
import { isSeen } from '../../../src/checklist/unseen';

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
  [['hostnossl "all" all all reject', 'host all all all md5'], false],
  [['hostnossl all all 10.0.0.0/8 reject', 'host all all 10.1.0.0/16 md5'], true],
  [['hostnossl all all 0.0.0.0/0 reject', 'hostnossl all all ::/0 reject', 'host all all all md5'], true],
  [['hostnossl all app,replication all reject', 'host all replication all md5'], true],
  [['hostnossl all all all reject', 'host replication standby all md5'], false],
  [['hostssl all all all md5', 'hostgssenc all all all gss'], true],
])('%p turn a client without TLS away: %p', (lines, refuses) => expect(refusesPlaintext(lines)).toBe(refuses));

const superuserBy = (lines: string[]) => {
  const login = loginOf('postgres', lines);
  return isSeen(login) ? login : login.what;
};

test.each<[string[], string | undefined]>([
  [['hostssl all all all md5'], 'hostssl all all all md5'],
  [['hostssl all app,postgres 10.0.0.0/8 md5'], 'hostssl all app,postgres 10.0.0.0/8 md5'],
  [['host all app, postgres all md5'], 'host all app,postgres all md5'],
  [['host all postgres all reject', 'hostssl all all all md5'], undefined],
  [['hostssl all postgres all reject', 'hostssl all all all md5'], undefined],
  [['hostssl all postgres all reject', 'host all all all md5'], 'host all all all md5'],
  [['hostssl orders postgres all reject', 'hostssl all all all md5'], 'hostssl all all all md5'],
  [['hostssl orders,shop postgres all reject', 'hostssl shop all all md5'], undefined],
  [['hostssl replication all all md5'], undefined],
  [['host "replication" all all md5'], 'host "replication" all all md5'],
  [['host sameuser all all md5'], 'host sameuser all all md5'],
  [['host postgres postgres all reject', 'host sameuser all all md5'], undefined],
  [['host all postgres localhost md5', 'host all all samehost md5', 'host all all ::1/128 md5', 'host all all 127.0.0.1 255.255.255.255 trust'], undefined],
  [['host all "postgres" all md5'], 'host all "postgres" all md5'],
  [['host all "all" all md5'], undefined],
  [['host all "+postgres" all md5'], undefined],
  [['host all +postgres all md5'], 'host all +postgres all md5'],
  [['host all /^post all md5'], 'host all /^post all md5'],
  [['host all /^app_.*$ all md5'], undefined],
  [['host all "/^(a|b),c$" all md5', '# host all all all md5'], undefined],
  [['host all all all md5 # for now'], 'host all all all md5'],
  [['host all postgres \\', 'all reject', 'host all all all md5'], undefined],
])('by %p the superuser logs in with %p', (lines, line) => expect(superuserBy(lines)).toBe(line));

test.each<[string[], string | undefined]>([
  [['host all postgres 10.0.0.0/8 reject', 'host all all 0.0.0.0/0 md5'], 'host all all 0.0.0.0/0 md5'],
  [['host all postgres 10.0.0.0/8 reject', 'host all all 10.4.0.0/16 md5'], undefined],
  [['host all postgres 10.0.0.0 255.0.0.0 reject', 'host all all 10.4.0.0/16 md5'], undefined],
  [['host all postgres 0.0.0.0/1 reject', 'host all postgres 128.0.0.0/1 reject', 'host all all 0.0.0.0/0 md5'], undefined],
  [['host all postgres 0.0.0.0/0 reject', 'host all postgres ::/0 reject', 'host all all all md5'], undefined],
  [['host all postgres 0.0.0.0/0 reject', 'host all all ::/0 md5'], 'host all all ::/0 md5'],
  [['host all postgres .example.com reject', 'host all all all md5'], 'host all all all md5'],
  [['host all postgres 10.0.0.0/8 reject', 'host all all samenet md5'], 'host all all samenet md5'],
  [['host all postgres all reject', 'host all all client.example.com md5'], undefined],
])('of %p what is rejected for a part of the addresses leaves %p', (lines, line) => expect(superuserBy(lines)).toBe(line));

test.each<[string[], RegExp]>([
  [['hostssl all +admins all md5', 'local all postgres peer'], /^Whether pg_hba\.conf is about role "postgres" \(a group's members, a pattern or a file decide: hostssl all \+admins all md5\) is not in the input; reject the role by its name/],
  [['host all @admins all md5'], /host all @admins all md5/],
  [['host all "/^(post)+gres$" all md5'], /a pattern/],
  [['host all +staff all reject', 'host all all all md5'], /host all all all md5/],
  [['host all postgres 0.0.0.0/0 reject', 'host all all all md5'], /^pg_hba\.conf turns role "postgres" away from IPv4 addresses only, and lets it in from IPv6 \(host all all all md5\)/],
  [['include_dir hba.d', 'host all postgres all reject'], /^pg_hba\.conf includes files/],
])('by %p it is unknown whether the superuser logs in', (lines, says) => expect(superuserBy(lines)).toMatch(says));

test('a group is no question for a role that is rejected before, or let in anyway', () => {
  expect(superuserBy(['host all postgres all reject', 'host all +admins all md5'])).toBeUndefined();
  expect(superuserBy(['host all +admins all md5', 'host all all all md5'])).toBe('host all all all md5');
});
