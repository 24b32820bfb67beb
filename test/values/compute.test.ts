import { Size } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-28';
import { Compute } from '../../src/values/compute';

const GIB = Size.gibibytes(1);

describe('requests and limits', () => {
  test('memory is limited to what is requested, and CPU is not limited, unless somebody says so', () => {
    expect(Compute.of({ cpu: Cpu.units(2), memory: Size.gibibytes(8) })._resources())
      .toEqual({ requests: { cpu: '2', memory: '8Gi' }, limits: { memory: '8Gi' } });
    expect(Compute.of({ cpu: Cpu.units(2), memory: GIB, memoryLimit: Size.mebibytes(1500), cpuLimit: Cpu.units(4) })._resources())
      .toEqual({ requests: { cpu: '2', memory: '1Gi' }, limits: { cpu: '4', memory: '1500Mi' } });
  });

  test.each<[string, Cpu, string]>([
    ['thousandths', Cpu.millis(250), '250m'],
    ['a fraction of a core', Cpu.units(0.5), '500m'],
    ['a fraction that is none in binary', Cpu.units(1.001), '1001m'],
    ['thousandths that are whole cores', Cpu.millis(3000), '3'],
  ])('CPU may be %s', (_, cpu, written) => {
    expect(Compute.of({ cpu, memory: GIB })._resources()).toHaveProperty('requests.cpu', written);
  });

  test('memory that is no whole GiB is written in MiB', () => {
    expect(Compute.of({ cpu: Cpu.units(1), memory: Size.gibibytes(1.5) })._resources()).toHaveProperty('requests.memory', '1536Mi');
  });
});

describe('a wrong amount is refused at once', () => {
  const cpu = (got: string) => `compute.cpu must be a positive amount of CPU in whole thousandths of a core, got ${got}; give for example Cpu.units(2)`;
  const memory = (got: string) => `compute.memory must be a positive whole number of MiB, got ${got}; give for example Size.gibibytes(8)`;

  test.each<[string, Cpu | undefined, string]>([
    ['zero', Cpu.units(0), cpu('"0"')],
    ['negative', Cpu.millis(-1), cpu('"-1m"')],
    ['no number', Cpu.units(NaN), cpu('"NaN"')],
    ['without end', Cpu.millis(Infinity), cpu('"Infinitym"')],
    ['below a thousandth', Cpu.units(0.0001), cpu('"0.0001"')],
    ['missing', undefined, cpu('nothing')],
  ])('CPU that is %s', (_, given, message) => {
    expect(() => Compute.of({ cpu: given!, memory: GIB })).toThrow(new Error(message));
  });

  test.each<[string, Size | undefined, string]>([
    ['zero', Size.mebibytes(0), memory('"0 MiB"')],
    ['a fraction of a MiB', Size.kibibytes(1536), memory('"1.5 MiB"')],
    ['no number', Size.gibibytes(NaN), memory('"NaN MiB"')],
    ['without end', Size.gibibytes(Infinity), memory('"Infinity MiB"')],
    ['missing', undefined, memory('nothing')],
  ])('memory that is %s', (_, given, message) => {
    expect(() => Compute.of({ cpu: Cpu.units(1), memory: given! })).toThrow(new Error(message));
  });

  test('a limit below its request', () => {
    expect(() => Compute.of({ cpu: Cpu.units(1), memory: GIB, memoryLimit: Size.mebibytes(1023) }))
      .toThrow(new Error('compute.memoryLimit must be at least compute.memory (1024 MiB), got "1023 MiB"; raise it or leave it out'));
    expect(() => Compute.of({ cpu: Cpu.units(1), memory: GIB, cpuLimit: Cpu.millis(999) }))
      .toThrow(new Error('compute.cpuLimit must be at least compute.cpu (1000m), got "999m"; raise it or leave it out'));
  });
});
