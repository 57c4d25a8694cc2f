import vm from 'node:vm';

const script = new vm.Script('work()');

/**
 * Runs `work` and breaks it off, wherever it is (a regular expression too), when it is not done in `milliseconds`. False: it was
 * broken off. Throws what `work` throws.
 */
export function withinTime(milliseconds: number, work: () => void): boolean {
  try {
    script.runInContext(vm.createContext({ work }), { timeout: milliseconds });
    return true;
  } catch (error) {
    if (typeof error === 'object' && error !== null && 'code' in error && error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') return false;
    throw error;
  }
}
