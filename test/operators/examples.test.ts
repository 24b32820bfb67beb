import { examples } from './apps';
import { proven } from './proven';
import { spoiledCases } from './spoiled';

// the production example is among the first
examples().forEach((apps, i) => proven(`the examples, ${i + 1}`, () => apps, i === 0 ? spoiledCases : undefined));
