import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { answers } from './answers';
import { ControlPlane } from './control-plane';
import { GoProgram } from './go-program';
import { Kubernetes } from './kubernetes';
import { Operator } from './operators/operator';
import { freePorts } from './processes';
import { progress, say } from './progress';
import { until } from './until';
import { Manifest } from '../../src/checklist/manifests';

/** Folder with CRDs for kinds whose module is not to be had, by this variable. */
const MORE_CRDS = 'TEST_CRDS';

/** Installs CRDs and webhooks of operators, and says what there was none of. */
export async function install(operators: readonly Operator[], controlPlane: ControlPlane): Promise<void> {
  const { kubernetes } = controlPlane;
  const done = progress('installing CRDs');
  const folders = new Map<Operator, string>();
  for (const operator of operators) {
    try {
      folders.set(operator, await GoProgram.moduleFolder(operator.module));
    } catch (error) {
      const line = `not covered: ${operator.name}, because ${operator.module} is not to be had; ${MORE_CRDS} may name a folder with its CRDs`;
      if (process.env.CI === 'true' && !process.env[MORE_CRDS]) throw new Error(line, { cause: error });
      say(`${line} (${(error as Error).message.split('\n')[0]})`);
    }
  }
  const crds = [...folders].flatMap(([{ crds: folder }, module]) => crdsIn(join(module, folder)));
  const own = new Set(crds.map(({ metadata }) => metadata.name));
  if (process.env[MORE_CRDS]) crds.push(...crdsIn(process.env[MORE_CRDS]).filter(({ metadata }) => !own.has(metadata.name)));
  await installCrds(kubernetes, crds);
  done();

  for (const operator of folders.keys()) {
    if (operator.webhooks) await serve(operator, controlPlane);
    else say(`no webhook of ${operator.name} here: ${operator.withoutWebhooks ?? 'it has none'}`);
  }
}

export async function installCrds(kubernetes: Kubernetes, crds: Manifest[]): Promise<void> {
  await Promise.all(crds.map((crd) => kubernetes.apply(crd)));
  // one after the other: a list of all is megabytes, and keeps the API server from its work
  const open = [...crds];
  await until('every CRD', async () => {
    while (open.length > 0) {
      const { status } = await kubernetes.find(open[0]);
      if (!status?.conditions?.some(({ type, status: is }: any) => type === 'Established' && is === 'True')) return false;
      open.shift();
    }
    return true;
  }, { seconds: 300 });
}

function crdsIn(folder: string): Manifest[] {
  if (!existsSync(folder)) throw new Error(`${folder} must be a folder with CRDs, and is not there; look where the operator's module keeps them`);
  return readdirSync(folder)
    .filter((file) => /\.ya?ml$/.test(file))
    .flatMap((file) => parseAllDocuments(readFileSync(join(folder, file), 'utf8')).map((document) => document.toJS()))
    .filter((manifest) => manifest?.kind === 'CustomResourceDefinition');
}

/** Starts an operator's webhooks, and registers them. */
export async function serve({ name, module, webhooks }: Operator, controlPlane: ControlPlane): Promise<void> {
  if (!webhooks) throw new Error(`${name} must have webhooks, and has none; take install`);
  const program = await webhooks.program.build();
  const done = progress(`starting the webhooks of ${name}`);
  const { port, healthPort } = await freePorts('port', 'healthPort');
  const { kubernetes, processes, kubeconfig, serving: { certificate, key, caBundle } } = controlPlane;
  const at = { kubeconfig, port, healthPort, certificateFolder: processes.folder, certificate, key };
  for (const manifest of webhooks.needs?.(at) ?? []) await kubernetes.apply(manifest);
  const { args, env, cwd } = webhooks.start(at);
  processes.start({ name: `${name} webhook`.replaceAll(' ', '-').toLowerCase(), command: program, args, env, cwd });
  await controlPlane.ready(`the webhooks of ${name}`, () => answers(port));
  const folder = await GoProgram.moduleFolder(module);
  for (const configuration of webhooks.configurations(folder)) await kubernetes.apply(atPort(configuration, port, caBundle));
  done();
}

/** Its clients are called at the process's address instead of a Service's. */
function atPort(configuration: Manifest, port: number, caBundle: string): Manifest {
  return {
    ...configuration,
    webhooks: configuration.webhooks.map(({ clientConfig, ...webhook }: any) => ({
      ...webhook, clientConfig: { url: `https://127.0.0.1:${port}${clientConfig.service.path}`, caBundle },
    })),
  };
}
