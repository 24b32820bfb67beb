import { Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { AcmePostgres } from './src';

/** What a team at Acme writes. */
export class PlatformPackageChart extends Chart {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new AcmePostgres(this, 'Orders', { name: 'orders', team: 'shop', size: 'small' });
  }
}
