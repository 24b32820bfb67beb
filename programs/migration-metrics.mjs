// What is known of a migration, as Prometheus reads it. What is not known now is not there.
import { createServer } from 'node:http';

const PREFIX = 'database_migration_';
const HELP = {
  lag_bytes: 'WAL of the source that the target has not confirmed', lag_seconds: 'How long ago the source wrote the oldest of it', held_wal_bytes: 'WAL that the slot keeps on the source',
  slot_active: 'Whether the target reads from the slot', slot_lost: 'Whether the source removed WAL that the slot needs', source_up: 'Whether the source answers', target_up: 'Whether the target answers',
  tables: 'Tables by how far they are', compared_rows_total: 'Rows that were compared', mismatched_rows: 'Rows that differed in the last comparison',
  unsettled_rows: 'Rows that changed at every look of the last comparison', last_comparison_timestamp_seconds: 'When the last complete comparison ended',
  way_back_lag_bytes: 'WAL of the target that the source has not confirmed', way_back_held_wal_bytes: 'WAL that the slot of the way back keeps on the target',
  way_back_slot_active: 'Whether the source reads from the slot of the way back', way_back_slot_lost: 'Whether the target removed WAL that the way back needs',
  writes_stopped: 'Whether the source refuses writes', target_writes_stopped: 'Whether the target refuses writes of everybody but the source', phase: 'The phase that was begun last', clients_at_target: 'Whether the clients were moved and not moved back',
};

export class MigrationMetrics {
  constructor({ name }, alive) {
    this.labels = { migration: name };
    this.values = { compared_rows_total: 0 };
    this.alive = alive;
  }

  /** Sets values; undefined takes one away. A list has its own labels: [[labels, value], …]. */
  set(values) {
    Object.assign(this.values, values);
  }

  text() {
    return Object.entries(this.values).filter(([, value]) => value !== undefined).map(([name, value]) => {
      const lines = (Array.isArray(value) ? value : [[{}, value]]).map(([labels, number]) => {
        const all = Object.entries({ ...this.labels, ...labels }).map(([label, text]) => `${label}=${JSON.stringify(text)}`);
        return `${PREFIX}${name}{${all.join(',')}} ${Number(number)}\n`;
      });
      return `# HELP ${PREFIX}${name} ${HELP[name]}\n# TYPE ${PREFIX}${name} ${name.endsWith('_total') ? 'counter' : 'gauge'}\n${lines.join('')}`;
    }).join('');
  }

  async serve(port) {
    const server = createServer((request, response) => {
      if (request.url === '/metrics') response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4' }).end(this.text());
      else if (request.url === '/healthz') response.writeHead(this.alive() ? 200 : 503).end();
      else response.writeHead(404).end();
    });
    await new Promise((listens, fails) => server.once('error', fails).listen(port, listens));
  }
}
