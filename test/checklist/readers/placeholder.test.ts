import { isPlaceholder } from '../../../src/checklist/readers/placeholder';

test.each(['', '""', '$PASSWORD', '$(PASSWORD)', 'x-${PASSWORD}', '{{ .Values.password }}', '<password>', '@PASSWORD@', 'vault:secret/db#password', 'op://shop/db/password',
  'ENC[AES256_GCM,data:x]', 'change-me', 'REPLACE_ME', 'xxxx'])('%j stands for a password', (text) => {
  expect(isPlaceholder(text)).toBe(true);
});

test.each(['Pa$$word-of-a-test', '@of-a-test', 'of<a>test', 'of-a-test{1}', '!of-a-test', 'of-a-test$3'])('%j is one, whatever signs it has', (text) => {
  expect(isPlaceholder(text)).toBe(false);
});
