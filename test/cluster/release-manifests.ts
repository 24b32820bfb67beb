import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { GoProgram } from './go-program';

const PLUGIN = 'ghcr.io/cloudnative-pg/plugin-barman-cloud';

/** Paths of the operators' release manifests. */
export interface ReleaseManifests {
  readonly cloudNativePg: string;
  readonly barmanCloud: string;
}

/**
 * The release manifests, out of the operators' Go modules. The plugin's is an asset of its release and not in the module: it is made of the
 * module's, which is for a test image, as the release makes it (Taskfile.yml, manifest).
 * @param folder where the plugin's is written to
 */
export async function releaseManifests(folder: string, versions: { cloudNativePg: string; barmanCloud: string }): Promise<ReleaseManifests> {
  const operator = await GoProgram.moduleFolder(`github.com/cloudnative-pg/cloudnative-pg@v${versions.cloudNativePg}`);
  const plugin = await GoProgram.moduleFolder(`github.com/cloudnative-pg/plugin-barman-cloud@v${versions.barmanCloud}`);
  const barmanCloud = join(folder, 'plugin-barman-cloud.yaml');
  writeFileSync(barmanCloud, released(readFileSync(join(plugin, 'manifest.yaml'), 'utf8'), `v${versions.barmanCloud}`));
  return { cloudNativePg: join(operator, 'releases', `cnpg-${versions.cloudNativePg}.yaml`), barmanCloud };
}

function released(text: string, tag: string): string {
  const sidecar = Buffer.from(`${PLUGIN}-sidecar:${tag}`).toString('base64').replace(/.{70}/g, '$&\n    ');
  return text.replace(`${PLUGIN}-testing:main`, `${PLUGIN}:${tag}`)
    .replace(/(SIDECAR_IMAGE: \|\n)(?: {4}.*\n)+/, `$1    ${sidecar}\n`);
}
