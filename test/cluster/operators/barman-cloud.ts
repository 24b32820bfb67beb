import { Operator } from './operator';

export const barmanCloud: Operator = { name: 'Barman Cloud plugin', module: 'github.com/cloudnative-pg/plugin-barman-cloud@v0.14.0', crds: 'config/crd/bases' };
