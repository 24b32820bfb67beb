import { server } from './server';
import { violations } from './violations';
import { imageTagMoves } from '../../../src/checklist/object-rules/image-tag-moves';

test.each([['postgres:16-alpine', '16-alpine', '16'], ['mysql:8', '8', '8'], ['timescale/timescaledb:latest-pg16', 'latest-pg16', '16']])('%s moves', (image, tag, version) => {
  expect(violations(imageTagMoves, server({ image }))).toEqual([
    `StatefulSet db spec.template.spec.containers.0.image: image ${image}: the tag ${tag} moves with every release of ${version}`,
  ]);
});

test.each(['postgres:16.10', 'postgres:16@sha256:0123', 'mysql:8.4', 'postgres:latest', 'postgres', 'ghcr.io/zalando/spilo-18:4.1-p2', 'registry.k8s.io/redis:v1'])('%s says more, or is for another rule', (image) => {
  expect(violations(imageTagMoves, server({ image }))).toEqual([]);
});
