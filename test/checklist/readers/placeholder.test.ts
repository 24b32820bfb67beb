import { isPlaceholder } from '../../../src/checklist/readers/placeholder';

test.each(['', '""', '$PASSWORD', '$(PASSWORD)', 'x-${PASSWORD}', '{{ .Values.password }}', '<password>', '@PASSWORD@', 'vault:secret/db#password', 'op://shop/db/password',
  'ENC[AES256_GCM,data:x]', 'change-me', 'REPLACE_ME', 'xxxx', 'vault:secret/data/x#y', '>>vault:secret/data/x#y', 'secret/data/shop/db#password', 'kv/shop/db:password',
  'database/creds/shop', 'team-a/data/db#password', 'ref+awssecrets://shop/db#/password', 'ref+vault://secret/db#/password', 'awssm://shop/db', 'azurekv://shop/db',
  'gcpsm://shop/db', 'op://shop/db/password?attribute=value', 'file:///run/secrets/db', '/vault/secrets/db', '/run/secrets/db-password', '/var/run/secrets/db', '"/etc/db/password.txt"',
  'arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-Ab12Cd', 'projects/shop/secrets/db/versions/latest',
  '@Microsoft.KeyVault(SecretUri=https://shop.vault.azure.net/secrets/db)', '$(DB_PASSWORD)', '${DB_PASSWORD:-}'])('%j stands for a password', (text) => {
  expect(isPlaceholder(text)).toBe(true);
});

test.each(['Pa$$word-of-a-test', '@of-a-test', 'of<a>test', 'of-a-test{1}', '!of-a-test', 'of-a-test$3', '/of-a-test', '/of+a/test==', 'of/a#test',
  'a/of-a-test', 'secretofatest', 'secret#of-a-test', 'vaultofatest', 'postgres://shop:of-a-test@db/shop', 'postgres://db/shop?password=of-a-test', 'postgres://db/shop?user=shop&pwd=of-a-test', 'op:of-a-test'])('%j is one, whatever signs it has', (text) => {
  expect(isPlaceholder(text)).toBe(false);
});
