import { CacheCard, KeysCard } from './device';
import { RemoteCard } from './remote';
import { RebuildCard, VerifyCard } from './verify';

/** Storage and health: the remote, what was checked, what is here, and the keys. */
export function Health() {
  return (
    <div class="content" id="content" tabIndex={-1}>
      <div class="health">
        <div><RemoteCard /><VerifyCard /></div>
        <div><CacheCard /><KeysCard /><RebuildCard /></div>
      </div>
    </div>
  );
}
