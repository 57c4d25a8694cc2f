import { cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { ReactNode } from 'react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ERRORS, TunnelError, errorData, type ErrorCode, type ErrorData } from '../../../../electron/domain/errors';
import { WORDS } from '../../../../electron/domain/words/words';
import { createApp } from '../../../../renderer/state/app';
import { AppProvider } from '../../../../renderer/state/app-context';
import { ErrorNotice } from '../../../../renderer/ui/ErrorNotice';
import { FakeBridge } from '../../../fixtures/window/fake-bridge';

afterEach(cleanup);

function showNotice(children: ReactNode): void {
  localStorage.setItem('language', 'en');
  render(<AppProvider app={createApp(new FakeBridge())}>{children}</AppProvider>);
}

const REFUSED: ErrorData = errorData(new TunnelError('box-login-refused', { host: '192.168.40.5', user: 'pi' }, { detail: 'Permission denied (publickey,password)' }));

describe('an error on the page', () => {
  it('says what happened, why, and what to do', () => {
    showNotice(<ErrorNotice error={REFUSED} />);
    const notice = screen.getByRole('alert');
    expect(notice.textContent).toContain('The small computer at 192.168.40.5 refused the login of pi.');
    expect(notice.textContent).toContain(WORDS.en.errors['box-login-refused'].why);
    expect(notice.textContent).toContain(WORDS.en.errors['box-login-refused'].todo);
  });

  it('keeps the details for who asks for them', async () => {
    showNotice(<ErrorNotice error={REFUSED} />);
    const details = screen.getByText(/Permission denied/);
    expect(details.closest('[hidden]')).not.toBeNull();
    await userEvent.click(screen.getByRole('button', { name: 'Details' }));
    expect(details.closest('[hidden]')).toBeNull();
  });

  it('copies what happened together with the details', async () => {
    const user = userEvent.setup();
    showNotice(<ErrorNotice error={REFUSED} />);
    await user.click(screen.getByRole('button', { name: 'Copy details' }));
    await screen.findByRole('button', { name: 'Copied' });
    const copied = await navigator.clipboard.readText();
    expect(copied).toContain('refused the login of pi');
    expect(copied).toContain('box-login-refused');
    expect(copied).toContain('Permission denied');
  });

  it('offers to try again unless that is pointless', async () => {
    const onRetry = vi.fn();
    showNotice(<ErrorNotice error={REFUSED} onRetry={onRetry} />);
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(onRetry).toHaveBeenCalledOnce();
    cleanup();
    showNotice(<ErrorNotice error={errorData(new Error('boom'))} onRetry={onRetry} />);
    expect(screen.queryByRole('button', { name: 'Try again' })).toBeNull();
  });

  it('does not call a stop an error', () => {
    showNotice(<ErrorNotice error={errorData(new TunnelError('cancelled'))} />);
    expect(screen.queryByRole('alert')).toBeNull();
    expect(screen.getByRole('note').textContent).toContain(WORDS.en.errors.cancelled.what);
  });

  it.each(Object.keys(ERRORS) as ErrorCode[])('has whole sentences for %s, also without parameters', (code) => {
    showNotice(<ErrorNotice error={{ kind: 'expected', code, params: {}, retry: 'again' }} />);
    expect(screen.getByRole('alert').textContent).not.toMatch(/[{}]/);
  });
});
