import type { BoxCheck } from '../../engine/ports';
import { finding } from './finding';
import { look } from './look';
import { mountsThatMatter, parseMounts } from './mounts';

/** Asked of the mount table: to write and see would change the box. */
export const writableCheck: BoxCheck = {
  id: 'writable',
  run: async (question, signal) => {
    const mounts = mountsThatMatter(parseMounts((await look(question, signal)).mounts));
    if (mounts.length === 0) return finding('writable', 'unknown', {}, 'its table of mounts is empty');
    const readOnly = mounts.find((mount) => mount.options.includes('ro'));
    return readOnly === undefined ? finding('writable', 'ok') : finding('writable', 'blocks', { place: readOnly.point }, `${readOnly.point} is mounted read-only`);
  },
};
