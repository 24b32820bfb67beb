import { Shape } from '../checklist/readers/shape';

/** Roles that either operator's object makes. */
export const ROLES: Shape = {
  list: {
    fields: {
      role: 'text',
      db: 'text',
      privileges: {
        list: {
          fields: {
            resource: { fields: { db: 'text', collection: 'text', cluster: 'flag', anyResource: 'flag' } },
            actions: { list: 'text' },
          },
        },
      },
      roles: { list: { fields: { role: 'text', db: 'text' } } },
    },
  },
};
