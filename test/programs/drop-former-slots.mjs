// Calls postgres-former-slots.mjs: drop-former-slots.mjs EXCHANGE SLOT
import { ClientShell } from '../../programs/client-shell.mjs';
import { dropFormerSlots } from '../../programs/postgres-former-slots.mjs';
import { PostgresSql } from '../../programs/postgres-sql.mjs';

const [, , exchange, slot] = process.argv;
await dropFormerSlots(new PostgresSql(await new ClientShell(exchange).open()), slot);
