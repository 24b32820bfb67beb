import { autotuned } from '../../src/mysql/autotune';

// what the operator 1.20.0 wrote into auto-config of clusters with these limits
test.each([
  [2, { bufferPoolBytes: 1073741824, chunkBytes: undefined, maxConnections: 170 }],
  [4, { bufferPoolBytes: 3229614080, chunkBytes: 403701760, maxConnections: 341 }],
  [16, { bufferPoolBytes: 12893290496, chunkBytes: 1611661312, maxConnections: 1365 }],
])('what the operator sizes from %d GiB is reckoned to the byte', (gibibytes, expected) => {
  expect(autotuned(gibibytes * 1024)).toEqual(expected);
});
