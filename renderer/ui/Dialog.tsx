import type { ReactNode } from 'react';
import { Dialog as AriaDialog } from 'react-aria-components/Dialog';
import { Heading } from 'react-aria-components/Heading';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';
import styles from './Dialog.module.css';

/** Stands in the way until it is answered. Without `onClose`, while something runs, Escape does nothing. */
export function Dialog({ title, children, actions, onClose, role = 'dialog' }: { title: string; children: ReactNode; actions: ReactNode; onClose?: () => void; role?: 'dialog' | 'alertdialog' }) {
  return (
    <ModalOverlay className={styles.veil ?? ''} isOpen onOpenChange={(open) => { if (!open) onClose?.(); }}>
      <Modal className={styles.modal ?? ''}>
        <AriaDialog className={styles.dialog ?? ''} role={role}>
          <Heading slot="title" className={styles.title ?? ''}>
            {title}
          </Heading>
          {/* A long list is read with the keyboard as well. */}
          <div className={styles.body} tabIndex={0} role="group" aria-label={title}>
            {children}
          </div>
          <div className={styles.actions}>{actions}</div>
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}
