import { bringUp } from './bring-up';
import { archive } from './scenarios/archive';
import { changes } from './scenarios/changes';
import { connections } from './scenarios/connections';
import { failures } from './scenarios/failures';
import { monitoring } from './scenarios/monitoring';
import { onceMore } from './scenarios/once-more';
import { operatorFailures } from './scenarios/operator-failures';
import { slowMachines } from './scenarios/slow-machines';
import { Kubernetes } from '../cluster/kubernetes';

// one database lives through all of it, in this order; with -t each can be run alone
const kubernetes = Kubernetes.fromEnvironment();
beforeAll(async () => bringUp(kubernetes));

describe('connections', () => connections(kubernetes));
describe('archive', () => archive(kubernetes));
describe('monitoring', () => monitoring(kubernetes));
describe('failures of the primary', () => failures(kubernetes));
describe('failures of the operators with the primary', () => operatorFailures(kubernetes));
describe('slow machines', () => slowMachines(kubernetes));
describe('changes', () => changes(kubernetes));
describe('once more', () => onceMore(kubernetes));
