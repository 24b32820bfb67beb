import { at } from './cast';
import { Claim, holds } from './claim';
import { Scene } from '../scene';

/** Operators write defaults into our objects: what we apply again is the same all the same, and nothing restarts. */
export function* applyClaims(scene: Scene): Generator<Claim> {
  for (const manifest of scene.claimed.all) yield holds('applied again, it stays the same', at(manifest), 'the API server', !scene.changed.has(manifest), 'it changed');
}
