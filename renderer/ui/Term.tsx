import type { ReactNode } from 'react';
import { Button } from 'react-aria-components/Button';
import { Tooltip, TooltipTrigger } from 'react-aria-components/Tooltip';
import styles from './Term.module.css';

/** A technician's word; the precise term appears on hover, focus or press. */
export function Term({ children, precise }: { children: ReactNode; precise: string }) {
  return (
    <TooltipTrigger delay={300} closeDelay={100}>
      <Button className={styles.term ?? ''}>{children}</Button>
      <Tooltip className={styles.tip ?? ''} offset={6}>
        {precise}
      </Tooltip>
    </TooltipTrigger>
  );
}
