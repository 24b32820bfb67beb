// What a migration does about the slot `move_back` of its way back: replica-slots.mjs EXCHANGE WHAT [SECONDS]
import { ClientShell } from '../../programs/client-shell.mjs';
import { Back } from '../../programs/postgres-back.mjs';
import { PostgresSql } from '../../programs/postgres-sql.mjs';

const [, , exchange, what, seconds] = process.argv;
const shell = await new ClientShell(exchange).open();
const back = new Back({ settings: { sqlName: 'move', target: { slotsSurvive: true } }, shell, sql: new PostgresSql(shell) });
await back[what](Number(seconds));
